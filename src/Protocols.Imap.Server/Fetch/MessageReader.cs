using System.Buffers;
using System.IO.Pipelines;
using Protocols.Mime;
using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Reads messages from the store: ranges to the client, or to memory where they have to be looked into.</summary>
internal static class MessageReader
{
    /// <summary>Opens a message's structure from its outline, or, should that be damaged, from the message itself.</summary>
    public static ValueTask<MimeDocument> OpenAsync(ImapContext context, MailboxEntry entry) => OpenAsync(context, context.Selected!.Account, entry);

    /// <summary>The same of a message in an account's mailbox that need not be selected.</summary>
    public static async ValueTask<MimeDocument> OpenAsync(ImapContext context, AccountId account, MailboxEntry entry)
    {
        if (MimeDocument.TryOpenOutline(entry.Outline, out MimeDocument document) == OutlineStatus.Ok)
        {
            return document;
        }

        return MimeDocument.Parse(await ReadAsync(context, account, entry, 0, entry.Size).ConfigureAwait(false));
    }

    /// <summary>Copies a range of a message to the client.</summary>
    /// <exception cref="TornResponseException">Not all of it could be had; the client waits for the rest.</exception>
    public static async ValueTask CopyAsync(ImapContext context, MailboxEntry entry, long offset, long length)
    {
        long copied;
        try
        {
            copied = await context.Blobs.CopyToAsync(context.Selected!.Account, entry.Blob, offset, length, new LiteralPipeWriter(context.Output), context.Closed).ConfigureAwait(false);
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
    public static ValueTask<byte[]> ReadAsync(ImapContext context, MailboxEntry entry, long offset, long length) =>
        ReadAsync(context, context.Selected!.Account, entry, offset, length);

    /// <summary>The same of a message in an account's mailbox that need not be selected.</summary>
    public static async ValueTask<byte[]> ReadAsync(ImapContext context, AccountId account, MailboxEntry entry, long offset, long length)
    {
        byte[] bytes = new byte[length];
        using MemoryStream stream = new(bytes);
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        long copied = await context.Blobs.CopyToAsync(account, entry.Blob, offset, length, writer, context.Closed).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
        return copied == length ? bytes : throw new InvalidDataException($"Of the message {entry.Email}, {copied} of {length} bytes could be read.");
    }

    /// <summary>Reads a part and takes its transfer encoding off (RFC 3516 §4.3).</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> DecodeAsync(ImapContext context, MailboxEntry entry, MimePart part)
    {
        byte[] body = await ReadAsync(context, entry, part.BodyStart, part.BodyLength).ConfigureAwait(false);
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
