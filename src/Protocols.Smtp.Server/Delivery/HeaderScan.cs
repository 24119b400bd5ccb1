using System.Text;
using Protocols.Mime;

namespace Protocols.Smtp.Server;

/// <summary>What a server on the way has to know of a message's header.</summary>
/// <param name="Hops">How many Received fields there are (RFC 5321 §6.3).</param>
/// <param name="IsTlsNotRequired">Whether it says <c>TLS-Required: No</c> (RFC 8689 §3).</param>
internal readonly record struct HeaderScan(int Hops, bool IsTlsNotRequired)
{
    // The parts of the body are of no interest here.
    private static readonly MimeReadOptions s_headerAlone = new() { MaxDepth = 0 };

    public static HeaderScan Read(ReadOnlyMemory<byte> message)
    {
        using MimeDocument document = MimeDocument.Parse(message, s_headerAlone);
        int hops = 0;
        bool isTlsNotRequired = false;
        foreach (HeaderField field in document.Root.Headers)
        {
            if (field.Id == HeaderId.Received)
            {
                hops++;
            }
            else if (Ascii.EqualsIgnoreCase(field.Name, "TLS-Required"u8))
            {
                isTlsNotRequired |= Ascii.EqualsIgnoreCase(field.Value, "No"u8);
            }
        }

        return new HeaderScan(hops, isTlsNotRequired);
    }
}
