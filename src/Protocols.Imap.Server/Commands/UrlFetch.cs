using System.Buffers;
using Protocols.Mime;

namespace Protocols.Imap.Server.Commands;

/// <summary>URLFETCH (RFC 4467 §7, RFC 5524).</summary>
internal static class UrlFetch
{
    public static async ValueTask RunAsync(ImapContext context, UrlFetchCommand command)
    {
        foreach (UrlFetchRequest request in command.Requests)
        {
            UrlTarget? target = await UrlAuthorization.FindAsync(context, request.Url).ConfigureAwait(false);
            context.Writer.BeginUrlFetch(request.Url);
            if (target is null)
            {
                context.Writer.Nil();
            }
            else
            {
                using (target)
                {
                    await TellAsync(context, target, request.Items).ConfigureAwait(false);
                }
            }

            context.Writer.EndLine();
            await context.FlushIfMuchAsync().ConfigureAwait(false);
        }

        context.Ok(command, "URLFETCH completed");
    }

    private static async ValueTask TellAsync(ImapContext context, UrlTarget target, UrlFetchItems items)
    {
        try
        {
            if (items == UrlFetchItems.None)
            {
                await BodyAsync(context, target).ConfigureAwait(false);
                return;
            }

            MimePart part = target.Document.Root;
            bool isPart = target.Section is { Part.IsEmpty: false, Text: SectionText.Content } && SectionContent.TryFindPart(target.Document, target.Section, out part);
            bool isDecodable = isPart && part.TransferEncoding != TransferEncoding.Unknown && !part.HasChildren;
            bool isDecoded = items.HasFlag(UrlFetchItems.Binary) && isDecodable;
            ReadOnlyMemory<byte> decoded = isDecoded
                ? await MessageReader.DecodeAsync(context, target.Entry, part, target.Account).ConfigureAwait(false)
                : default;
            if (items.HasFlag(UrlFetchItems.BodyPartStructure))
            {
                context.Writer.Open();
                context.Writer.Atom("BODYPARTSTRUCTURE");
                context.Writer.Space();
                BodyStructureWriter.Write(context.Writer, part, withExtensions: true, isDecoded ? new DecodedBody(decoded) : null);
                context.Writer.Close();
                if (items != UrlFetchItems.BodyPartStructure)
                {
                    context.Writer.Space();
                }
            }

            if (items.HasFlag(UrlFetchItems.Body))
            {
                context.Writer.Open();
                context.Writer.Atom("BODY");
                context.Writer.Space();
                await BodyAsync(context, target).ConfigureAwait(false);
                context.Writer.Close();
            }
            else if (items.HasFlag(UrlFetchItems.Binary))
            {
                context.Writer.Open();
                context.Writer.Atom("BINARY");
                context.Writer.Space();
                if (isDecoded)
                {
                    Decoded(context, decoded);
                }
                else if (isPart && !part.HasChildren)
                {
                    // RFC 5524 §3.2: what cannot be decoded.
                    context.Writer.Nil();
                }
                else
                {
                    await BodyAsync(context, target).ConfigureAwait(false);
                }

                context.Writer.Close();
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or TornResponseException))
        {
            throw new TornResponseException($"The message {target.Entry.Email} could not be told whole: {e.Message}", e);
        }
    }

    private static async ValueTask BodyAsync(ImapContext context, UrlTarget target)
    {
        context.Writer.LiteralHeader(target.Content.Length);
        if (target.Content.IsRange)
        {
            await MessageReader.CopyAsync(context, target.Entry, target.Content.Offset, target.Content.Length, target.Account).ConfigureAwait(false);
        }
        else
        {
            context.Writer.Octets(target.Content.Octets.Span);
        }
    }

    private static void Decoded(ImapContext context, ReadOnlyMemory<byte> decoded)
    {
        if (decoded.Span.Contains((byte)0))
        {
            context.Writer.Literal8Header(decoded.Length);
        }
        else
        {
            context.Writer.LiteralHeader(decoded.Length);
        }

        context.Output.Write(decoded.Span);
    }
}
