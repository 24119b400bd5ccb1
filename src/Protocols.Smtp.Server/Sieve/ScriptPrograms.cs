using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Programs of scripts, by their content: compiled once, kept in memory, and kept with the script for the next start.</summary>
internal sealed class ScriptPrograms(IScriptStore scripts, SieveCompiler compiler)
{
    private const int MostPrograms = 1000;

    // The program's own stamp tells whether it can be read; this one tells whether it is worth a try.
    private static readonly string s_version = "sieve " + (typeof(SieveCompiler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "");

    private readonly ConcurrentDictionary<BlobId, SieveProgram> _programs = new();

    /// <summary>Gives the program of a script that is stored.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="script">The script.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The program, or why there is none.</returns>
    public async ValueTask<(SieveProgram? Program, string Problem)> FindAsync(AccountId account, ScriptContent script, CancellationToken cancellationToken)
    {
        if (_programs.TryGetValue(script.Script.Content, out SieveProgram? program))
        {
            return (program, "");
        }

        if (script.Compiled is { } compiled && compiled.Version == s_version && SieveProgram.TryRead(compiled.Program.Span, compiler.Options, out program))
        {
            Keep(script.Script.Content, program);
            return (program, "");
        }

        (program, string problem) = Compile(script.Source.Span);
        if (program is not null)
        {
            Keep(script.Script.Content, program);
            ArrayBufferWriter<byte> written = new();
            program.Write(written);
            await scripts.KeepCompiledAsync(account, script.Script, new CompiledScript(s_version[..Math.Min(s_version.Length, 255)], written.WrittenMemory), cancellationToken).ConfigureAwait(false);
        }

        return (program, problem);
    }

    /// <summary>Gives the program of a script that is not stored, or null if it is none.</summary>
    public SieveProgram? Find(ReadOnlyMemory<byte> source)
    {
        BlobId content = BlobId.Of(source.Span);
        if (!_programs.TryGetValue(content, out SieveProgram? program) && (program = Compile(source.Span).Program) is not null)
        {
            Keep(content, program);
        }

        return program;
    }

    private (SieveProgram? Program, string Problem) Compile(ReadOnlySpan<byte> source)
    {
        SieveCompilation compilation = compiler.Compile(source);
        return (compilation.Program, compilation.Succeeded ? "" : string.Join("; ", compilation.Diagnostics.Take(3)));
    }

    private void Keep(BlobId content, SieveProgram program)
    {
        if (_programs.Count >= MostPrograms)
        {
            _programs.Clear();
        }

        _programs.TryAdd(content, program);
    }
}
