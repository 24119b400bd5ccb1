using System.Globalization;
using System.Text;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>What people read of a notification: what happened to whose copy, why, and what they can do.</summary>
internal static class NotificationText
{
    private const int LineLength = 72;

    // RFC 3464 §2.3.3, in the order in which they matter to people.
    private static readonly DeliveryAction[] s_order = [DeliveryAction.Failed, DeliveryAction.Delayed, DeliveryAction.Relayed, DeliveryAction.Expanded, DeliveryAction.Delivered];

    public static string Subject(IReadOnlyList<RecipientReport> told) => s_order.First(action => told.Any(one => one.Action == action)) switch
    {
        DeliveryAction.Failed => "Your message could not be delivered",
        DeliveryAction.Delayed => "Your message is delayed",
        DeliveryAction.Relayed => "Your message was passed on",
        _ => "Your message was delivered",
    };

    public static string Write(string hostName, string author, QueuedMessage message, IReadOnlyList<RecipientReport> told, ReturnedContent returned, RetrySchedule schedule)
    {
        StringBuilder text = new();
        bool isFromNobody = message.Envelope.ReversePath.Length == 0;
        Wrap(text, "", isFromNobody
            ? $"This is the mail system of {hostName}. It reports to its postmaster about a message without a sender, most often itself a report that found nobody to read it."
            : $"This is the mail system of {hostName}. It reports about a message that you sent.");
        foreach (DeliveryAction action in s_order)
        {
            RecipientReport[] alike = [.. told.Where(one => one.Action == action)];
            if (alike.Length > 0)
            {
                text.Append('\n');
                Wrap(text, "", Intent(action, message.Envelope, schedule));
                foreach (RecipientReport one in alike)
                {
                    WriteRecipient(text, one, withAdvice: !isFromNobody);
                }
            }
        }

        text.Append("\nThe message:\n");
        Line(text, "Subject", returned.Subject);
        Line(text, "Date", returned.Date);
        Line(text, "Message-ID", returned.MessageId is { } id ? $"<{id}>" : "");
        Line(text, "Taken over", Time(message.Envelope.SubmittedAt));
        bool hasNumber = message.Id.Value > 0;
        Line(text, "Queue number", hasNumber ? message.Id.ToString() : "");
        text.Append('\n');
        Wrap(text, "", $"This text was written by a program. People who look after this system read {author}{(hasNumber ? "; tell them the queue number when you write" : "")}.");
        return text.ToString();
    }

    private static string Intent(DeliveryAction action, QueueEnvelope envelope, RetrySchedule schedule) => action switch
    {
        DeliveryAction.Failed => "It could not be delivered to the following recipients, and no further attempt will be made:",
        DeliveryAction.Delayed =>
            $"It could not be delivered to the following recipients yet. You need not send it again: attempts go on until {Time(schedule.GiveUpAt(envelope))}, and you will be told should they fail.",
        DeliveryAction.Relayed => "It was passed on for the following recipients to a server that may not tell you what becomes of it:",
        DeliveryAction.Expanded => "It was accepted for the following recipients and sent on to several others:",
        _ => "It was delivered to the following recipients:",
    };

    private static void WriteRecipient(StringBuilder text, RecipientReport one, bool withAdvice)
    {
        EnhancedStatusCode replied = NotificationRules.RepliedStatusOf(one);
        EnhancedStatusCode cause = replied.Class is 4 or 5 ? replied : NotificationRules.StatusOf(one);
        text.Append(CultureInfo.InvariantCulture, $"\n  {NotificationFields.Clean(one.Recipient.Address, isUtf8: true)}\n");
        if (one.Action is not (DeliveryAction.Failed or DeliveryAction.Delayed))
        {
            return;
        }

        if (Time(one) is { } time)
        {
            Wrap(text, "    ", time);
        }

        if (Why(cause) is { } why)
        {
            Wrap(text, "    ", why);
        }

        if (one.Reply is { } reply && NotificationFields.Clean(reply, isUtf8: true) is { Length: > 0 } said)
        {
            Wrap(text, "    ", reply.Host is { Length: > 0 } host ? $"The server {NotificationFields.Clean(host, isUtf8: false)} said:" : "The reason given is:");
            Wrap(text, "      ", said);
        }

        if (one.Action == DeliveryAction.Failed && withAdvice)
        {
            Wrap(text, "    ", Advice(cause));
        }
    }

    private static string? Time(RecipientReport one) =>
        one.Outcome.Status == QueuedRecipientStatus.Expired ? "It could not be delivered in the time that messages are tried for, or that you had set for it."
        : one.Outcome.Notices.HasFlag(QueueDelayNotices.DeliverByPassed) ? "The time by which you wanted it to be delivered has passed."
        : null;

    // RFC 3463 §3
    private static string? Why(EnhancedStatusCode cause) => cause switch
    {
        { Subject: 1 } => "The address was not accepted.",
        { Subject: 2, Detail: 2 } => "The mailbox is full.",
        { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 3 } => "The message is too large.",
        { Subject: 2 } => "The mailbox does not take mail.",
        { Subject: 4, Detail: 6 } => "The message seems to run in a circle.",
        { Subject: 4, Detail: 7 } => null,
        { Subject: 4 } => "The recipient's mail system could not be reached.",
        { Subject: 6 } => "The recipient's mail system cannot take a message of this kind.",
        { Subject: 7, Detail: 30 or 10 } => "It could not be sent on over a connection that is as secure as you asked for.",
        { Subject: 7 } => "The recipient's mail system refused the message because of its rules.",
        _ => null,
    };

    // RFC 3463 §3: what the classes of errors leave for a sender to do.
    private static string Advice(EnhancedStatusCode status) => status switch
    {
        { Subject: 1 } => "What you can do: look for a mistake in the address, and ask the recipient for it in another way.",
        { Subject: 2, Detail: 2 } => "What you can do: send it again later, or tell the recipient in another way.",
        { Subject: 3, Detail: 4 } or { Subject: 2, Detail: 3 } => "What you can do: send less at once, or a link instead of the attachments.",
        { Subject: 4, Detail: not 7 } => "What you can do: look for a mistake behind the @ of the address; send it again later if there is none.",
        { Subject: 6 } => "What you can do: send it in another form, such as plain text without attachments.",
        { Subject: 7, Detail: 30 or 10 } => "What you can do: send it without the demand for TLS, if its content allows that.",
        { Subject: 7 } => "What you can do: the reason that was given tells more. Ask the recipient in another way, or write to the address below.",
        _ => "What you can do: send it again later, or write to the address below.",
    };

    private static void Line(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {name}: {value}\n");
        }
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static void Wrap(StringBuilder text, string indent, string words)
    {
        int column = 0;
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + 1 + word.Length > LineLength)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(column == 0 ? indent : " ").Append(word);
            column += (column == 0 ? indent.Length : 1) + word.Length;
        }

        text.Append('\n');
    }
}
