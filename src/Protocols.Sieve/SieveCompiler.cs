
namespace Protocols.Sieve;

/// <summary>Compiles scripts (RFC 5228). Safe for several threads at once.</summary>
/// <param name="options">What scripts may do.</param>
public sealed class SieveCompiler(SieveOptions options)
{
    /// <summary>Makes a compiler with <see cref="SieveOptions.Default"/>.</summary>
    public SieveCompiler()
        : this(SieveOptions.Default)
    {
    }

    /// <summary>What scripts may do.</summary>
    public SieveOptions Options { get; } = options ?? throw new ArgumentNullException(nameof(options));

    /// <summary>Compiles a script. Any octets are taken; what is wrong with them is told, as much of it as can be, and no octets make this throw.</summary>
    /// <param name="source">The script in UTF-8. Its line ends may be CRLF or LF; in strings they become CRLF.</param>
    public SieveCompilation Compile(ReadOnlySpan<byte> source) => Binder.Compile(source, Options);

    /// <summary>Compiles a script.</summary>
    /// <param name="source">The script.</param>
    public SieveCompilation Compile(string source) => Compile(System.Text.Encoding.UTF8.GetBytes(source));
}
