using System.Buffers;

namespace Protocols.Imap;

/// <content>LANGUAGE (RFC 5255 §3.3) and JMAPACCESS (RFC 9698 §4).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>LANGUAGE: the language in use from here on, or all that there are (RFC 5255 §3.3).</summary>
    /// <param name="tags">Their tags, at least one.</param>
    public void Language(params IReadOnlyCollection<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        _output.Write("* LANGUAGE "u8);
        bool isFirst = true;
        foreach (string tag in tags)
        {
            _output.Write(isFirst ? "("u8 : " "u8);
            AString(tag);
            isFirst = false;
        }

        _output.Write(")\r\n"u8);
    }

    /// <summary>JMAPACCESS: where the same mail is to be had by JMAP (RFC 9698 §4).</summary>
    /// <param name="session">The URL of the JMAP session resource.</param>
    public void JmapAccess(Uri session)
    {
        ArgumentNullException.ThrowIfNull(session);
        _output.Write("* JMAPACCESS "u8);
        String(session.AbsoluteUri.AsSpan());
        EndLine();
    }
}
