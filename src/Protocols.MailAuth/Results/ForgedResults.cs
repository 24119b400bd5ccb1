using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.MailAuth.Results;

/// <summary>Takes results out of a header that only seem to be one's own (RFC 8601 §5): what comes from outside must not carry any before one's own are added.</summary>
public static class ForgedResults
{
    /// <summary>
    /// Whether a field cannot be left in a message that comes from outside: it is an Authentication-Results field that bears one of the names, in
    /// any letter case and as A-labels or U-labels; or whose name cannot be read, as another program might read it; or of a version that is not 1.
    /// </summary>
    /// <param name="field">The field.</param>
    /// <param name="serviceIds">The names under which results are given here.</param>
    public static bool IsForged(HeaderField field, params ReadOnlySpan<string> serviceIds)
    {
        if (!Ascii.EqualsIgnoreCase(field.Name.TrimEnd(" \t"u8), AuthenticationResults.FieldName))
        {
            return false;
        }

        _ = AuthenticationResults.TryParse(field.RawValue, out AuthenticationResults? results);
        return results is null || results.Version != 1 || TrustedResults.IsOneOf(results.ServiceId, serviceIds);
    }

    /// <summary>Writes a header without the fields that are forged; all else stays as it is, octet for octet.</summary>
    /// <param name="header">The message's part 0.</param>
    /// <param name="output">Where to.</param>
    /// <param name="serviceIds">The names under which results are given here.</param>
    /// <returns>How many fields were left out.</returns>
    public static int WriteWithout(MimePart header, IBufferWriter<byte> output, params ReadOnlySpan<string> serviceIds)
    {
        ArgumentNullException.ThrowIfNull(output);
        ReadOnlySpan<byte> octets = header.HeaderSpan;
        int written = 0;
        int removed = 0;
        foreach (HeaderField field in header.Headers)
        {
            if (IsForged(field, serviceIds))
            {
                int start = field.Offset - header.HeaderStart;
                output.Write(octets[written..start]);
                written = start + field.Length;
                removed++;
            }
        }

        output.Write(octets[written..]);
        return removed;
    }
}
