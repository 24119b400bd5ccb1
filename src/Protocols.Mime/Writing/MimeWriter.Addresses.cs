namespace Protocols.Mime;

public sealed partial class MimeWriter
{
    /// <summary>Writes a field of addresses, such as To (RFC 5322 §3.4).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="mailboxes">The addresses; at least one.</param>
    /// <exception cref="MimeValueException">The name or an address is none, there is no address, or a display name has CR, LF or NUL in it.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteAddresses(ReadOnlySpan<char> name, params ReadOnlySpan<MailboxAddress> mailboxes) =>
        MimeValueException.ThrowUnlessOk(TryWriteAddresses(name, mailboxes), nameof(mailboxes));

    /// <summary>Writes a field of addresses, such as To (RFC 5322 §3.4), or tells why that cannot be; nothing is written then.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="mailboxes">The addresses; at least one.</param>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public WriteStatus TryWriteAddresses(ReadOnlySpan<char> name, params ReadOnlySpan<MailboxAddress> mailboxes)
    {
        WriteStatus status = mailboxes.IsEmpty ? WriteStatus.Empty : WriterGrammar.CheckFieldName(name);
        for (int i = 0; i < mailboxes.Length && status == WriteStatus.Ok; i++)
        {
            status = mailboxes[i].Check(_options.Mode);
        }

        if (status != WriteStatus.Ok)
        {
            return status;
        }

        BeginField(name);
        for (int i = 0; i < mailboxes.Length; i++)
        {
            WriteMailbox(mailboxes[i]);
            AppendComma(i + 1 < mailboxes.Length);
        }

        return _field.End(_output);
    }

    /// <summary>Writes a field of addresses some of which are in groups (RFC 5322 §3.4).</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="groups">Groups, and mailboxes outside of them; at least one group or mailbox.</param>
    /// <exception cref="MimeValueException">The name or an address is none, there is no address, or a name has CR, LF or NUL in it or is empty.</exception>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public void WriteAddresses(ReadOnlySpan<char> name, params ReadOnlySpan<AddressGroup> groups) =>
        MimeValueException.ThrowUnlessOk(TryWriteAddresses(name, groups), nameof(groups));

    /// <summary>Writes a field of addresses some of which are in groups (RFC 5322 §3.4), or tells why that cannot be; nothing is written then.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="groups">Groups, and mailboxes outside of them; at least one group or mailbox.</param>
    /// <exception cref="InvalidOperationException">No header is being written.</exception>
    public WriteStatus TryWriteAddresses(ReadOnlySpan<char> name, params ReadOnlySpan<AddressGroup> groups)
    {
        WriteStatus status = WriterGrammar.CheckFieldName(name);
        int count = 0;
        for (int i = 0; i < groups.Length && status == WriteStatus.Ok; i++)
        {
            status = Check(groups[i], ref count);
        }

        status = status == WriteStatus.Ok && count == 0 ? WriteStatus.Empty : status;
        if (status != WriteStatus.Ok)
        {
            return status;
        }

        BeginField(name);
        foreach (AddressGroup group in groups)
        {
            IReadOnlyList<MailboxAddress> members = group.Members ?? [];
            if (group.Name is not null)
            {
                TextWriting.WritePhrase(_field, group.Name, _options.IsUtf8);
                _field.Append(':');
                count--;
            }

            for (int i = 0; i < members.Count; i++)
            {
                WriteMailbox(members[i]);
                count--;
                AppendComma(group.Name is null ? count > 0 : i + 1 < members.Count);
            }

            if (group.Name is not null)
            {
                _field.Append(';');
                AppendComma(count > 0);
            }
        }

        return _field.End(_output);
    }

    // Counts what commas stand between, members of groups as well.
    private WriteStatus Check(AddressGroup group, ref int count)
    {
        IReadOnlyList<MailboxAddress> members = group.Members ?? [];
        count += members.Count + (group.Name is null ? 0 : 1);
        WriteStatus status = group.Name is null ? WriteStatus.Ok
            : group.Name.Length == 0 ? WriteStatus.Empty
            : WriterGrammar.CheckBreaks(group.Name);
        for (int i = 0; i < members.Count && status == WriteStatus.Ok; i++)
        {
            status = members[i].Check(_options.Mode);
        }

        return status;
    }

    private void WriteMailbox(in MailboxAddress mailbox)
    {
        if (string.IsNullOrEmpty(mailbox.DisplayName))
        {
            _field.Space();
            WriteAddrSpec(mailbox.Address);
            return;
        }

        TextWriting.WritePhrase(_field, mailbox.DisplayName, _options.IsUtf8);
        _field.Space();
        _field.Append('<');
        WriteAddrSpec(mailbox.Address);
        _field.Append('>');
    }

    private void WriteAddrSpec(ReadOnlySpan<char> address)
    {
        int domain = address.LastIndexOf('@') + 1;
        if (_options.IsUtf8 || System.Text.Ascii.IsValid(address[domain..]) || !DomainNames.TryToAscii(address[domain..], out string ascii))
        {
            _field.Append(address);
            return;
        }

        _field.Append(address[..domain]);
        _field.Append(ascii);
    }

    private void AppendComma(bool more)
    {
        if (more)
        {
            _field.Append(',');
        }
    }
}
