using System.Buffers;
using System.IO.Pipelines;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Reads messages from the store: ranges to the client, or to memory where they have to be looked into.</summary>
internal static class MessageReader
{
    /// <summary>Opens a message's structure from its outline, or, should that be damaged, from the message itself.</summary>
    public static async ValueTask<MimeDocument> OpenAsync(ImapContext context, MailboxEntry entry, AccountId account)
    {
        if (MimeDocument.TryOpenOutline(entry.Outline, out MimeDocument document) == OutlineStatus.Ok)
        {
            return document;
        }

        return MimeDocument.Parse(await ReadAsync(context, entry, 0, entry.Size, account).ConfigureAwait(false));
    }

    /// <summary>Copies a range of a message to the client.</summary>
    /// <exception cref="TornResponseException">Not all of it could be had; the client waits for the rest.</exception>
    public static async ValueTask CopyAsync(ImapContext context, MailboxEntry entry, long offset, long length, AccountId account)
    {
        long copied;
        try
        {
            copied = await context.Blobs.CopyToAsync(account, entry.Blob, offset, length, new LiteralPipeWriter(context.Output), context.Closed).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new TornResponseException($"The message {entry.Email} could not be read: {e.Message}", e);
        }

        if (copied != length)
        {
            throw new TornResponseException($"Of the message {entry.Email}, {copied} of {length} bytes could be read.", null);
        }
    }

    /// <summary>Reads a range of a message into memory.</summary>
    /// <exception cref="InvalidDataException">Not all of it could be had.</exception>
    public static async ValueTask<byte[]> ReadAsync(ImapContext context, MailboxEntry entry, long offset, long length, AccountId account)
    {
        byte[] bytes = new byte[length];
        using MemoryStream stream = new(bytes);
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        long copied = await context.Blobs.CopyToAsync(account, entry.Blob, offset, length, writer, context.Closed).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
        return copied == length ? bytes : throw new InvalidDataException($"Of the message {entry.Email}, {copied} of {length} bytes could be read.");
    }

    /// <summary>Reads a part and takes its transfer encoding off (RFC 3516 §4.3).</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(ImapContext context, MailboxEntry entry, MimePart part, AccountId account)
    {
        byte[] body = await ReadAsync(context, entry, part.BodyStart, part.BodyLength, account).ConfigureAwait(false);
        if (part.HasChildren)
        {
            return body;
        }

        // The part with its header is a message of its own, which decodes itself.
        using MimeDocument alone = MimeDocument.Parse((byte[])[.. part.HeaderSpan, .. body]);
        ArrayBufferWriter<byte> decoded = new(Math.Max(body.Length, 1));
        alone.Root.DecodeBody(decoded);
        return decoded.WrittenMemory;
    }
}
