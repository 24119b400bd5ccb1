using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Protocols.Imap.Syntax;

namespace Protocols.Imap.Commands;

/// <summary>What follows the text that was read.</summary>
internal enum AppendStep
{
    /// <summary>Nothing: it is not well-formed.</summary>
    Failed,

    /// <summary>Nothing: the command is whole.</summary>
    End,

    /// <summary>A literal that is part of a message.</summary>
    Data,

    /// <summary>A literal that is the text of a URL.</summary>
    UrlLiteral,
}

/// <summary>
/// Reads the messages of one APPEND or REPLACE: flags, date, and a literal, CATENATE or UTF8 (RFC 4466 §2.7, RFC 4469 §5, RFC 6855 §4). The text
/// comes in pieces, each up to the next literal, and the reader knows where it is.
/// </summary>
internal sealed class AppendReader(AppendCommand command)
{
    private enum Expected
    {
        Message,
        Part,
        AfterPart,
        AfterUtf8,
    }

    private Expected _expected;
    private AppendMessage? _message;
    private int _messages;
    private int _parts;
    private bool _isFirstPart;

    public AppendCommand Command { get; } = command;

    /// <summary>The octets that the literals of the message at hand have announced.</summary>
    public long MessageLength { get; private set; }

    /// <summary>Where the text is to be kept from, when it has to be read again with the URL that comes as a literal.</summary>
    public int UnreadFrom { get; private set; }

    /// <summary>Reads a piece.</summary>
    /// <param name="reader">The text, up to the mark of a literal or to the end of the line.</param>
    /// <param name="mark">The mark, or null.</param>
    /// <param name="parts">Gets the parts that the text tells of; the last is the literal's where that is <see cref="AppendStep.Data"/>.</param>
    public AppendStep Read(ref ImapCommandReader reader, LiteralMark? mark, Queue<AppendPart> parts)
    {
        while (true)
        {
            AppendStep? step = _expected switch
            {
                Expected.Message => ReadMessage(ref reader, mark, parts),
                Expected.Part => ReadPart(ref reader, mark, parts),
                Expected.AfterPart => ReadAfterPart(ref reader),
                _ => ReadAfterUtf8(ref reader),
            };
            if (step is { } found)
            {
                return found;
            }
        }
    }

    private AppendStep? ReadMessage(ref ImapCommandReader reader, LiteralMark? mark, Queue<AppendPart> parts)
    {
        if (_messages > 0 && reader.IsAtEnd && mark is null)
        {
            return AppendStep.End;
        }

        if (_messages > 0 && Command.Replaced is not null)
        {
            // RFC 8508 §4.7
            return Fail(ref reader, "REPLACE takes one message");
        }

        if (_messages == reader.Limits.MaxListItems)
        {
            return Fail(ref reader, "there are too many messages");
        }

        ImmutableArray<string> flags = [];
        DateTimeOffset date = default;
        if (!reader.Space() || (reader.Peek == '(' && (!reader.FlagList(out flags) || !reader.Space())))
        {
            return AppendStep.Failed;
        }

        bool hasDate = reader.Peek == '"';
        if (hasDate && (!ImapDates.TryReadDateTime(ref reader, out date) || !reader.Space()))
        {
            return AppendStep.Failed;
        }

        bool isCatenated = reader.TryKeyword("CATENATE"u8);
        bool isUtf8 = !isCatenated && reader.TryKeyword("UTF8"u8);
        if ((isCatenated || isUtf8) && (!reader.Space() || !reader.Expect((byte)'(')))
        {
            return AppendStep.Failed;
        }

        _message = new AppendMessage
        {
            Index = _messages++, Flags = flags, InternalDate = hasDate ? date : null, IsCatenated = isCatenated, IsUtf8 = isUtf8,
        };
        _isFirstPart = true;
        MessageLength = 0;
        if (isCatenated)
        {
            _expected = Expected.Part;
            return null;
        }

        if (!reader.IsAtEnd || mark is not { } message || (isUtf8 && !message.IsBinary))
        {
            return Fail(ref reader, "a message takes flags, a date and a literal, in that order");
        }

        _expected = isUtf8 ? Expected.AfterUtf8 : Expected.Message;
        return Data(message, parts);
    }

    private AppendStep? ReadPart(ref ImapCommandReader reader, LiteralMark? mark, Queue<AppendPart> parts)
    {
        if (_parts++ == reader.Limits.MaxListItems)
        {
            return Fail(ref reader, "there are too many parts");
        }

        UnreadFrom = reader.Position;
        if (reader.TryKeyword("TEXT"u8))
        {
            if (!reader.Space() || !reader.IsAtEnd || mark is not { } text)
            {
                return Fail(ref reader, "TEXT takes a literal");
            }

            _expected = Expected.AfterPart;
            return Data(text, parts);
        }

        if (!reader.TryKeyword("URL"u8) || !reader.Space())
        {
            return Fail(ref reader, "CATENATE takes TEXT and URL");
        }

        if (reader.IsAtEnd && mark is not null)
        {
            // Its text is read again when the URL is there.
            _parts--;
            return AppendStep.UrlLiteral;
        }

        if (!reader.Text(out string? url))
        {
            return AppendStep.Failed;
        }

        parts.Enqueue(new AppendPart { Message = _message!, IsFirst = _isFirstPart, Url = url });
        _isFirstPart = false;
        _expected = Expected.AfterPart;
        return null;
    }

    private AppendStep? ReadAfterPart(ref ImapCommandReader reader)
    {
        if (reader.TryTake((byte)')'))
        {
            _expected = Expected.Message;
            return null;
        }

        _expected = Expected.Part;
        return reader.Space() ? null : AppendStep.Failed;
    }

    private AppendStep? ReadAfterUtf8(ref ImapCommandReader reader)
    {
        _expected = Expected.Message;
        return reader.Expect((byte)')') ? null : AppendStep.Failed;
    }

    private AppendStep Data(LiteralMark mark, Queue<AppendPart> parts)
    {
        MessageLength = mark.Length < 0 || MessageLength > long.MaxValue - mark.Length ? long.MaxValue : MessageLength + mark.Length;
        parts.Enqueue(new AppendPart { Message = _message!, IsFirst = _isFirstPart, Length = mark.Length, IsBinary = mark.IsBinary });
        _isFirstPart = false;
        return AppendStep.Data;
    }

    private static AppendStep? Fail(ref ImapCommandReader reader, string reason)
    {
        reader.Fail(reason);
        return AppendStep.Failed;
    }
}
