using System.Buffers;
using System.Globalization;
using System.Text;

namespace Protocols.Smtp;

/// <summary>Writes replies (RFC 5321 §4.2.1). No text can break out of its line: what is not printable becomes <c>?</c>.</summary>
public static class SmtpReplyWriter
{
    /// <summary>Writes a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="utf8">Whether the text may be UTF-8 (RFC 6531 §3.7.4.2); else what is not ASCII becomes <c>?</c> as well.</param>
    /// <param name="withStatus">Whether to write the enhanced status, if the reply has one (RFC 2034 §4).</param>
    public static void Write(SmtpReply reply, IBufferWriter<byte> output, bool utf8 = false, bool withStatus = true)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(output);
        for (int i = 0; i < reply.Lines.Count; i++)
        {
            bool last = i == reply.Lines.Count - 1;
            WriteLine(reply, reply.Lines[i], last, output, utf8, withStatus && !reply.Status.IsEmpty);
        }
    }

    private static void WriteLine(SmtpReply reply, string text, bool last, IBufferWriter<byte> output, bool utf8, bool withStatus)
    {
        // "250" SP-or-hyphen, at most "5.999.999 ", the text at up to three bytes a char, CRLF.
        Span<byte> line = output.GetSpan(18 + (text.Length * 3));
        reply.Code.TryFormat(line, out int written, default, CultureInfo.InvariantCulture);
        line[written++] = last ? (byte)' ' : (byte)'-';
        if (withStatus)
        {
            // RFC 2034 §4: each line of the reply carries the status.
            written += WriteStatus(reply.Status, line[written..]);
        }

        int start = written;
        written += Encoding.UTF8.GetBytes(text, line[written..]);
        foreach (ref byte b in line[start..written])
        {
            if (b is < 0x20 or 0x7F || (b >= 0x80 && !utf8))
            {
                b = (byte)'?';
            }
        }

        line[written++] = (byte)'\r';
        line[written++] = (byte)'\n';
        output.Advance(written);
    }

    private static int WriteStatus(EnhancedStatusCode status, Span<byte> destination)
    {
        status.Class.TryFormat(destination, out int written, default, CultureInfo.InvariantCulture);
        destination[written++] = (byte)'.';
        status.Subject.TryFormat(destination[written..], out int subject, default, CultureInfo.InvariantCulture);
        written += subject;
        destination[written++] = (byte)'.';
        status.Detail.TryFormat(destination[written..], out int detail, default, CultureInfo.InvariantCulture);
        written += detail;
        destination[written++] = (byte)' ';
        return written;
    }
}
