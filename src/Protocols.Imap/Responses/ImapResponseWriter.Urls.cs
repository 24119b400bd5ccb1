using System.Buffers;

namespace Protocols.Imap;

/// <content>URLAUTH (RFC 4467 §8).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>Writes a GENURLAUTH response.</summary>
    /// <param name="urls">The URLs, authorized.</param>
    public void GenUrlAuth(IReadOnlyCollection<string> urls)
    {
        ArgumentNullException.ThrowIfNull(urls);
        _output.Write("* GENURLAUTH"u8);
        foreach (string url in urls)
        {
            Space();
            String(url.AsSpan());
        }

        EndLine();
    }

    /// <summary>Begins a URLFETCH response for one URL; what it names, or NIL, and the end of the line are the caller's to write.</summary>
    /// <param name="url">The URL as the client sent it.</param>
    public void BeginUrlFetch(ReadOnlySpan<char> url)
    {
        _output.Write("* URLFETCH "u8);
        String(url);
        Space();
    }
}
