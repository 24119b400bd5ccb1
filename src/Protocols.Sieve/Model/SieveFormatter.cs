using System.Buffers;
using System.Text;

namespace Protocols.Sieve;

/// <summary>Lays scripts out in one way: see <see cref="SieveScript"/>.</summary>
public static class SieveFormatter
{
    /// <summary>Lays a script out.</summary>
    /// <param name="source">The script in UTF-8.</param>
    /// <param name="output">Takes the script, with CRLF; nothing where it does not follow the grammar.</param>
    /// <param name="diagnostics">What is wrong with it.</param>
    public static bool TryFormat(ReadOnlySpan<byte> source, IBufferWriter<byte> output, out IReadOnlyList<SieveDiagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!SieveScript.TryParse(source, out SieveScript? script, out diagnostics))
        {
            return false;
        }

        script.Write(output);
        return true;
    }

    /// <summary>Lays a script out.</summary>
    /// <param name="source">The script.</param>
    /// <exception cref="FormatException">It does not follow the grammar; the text tells of the first error.</exception>
    public static string Format(string source) => SieveScript.Parse(Encoding.UTF8.GetBytes(source)).ToString();
}
