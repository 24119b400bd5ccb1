using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Smtp;

public static partial class SmtpCommandWriter
{
    /// <summary>Writes MAIL (RFC 5321 §4.1.1.2). Whether the server offers what the parameters need is for the caller.</summary>
    /// <param name="reversePath">The sender as <c>local-part@domain</c>, quoted or not; empty for the null path.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Mail(ReadOnlySpan<char> reversePath, in SmtpMailParameters parameters, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxLine]);
        line.Add("MAIL FROM:"u8);
        line.AddPath(reversePath, parameters.SmtpUtf8, mayBeNull: true);
        Number(ref line, " SIZE="u8, parameters.Size, 0, long.MaxValue);
        line.Add(parameters.Body switch
        {
            SmtpBodyType.SevenBit => " BODY=7BIT"u8,
            SmtpBodyType.EightBitMime => " BODY=8BITMIME"u8,
            SmtpBodyType.BinaryMime => " BODY=BINARYMIME"u8,
            _ => default,
        });
        line.Add(parameters.SmtpUtf8 ? " SMTPUTF8"u8 : default);
        line.Add(parameters.Return switch
        {
            DsnReturn.Full => " RET=FULL"u8,
            DsnReturn.Headers => " RET=HDRS"u8,
            _ => default,
        });
        if (parameters.EnvelopeId is { } id)
        {
            EnvelopeId(ref line, id);
        }

        if (parameters.Submitter is { } submitter)
        {
            Submitter(ref line, submitter);
        }

        Times(ref line, parameters);
        Number(ref line, " MT-PRIORITY="u8, parameters.Priority, -9, 9);
        line.Add(parameters.RequireTls ? " REQUIRETLS"u8 : default);
        if (parameters.Solicit is { } solicit)
        {
            Check(ref line, SmtpGrammar.IsSolicitation(Encoding.UTF8.GetBytes(solicit)));
            line.Add(" SOLICIT="u8);
            line.Add(Encoding.ASCII.GetBytes(solicit));
        }

        return line.Send(output);
    }

    /// <summary>Writes RCPT (RFC 5321 §4.1.1.3). Whether the server offers what the parameters need is for the caller.</summary>
    /// <param name="forwardPath">The recipient as <c>local-part@domain</c>, quoted or not, or <c>postmaster</c>.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="smtpUtf8">Whether the transaction has SMTPUTF8.</param>
    /// <param name="output">Where it goes.</param>
    public static SmtpWriteStatus Rcpt(ReadOnlySpan<char> forwardPath, in SmtpRecipientParameters parameters, bool smtpUtf8, IBufferWriter<byte> output)
    {
        CommandLine line = new(stackalloc byte[MaxLine]);
        line.Add("RCPT TO:"u8);
        line.AddPath(forwardPath, smtpUtf8, mayBeNull: false);
        if (parameters.Notify != DsnNotify.Unspecified)
        {
            // RFC 3461 §4.1: NEVER stands alone.
            Check(ref line, parameters.Notify == DsnNotify.Never || (parameters.Notify & ~(DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay)) == 0);
            line.Add(parameters.Notify == DsnNotify.Never ? " NOTIFY=NEVER"u8 : " NOTIFY="u8);
            bool any = false;
            Word(ref line, parameters.Notify, DsnNotify.Success, "SUCCESS"u8, ref any);
            Word(ref line, parameters.Notify, DsnNotify.Failure, "FAILURE"u8, ref any);
            Word(ref line, parameters.Notify, DsnNotify.Delay, "DELAY"u8, ref any);
        }

        if (parameters.OriginalRecipient is { } original)
        {
            Span<byte> value = stackalloc byte[OriginalRecipient.MaxLength];
            Check(ref line, original.TryFormat(value, out int length));
            line.Add(" ORCPT="u8);
            line.Add(value[..length]);
        }

        return line.Send(output);

        static void Word(ref CommandLine line, DsnNotify given, DsnNotify one, ReadOnlySpan<byte> word, ref bool any)
        {
            if ((given & one) != 0)
            {
                line.Add(any ? ","u8 : default);
                line.Add(word);
                any = true;
            }
        }
    }

    private static void Check(ref CommandLine line, bool good)
    {
        if (!good)
        {
            line.Fail(SmtpWriteStatus.BadParameter);
        }
    }

    private static void Number(ref CommandLine line, ReadOnlySpan<byte> name, long? value, long least, long most)
    {
        if (value is { } number)
        {
            Check(ref line, number >= least && number <= most);
            line.Add(name);
            line.Add(number);
        }
    }

    private static void EnvelopeId(ref CommandLine line, string id)
    {
        Span<byte> bytes = stackalloc byte[SmtpMailParameters.MaxEnvelopeIdLength];
        Span<byte> text = stackalloc byte[SmtpMailParameters.MaxEnvelopeIdLength];
        Check(ref line, id.Length is > 0 and <= SmtpMailParameters.MaxEnvelopeIdLength);
        if (line.Status == SmtpWriteStatus.Ok)
        {
            bool isAscii = Ascii.FromUtf16(id, bytes, out int length) == OperationStatus.Done;
            Check(ref line, Xtext.TryEncode(bytes[..length], text, out int written) && isAscii && OriginalRecipient.IsPrintable(bytes[..length], utf8: false));
            line.Add(" ENVID="u8);
            line.Add(text[..written]);
        }
    }

    private static void Submitter(ref CommandLine line, string submitter)
    {
        line.Add(" AUTH="u8);
        if (submitter.Length == 0)
        {
            line.Add("<>"u8);
            return;
        }

        Check(ref line, submitter.Length <= SmtpGrammar.MaxSubmitterLength / 3 && SmtpGrammar.IsMailbox(Encoding.UTF8.GetBytes(submitter)));
        if (line.Status == SmtpWriteStatus.Ok)
        {
            line.AddXtext(submitter);
        }
    }

    private static void Times(ref CommandLine line, in SmtpMailParameters parameters)
    {
        if (parameters.DeliverBy is { } by)
        {
            Check(ref line, by.IsValid);
            line.Add(" BY="u8);
            line.Add(Encoding.ASCII.GetBytes(by.ToString()));
        }

        Number(ref line, " HOLDFOR="u8, parameters.HoldFor, 1, 999_999_999);
        if (parameters.HoldUntil is { } until)
        {
            // RFC 4865 §4.1: one of the two at the most; §3: in UTC, to the second as its examples have it.
            Check(ref line, parameters.HoldFor is null);
            Span<byte> date = stackalloc byte[Rfc3339Date.MaxLength];
            Rfc3339Date.TryFormat(new DateTimeOffset(until.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero), date, out int length);
            line.Add(" HOLDUNTIL="u8);
            line.Add(date[..length]);
        }
    }
}
