using System.Text;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// Answers VRFY and EXPN (RFC 5321 §3.5): who an address is, and whom it stands for. Who has not logged in hears nothing of either (§7.3), unless that is
/// wanted. The session's options say which of the two are answered at all.
/// </summary>
/// <param name="directory">Who is here.</param>
/// <param name="resolver">What stands for what.</param>
public sealed class AddressAnswers(IDirectory directory, RecipientResolver resolver)
{
    private static readonly SmtpReply s_unknown = new(550, 1, 1, "No such address here");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");
    private static readonly SmtpReply s_needsUtf8 = new(550, 6, 8, "The answer needs the SMTPUTF8 parameter");
    private static readonly SmtpReply s_verifiedInUtf8 = new(252, 6, 8, "The answer needs the SMTPUTF8 parameter");

    /// <summary>The domain of a name without one; null, unless set, knows none.</summary>
    public string? Domain { get; init; }

    /// <summary>Whether everybody is answered, logged in or not. False unless set.</summary>
    public bool AnswersStrangers { get; init; }

    /// <summary>Answers VRFY; null to say nothing of it, as to an address elsewhere.</summary>
    internal async ValueTask<SmtpReply?> VerifyAsync(string argument, bool allowsUtf8, CancellationToken cancellationToken)
    {
        if (Address(argument) is not { } address)
        {
            return s_unknown;
        }

        RecipientResolution resolution = await resolver.ResolveAsync(new SmtpRecipient(address), cancellationToken).ConfigureAwait(false);
        if (resolution.Refusal is not null || resolution.Kind != ExpansionKind.None)
        {
            return resolution.Refusal ?? Checked(new SmtpReply(250, 1, 5, $"<{address}>"), allowsUtf8, s_verifiedInUtf8);
        }

        RecipientResult found = await directory.FindRecipientAsync(address, cancellationToken).ConfigureAwait(false);
        return found.Status switch
        {
            RecipientStatus.Local => Checked(new SmtpReply(250, 1, 5, Text(found.Account!)), allowsUtf8, s_verifiedInUtf8),
            RecipientStatus.ForeignDomain => null,
            RecipientStatus.UnknownUser => s_unknown,
            _ => s_directoryDown,
        };
    }

    /// <summary>Answers EXPN with a line for each address that mail goes to; null where there is no such list.</summary>
    internal async ValueTask<SmtpReply?> ExpandAsync(string argument, bool allowsUtf8, CancellationToken cancellationToken)
    {
        if (Address(argument) is not { } address)
        {
            return null;
        }

        RecipientResolution resolution = await resolver.ResolveAsync(new SmtpRecipient(address), cancellationToken).ConfigureAwait(false);
        return resolution.Refusal is { Code: < 500 } later ? later
            : resolution.Refusal is not null || resolution.Kind == ExpansionKind.None ? null
            : Checked(new SmtpReply(250, new EnhancedStatusCode(2, 1, 5), [.. resolution.Recipients.Select(static r => $"<{r.Recipient.Address}>")]), allowsUtf8, s_needsUtf8);
    }

    // What is asked for may stand in brackets, and may be a name alone.
    private string? Address(string argument)
    {
        string text = argument.Trim(' ');
        text = text.Length > 2 && text[0] == '<' && text[^1] == '>' ? text[1..^1] : text;
        text = Domain is null || text.Contains('@', StringComparison.Ordinal) ? text : $"{text}@{Domain}";
        byte[] path = Encoding.UTF8.GetBytes($"<{text}>");
        return SmtpPath.TryRead(path, path.Length, out SmtpPath read, out ReadOnlySpan<byte> rest) == SmtpPathStatus.Valid && rest.IsEmpty && !read.IsNull ? read.ToString() : null;
    }

    private static string Text(Account account) =>
        string.IsNullOrWhiteSpace(account.DisplayName) ? $"<{account.Address}>" : $"{string.Concat(account.DisplayName.Where(static c => c is not ('<' or '>'))).Trim()} <{account.Address}>";

    // RFC 6531 §3.7.4.2
    private static SmtpReply Checked(SmtpReply reply, bool allowsUtf8, SmtpReply otherwise) => allowsUtf8 || reply.Lines.All(static line => Ascii.IsValid(line)) ? reply : otherwise;
}
