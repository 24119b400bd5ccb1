namespace Protocols.Imap.Server.Commands;

/// <summary>The commands that need nothing but the session: CAPABILITY, ID, ENABLE, NAMESPACE.</summary>
internal static class Facts
{
    private static readonly KeyValuePair<string, string?>[] s_id = [new("name", "Protocols"), new("vendor", "Protocols")];

    public static ValueTask RunAsync(ImapContext context, ImapCommand command)
    {
        switch (command)
        {
            case CapabilityCommand:
                context.Writer.Capability(context.Session.Capabilities);
                break;
            case IdCommand:
                // RFC 2971 §3.3: what an attacker could use, such as the version, is not told to everyone who asks.
                context.Writer.Id(s_id);
                break;
            case EnableCommand enable:
                context.Writer.Enabled(enable.Enabled);
                break;
            case NamespaceCommand:
                if (context.Sharing is null)
                {
                    context.Writer.Namespace("", MailboxNames.Separator);
                }
                else
                {
                    context.Writer.Namespace("", OtherUsers.Prefix, MailboxNames.Separator);
                }

                break;
        }

        context.Ok(command, command.Name + " completed");
        return ValueTask.CompletedTask;
    }
}
