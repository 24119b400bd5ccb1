namespace Protocols.Imap;

/// <summary>What a client can switch on and off again never (RFC 9051 §6.3.1, RFC 5161).</summary>
[Flags]
public enum ImapExtension
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>CONDSTORE: the client wants mod-sequences in FETCH responses (RFC 7162 §3.1). Several commands switch it on besides ENABLE.</summary>
    Condstore = 1,

    /// <summary>QRESYNC: the client is told VANISHED in place of EXPUNGE (RFC 7162 §3.2.3). CONDSTORE comes with it.</summary>
    Qresync = 2,

    /// <summary>UTF8=ACCEPT: strings and mailbox names are UTF-8 (RFC 6855).</summary>
    Utf8Accept = 4,

    /// <summary>METADATA: the client is told of entries that others changed (RFC 5464 §4.1).</summary>
    Metadata = 1 << 8,

    /// <summary>UIDONLY: messages are named by UIDs alone, in commands and in responses (RFC 9586).</summary>
    UidOnly = 64,
}
