using System.Buffers;

namespace Protocols.Imap;

/// <content>The responses of QUOTA (RFC 9208 §4.2).</content>
public readonly partial struct ImapResponseWriter
{
    /// <summary>QUOTA (RFC 9208 §4.2.1).</summary>
    /// <param name="root">The quota root's name.</param>
    /// <param name="resources">The resources that are limited: name, usage and limit, in the units of RFC 9208 §5.</param>
    /// <exception cref="ArgumentException">A resource's name is no atom.</exception>
    public void Quota(string root, IReadOnlyCollection<(string Name, long Usage, long Limit)> resources)
    {
        ArgumentNullException.ThrowIfNull(resources);
        _output.Write("* QUOTA "u8);
        AString(root);
        _output.Write(" ("u8);
        bool isFirst = true;
        foreach ((string name, long usage, long limit) in resources)
        {
            _output.Write(isFirst ? ""u8 : " "u8);
            Atom(name);
            Space();
            Number(usage);
            Space();
            Number(limit);
            isFirst = false;
        }

        _output.Write(")\r\n"u8);
    }

    /// <summary>QUOTAROOT (RFC 9208 §4.2.2).</summary>
    /// <param name="mailbox">The mailbox's name in Unicode.</param>
    /// <param name="roots">Its quota roots.</param>
    public void QuotaRoot(ReadOnlySpan<char> mailbox, params IReadOnlyCollection<string> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        _output.Write("* QUOTAROOT "u8);
        Mailbox(mailbox);
        foreach (string root in roots)
        {
            Space();
            AString(root);
        }

        EndLine();
    }
}
