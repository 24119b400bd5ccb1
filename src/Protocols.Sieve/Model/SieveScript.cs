using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// A script as a program edits it: commands with their arguments, without regard to what they mean. Reading and writing one leaves everything but the layout as it was; comments stay
/// with the command that they stand before or in.
/// </summary>
public sealed class SieveScript
{
    /// <summary>Makes a script.</summary>
    /// <param name="commands">Its commands in order.</param>
    public SieveScript(params IEnumerable<SieveCommand> commands) => Commands = [.. commands];

    /// <summary>The commands in order.</summary>
    public IList<SieveCommand> Commands { get; }

    /// <summary>The comments behind all commands, as text without their marks, a line each.</summary>
    public IList<string> EndComments { get; init; } = [];

    /// <summary>Reads a script.</summary>
    /// <param name="source">The script in UTF-8.</param>
    /// <exception cref="FormatException">It does not follow the grammar; the text tells of the first error.</exception>
    public static SieveScript Parse(ReadOnlySpan<byte> source) =>
        TryParse(source, out SieveScript? script, out IReadOnlyList<SieveDiagnostic> diagnostics) ? script : throw new FormatException(diagnostics[0].ToString());

    /// <summary>Reads a script.</summary>
    /// <param name="source">The script.</param>
    /// <exception cref="FormatException">It does not follow the grammar; the text tells of the first error.</exception>
    public static SieveScript Parse(string source) => Parse(Encoding.UTF8.GetBytes(source));

    /// <summary>Reads a script. Only its grammar is looked at (RFC 5228 §8.2): which commands there are and what they take, <see cref="SieveCompiler"/> tells.</summary>
    /// <param name="source">The script in UTF-8.</param>
    /// <param name="script">The script.</param>
    /// <param name="diagnostics">What is wrong with it, in the order of the script.</param>
    /// <param name="limits">The limits; null for the default ones.</param>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out SieveScript? script, out IReadOnlyList<SieveDiagnostic> diagnostics, SieveLimits? limits = null) =>
        ScriptReader.TryRead(source, limits ?? SieveLimits.Default, out script, out diagnostics);

    /// <summary>Writes the script, as the formatter lays scripts out: lines end with CRLF.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <exception cref="InvalidOperationException">Commands or tests lie deeper in one another than any limit lets them, or one has both a test and tests.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        ScriptWriter.Write(this, output);
    }

    /// <summary>Gives the script as text.</summary>
    /// <exception cref="InvalidOperationException">It cannot be written: see <see cref="Write"/>.</exception>
    public override string ToString()
    {
        ArrayBufferWriter<byte> output = new();
        Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
