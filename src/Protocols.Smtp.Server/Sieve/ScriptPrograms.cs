using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Protocols.Sieve;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>Programs of scripts, by their content: compiled once, kept in memory, and kept with the script for the next start.</summary>
internal sealed class ScriptPrograms(IScriptStore scripts, SieveCompiler compiler)
{
    private const int MostPrograms = 1000;

    // The program's own stamp tells whether it can be read; this one tells whether it is worth a try.
    private static readonly string s_version = Version();

    private readonly ConcurrentDictionary<BlobId, SieveProgram> _programs = new();

    /// <summary>Gives the program of a script that is stored.</summary>
    /// <param name="account">Whose it is.</param>
    /// <param name="script">The script.</param>
    /// <param name="logger">Where it is said that a program could not be kept with its script.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The program, or why there is none.</returns>
    public async ValueTask<(SieveProgram? Program, string Problem)> FindAsync(AccountId account, ScriptContent script, ILogger logger, CancellationToken cancellationToken)
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
            await KeepWithScriptAsync(account, script.Script, program, logger, cancellationToken).ConfigureAwait(false);
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

    private static string Version()
    {
        string version = "sieve " + typeof(SieveCompiler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version[..Math.Min(version.Length, 255)];
    }

    private async ValueTask KeepWithScriptAsync(AccountId account, StoredScript script, SieveProgram program, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            ArrayBufferWriter<byte> written = new();
            program.Write(written);
            await scripts.KeepCompiledAsync(account, script, new CompiledScript(s_version, written.WrittenMemory), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The program is here, and runs: it will be made again at the next start.
            SieveLog.NotKept(logger, e, script.Name, account.Value);
        }
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
