using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>Writes the messages that scripts make.</summary>
internal static class ComposedMessage
{
    /// <summary>How many random octets a message takes: for its identifier, and for its boundaries.</summary>
    public const int RandomLength = 32;

    private const int HalfLength = RandomLength / 2;

    /// <summary>Writes a message; false where a value in it cannot be written.</summary>
    /// <param name="message">The message; it gets an identifier.</param>
    /// <param name="entity">The content, in the place of that of the message; null for its own.</param>
    /// <param name="random">32 random octets.</param>
    /// <param name="idDomain">The domain of the identifier; what is none leaves the message without one.</param>
    /// <param name="octets">The message.</param>
    /// <param name="options">How to write; null for seven bits.</param>
    public static bool TryWrite(MessageBuilder message, MimeEntity? entity, ReadOnlySpan<byte> random, string idDomain, out ReadOnlyMemory<byte> octets, MimeWriteOptions? options = null)
    {
        ArrayBufferWriter<byte> output = new();
        octets = default;
        try
        {
            if (new MailboxAddress("id@" + idDomain).Check() == WriteStatus.Ok)
            {
                message.MessageId = MessageBuilder.CreateMessageId(random[..HalfLength], idDomain);
            }

            message.Write(output, random[HalfLength..RandomLength], options);
        }
        catch (MimeValueException)
        {
            return false;
        }

        octets = entity is null ? output.WrittenMemory : Exchange(output.WrittenMemory, entity);
        return true;
    }

    /// <summary>The domain behind the at sign of an address.</summary>
    /// <param name="address">The address.</param>
    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>Text for a field: a script, or a message, can put a line end into it, which a field has none of.</summary>
    /// <param name="text">The text.</param>
    public static string OneLine(string text)
    {
        if (text.AsSpan().IndexOfAny('\r', '\n', '\0') < 0)
        {
            return text;
        }

        StringBuilder output = new(text.Length);
        ReadOnlySpan<char> rest = text;
        while (rest.IndexOfAny('\r', '\n') is >= 0 and int end)
        {
            // A line end and the white space behind it are one space, as where a field was folded.
            output.Append(rest[..end]).Append(' ');
            rest = rest[end..].TrimStart("\r\n \t");
        }

        return output.Append(rest).Replace("\0", "").ToString();
    }

    // The header without what describes its content, then the entity.
    private static ReadOnlyMemory<byte> Exchange(ReadOnlyMemory<byte> message, MimeEntity entity)
    {
        ArrayBufferWriter<byte> output = new();
        using MimeDocument document = MimeDocument.Parse(message);
        foreach (HeaderField field in document.Root.Headers)
        {
            if (field.Name.Length <= 8 || !Ascii.EqualsIgnoreCase(field.Name[..8], "Content-"u8))
            {
                output.Write(field.RawField);
            }
        }

        entity.Write(output);
        return output.WrittenMemory;
    }
}
