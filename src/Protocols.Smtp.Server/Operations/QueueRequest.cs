using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A request cannot be understood; the message says what of it.</summary>
internal sealed class QueueRequestException(string message) : Exception(message);

/// <summary>Reads the parameters of requests. One that is not known is refused: what was meant as a filter must not widen what a change is done to.</summary>
internal sealed class QueueRequest(HttpContext context)
{
    private static readonly string[] s_filters = ["destination", "sender", "status", "held", "from", "before"];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>The message that the path names; null for none that could be.</summary>
    public QueueMessageId? Message =>
        long.TryParse((string?)context.Request.RouteValues["id"], NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0 ? new QueueMessageId(id) : null;

    /// <summary>The destination that the path names.</summary>
    public string Destination => ((string)context.Request.RouteValues["destination"]!).ToLowerInvariant();

    /// <summary>Whether a parameter narrows the messages down.</summary>
    public bool HasFilter => s_filters.Any(context.Request.Query.ContainsKey);

    public QueueQuery Query()
    {
        string? status = Text("status");
        return new QueueQuery
        {
            Destination = Text("destination"),
            ReversePath = Text("sender"),
            Status = status is null ? null
                : Enum.TryParse(status, ignoreCase: true, out QueuedRecipientStatus known) && !char.IsAsciiDigit(status[0]) && Enum.IsDefined(known) ? known
                : throw new QueueRequestException($"The status has to be one of {string.Join(", ", Enum.GetNames<QueuedRecipientStatus>())}."),
            IsHeld = Text("held") is not { } held ? null : bool.TryParse(held, out bool isHeld) ? isHeld : throw new QueueRequestException("The parameter held has to be true or false."),
            SubmittedFrom = Time("from"),
            SubmittedBefore = Time("before"),
        };
    }

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new QueueRequestException($"The parameter {name} has to be a number from {least} to {most}.");
    }

    public QueueMessageId? After() => Text("after") is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? new QueueMessageId(id)
        : throw new QueueRequestException("The parameter after has to be the number of a message.");

    public string? Text(string name)
    {
        _known.Add(name);
        return !context.Request.Query.TryGetValue(name, out StringValues values) ? null
            : values is [{ } value] && (value.Length > 0 || name == "sender") && !value.Any(char.IsControl) ? value
            : throw new QueueRequestException($"The parameter {name} has to be there once and to have a value.");
    }

    /// <summary>Refuses what was not asked for here.</summary>
    public void End()
    {
        if (context.Request.Query.Keys.FirstOrDefault(key => !_known.Contains(key)) is { } unknown)
        {
            throw new QueueRequestException($"There is no parameter {unknown} here; there {(_known.Count == 0 ? "is none" : "are " + string.Join(", ", _known.Order(StringComparer.Ordinal)))}.");
        }
    }

    private DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time
        : throw new QueueRequestException($"The parameter {name} has to be a time such as 2026-11-24T12:00:00Z.");
}
