using System.Buffers;

namespace Protocols.Imap;

/// <content>The responses of METADATA (RFC 5464 §4.4).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>METADATA with values (RFC 5464 §4.4.1). A value that holds NUL goes as a literal8.</summary>
    /// <param name="mailbox">The mailbox's name in Unicode; empty for the server.</param>
    /// <param name="values">The entries, at least one, and their values; null for one that has none.</param>
    public void Metadata(ReadOnlySpan<char> mailbox, IReadOnlyCollection<KeyValuePair<string, ReadOnlyMemory<byte>?>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        BeginMetadata(mailbox);
        bool isFirst = true;
        foreach ((string entry, ReadOnlyMemory<byte>? value) in values)
        {
            _output.Write(isFirst ? " ("u8 : " "u8);
            AString(entry);
            Space();
            if (value is not { } octets)
            {
                Nil();
            }
            else if (octets.Span.Contains((byte)0))
            {
                Literal8Header(octets.Length);
                _output.Write(octets.Span);
            }
            else
            {
                String(octets.Span);
            }

            isFirst = false;
        }

        _output.Write(")\r\n"u8);
    }

    /// <summary>METADATA that tells which entries changed (RFC 5464 §4.4.2); only to those who enabled it.</summary>
    /// <param name="mailbox">The mailbox's name in Unicode; empty for the server.</param>
    /// <param name="entries">The entries, at least one.</param>
    public void MetadataChanged(ReadOnlySpan<char> mailbox, IReadOnlyCollection<string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        BeginMetadata(mailbox);
        foreach (string entry in entries)
        {
            Space();
            AString(entry);
        }

        EndLine();
    }

    private void BeginMetadata(ReadOnlySpan<char> mailbox)
    {
        _output.Write("* METADATA "u8);
        Mailbox(mailbox);
    }
}
