namespace Protocols.Imap.Server.Commands;

/// <summary>The commands that need nothing but the session: CAPABILITY, ID, ENABLE, NAMESPACE, LANGUAGE, UNAUTHENTICATE, GETJMAPACCESS.</summary>
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
                TellNamespaces(context);
                break;
            case LanguageCommand { Ranges.IsEmpty: true }:
                context.Writer.Language(context.Session.Languages);
                break;
            case LanguageCommand language:
                if (!context.Session.TrySetLanguage(language.Ranges, out string? tag))
                {
                    context.No(command, ImapResponseCode.None, "The language is not supported");
                    return ValueTask.CompletedTask;
                }

                context.Writer.Language(tag);
                if (context.Account is not null && context.Session.Language?.OtherUsers is not null)
                {
                    // RFC 5255 §3.4: the namespaces have other names for people now.
                    TellNamespaces(context);
                }

                break;
            case GetJmapAccessCommand when context.JmapSession is { } session:
                context.Writer.JmapAccess(session);
                break;
            case GetJmapAccessCommand:
                context.Bad(command, "The command is not known");
                return ValueTask.CompletedTask;
            case UnauthenticateCommand:
                return UnauthenticateAsync(context, command);
        }

        context.Ok(command, command.Name + " completed");
        return ValueTask.CompletedTask;
    }

    // RFC 8437 §3: NO is not permitted, and the answer still belongs to who was logged in.
    private static async ValueTask UnauthenticateAsync(ImapContext context, ImapCommand command)
    {
        context.Ok(command, "UNAUTHENTICATE completed");
        await context.ForgetAsync().ConfigureAwait(false);
        context.Session.Unauthenticated();
    }

    private static void TellNamespaces(ImapContext context)
    {
        if (context.Sharing is null)
        {
            context.Writer.Namespace("", MailboxNames.Separator);
        }
        else
        {
            context.Writer.Namespace("", OtherUsers.Prefix, MailboxNames.Separator, context.Session.Language?.OtherUsers);
        }
    }
}
