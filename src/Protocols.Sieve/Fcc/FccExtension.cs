namespace Protocols.Sieve;

/// <summary>Where a copy of a message that a script made is put (RFC 8580).</summary>
/// <param name="Mailbox">The mailbox.</param>
public sealed record SieveFcc(string Mailbox)
{
    /// <summary>The flags to put on it (RFC 8580 §3.1.1); may be none.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Whether to make the mailbox where it is not there (RFC 8580 §3.1.2).</summary>
    public bool Create { get; init; }

    /// <summary>The special use of a mailbox that is to be taken rather than the one named (RFC 8580 §3.1.3); null for none.</summary>
    public string? SpecialUse { get; init; }

    /// <summary>The identifier of a mailbox that is to be taken rather than the one named (RFC 9042 §5); null for none.</summary>
    public string? MailboxId { get; init; }
}

/// <summary><c>:fcc</c> of vacation and notify (RFC 8580), with the tags that it brings along.</summary>
internal static class FccExtension
{
    private static readonly SieveOption s_fcc = new(new SieveTag("fcc", SieveArgumentKind.String, "fcc"));

    // Tags of their own, for they are nothing without :fcc.
    private static readonly SieveOption s_flags = new(new SieveTag("flags", SieveArgumentKind.Strings, "imap4flags"));
    private static readonly SieveOption s_create = new(new SieveTag("create", Capability: "mailbox"));
    private static readonly SieveOption s_found = new(new SieveTag("specialuse", SieveArgumentKind.String, "special-use"), new SieveTag("mailboxid", SieveArgumentKind.String, "mailboxid"));

    public static IReadOnlyList<SieveOption> Options { get; } = [s_fcc, s_flags, s_create, s_found];

    /// <summary>Tells of what cannot be.</summary>
    public static void Check(Binder binder, BoundCall call)
    {
        if (!call.Has(s_fcc))
        {
            foreach (SieveOption option in Options)
            {
                if (call.Has(option))
                {
                    binder.Error(SieveDiagnosticCode.MissingArgument, call.Node, $":{option.Tags[0].Name} needs :fcc here.");
                }
            }

            return;
        }

        MailboxTags.Check(binder, call, s_found);
    }

    /// <summary>Gives what an action has with it; null for nothing.</summary>
    public static SieveFcc? Read(SieveRun run, SieveOperands operands)
    {
        if (operands.Text(s_fcc) is not { } given)
        {
            return null;
        }

        string mailbox = run.Options.MailboxNamer?.Invoke(given) ?? given;
        int found = operands.Code(s_found);
        return new SieveFcc(mailbox)
        {
            Flags = operands.Texts(s_flags) is { } flags ? FlagList.Split(System.Text.Encoding.UTF8.GetBytes(string.Join(' ', flags))) : [],
            Create = operands.Has(s_create),
            SpecialUse = found == 1 ? operands.Text(s_found) : null,
            MailboxId = found == 2 ? operands.Text(s_found) : null,
        };
    }
}
