using System.Collections.Immutable;

namespace Protocols.Imap;

/// <summary>
/// APPEND (RFC 9051 §6.3.12, RFC 3502) or REPLACE (RFC 8508 §3), up to its messages; these follow as events, part by part.
/// </summary>
public sealed record AppendCommand : ImapCommand
{
    /// <inheritdoc/>
    public override string Name => Replaced is null ? "APPEND" : "REPLACE";

    /// <summary>The mailbox's name in Unicode; INBOX in capitals.</summary>
    public required string Mailbox { get; init; }

    /// <summary>The message of the selected mailbox that goes when the new one is filed: a set of one number. Null for APPEND.</summary>
    public SequenceSet? Replaced { get; init; }

    /// <summary>Whether <see cref="Replaced"/> is a UID.</summary>
    public bool IsUid { get; init; }
}

/// <summary>One message of an APPEND: several may come in one command, and are filed all or none (RFC 3502).</summary>
public sealed record AppendMessage
{
    /// <summary>Which of the command's messages, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The flags.</summary>
    public required ImmutableArray<string> Flags { get; init; }

    /// <summary>The date it is to have arrived, or null.</summary>
    public DateTimeOffset? InternalDate { get; init; }

    /// <summary>Whether it is put together from parts (RFC 4469 §3).</summary>
    public bool IsCatenated { get; init; }

    /// <summary>Whether its header is said to be UTF-8 (RFC 6855 §4).</summary>
    public bool IsUtf8 { get; init; }
}

/// <summary>A part of a message: a literal that comes next, or what a URL names. Most messages have one.</summary>
public sealed record AppendPart
{
    /// <summary>The message it is part of.</summary>
    public required AppendMessage Message { get; init; }

    /// <summary>Whether it is the message's first.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>The literal's length in octets; 0 for a URL.</summary>
    public long Length { get; init; }

    /// <summary>Whether it is a literal8, which may hold NUL (RFC 3516 §4.4).</summary>
    public bool IsBinary { get; init; }

    /// <summary>The URL as it was sent, or null for a literal.</summary>
    public string? Url { get; init; }
}
