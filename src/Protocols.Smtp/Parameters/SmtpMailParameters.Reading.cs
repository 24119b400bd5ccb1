using System.Text;
using Protocols.Text;

namespace Protocols.Smtp;

public readonly partial record struct SmtpMailParameters
{
    internal const int MaxEnvelopeIdLength = 100;
    internal const int MaxSolicitLength = 1000;

    // The keywords in the order of their numbers below.
    private enum Parameter
    {
        Size,
        Body,
        SmtpUtf8,
        Return,
        EnvelopeId,
        DeliverBy,
        Hold,
        HoldUntil,
        Priority,
        RequireTls,
        Auth,
        Solicit,
        None,
    }

    /// <summary>
    /// Reads what follows the path of MAIL. What an extension is needed for is in <see cref="Needs"/>; whether it is offered is for the caller.
    /// </summary>
    /// <param name="text">The text, its first space included; empty for no parameters.</param>
    /// <param name="parameters">The parameters; none unless valid.</param>
    public static SmtpParameterStatus TryRead(ReadOnlySpan<byte> text, out SmtpMailParameters parameters)
    {
        parameters = default;
        SmtpMailParameters read = default;
        int seen = 0;
        SmtpParameterReader reader = new(text);
        while (reader.Read())
        {
            Parameter parameter = Recognise(reader.Keyword);
            if (parameter == Parameter.None)
            {
                return SmtpParameterStatus.Unknown;
            }

            // RFC 4865 §4.2: of the two that hold a message there is one at the most.
            int bit = 1 << (int)(parameter == Parameter.HoldUntil ? Parameter.Hold : parameter);
            if ((seen & bit) != 0)
            {
                return SmtpParameterStatus.Repeated;
            }

            seen |= bit;
            if (reader.HasValue == parameter is Parameter.SmtpUtf8 or Parameter.RequireTls || !read.TrySet(parameter, reader.Value, out read))
            {
                return SmtpParameterStatus.BadValue;
            }
        }

        if (!reader.IsWellFormed)
        {
            return SmtpParameterStatus.Malformed;
        }

        parameters = read;
        return SmtpParameterStatus.Valid;
    }

    private static Parameter Recognise(ReadOnlySpan<byte> keyword) =>
        Ascii.EqualsIgnoreCase(keyword, "SIZE"u8) ? Parameter.Size
        : Ascii.EqualsIgnoreCase(keyword, "BODY"u8) ? Parameter.Body
        : Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8) ? Parameter.SmtpUtf8
        : Ascii.EqualsIgnoreCase(keyword, "RET"u8) ? Parameter.Return
        : Ascii.EqualsIgnoreCase(keyword, "ENVID"u8) ? Parameter.EnvelopeId
        : Ascii.EqualsIgnoreCase(keyword, "AUTH"u8) ? Parameter.Auth
        : Ascii.EqualsIgnoreCase(keyword, "BY"u8) ? Parameter.DeliverBy
        : Ascii.EqualsIgnoreCase(keyword, "HOLDFOR"u8) ? Parameter.Hold
        : Ascii.EqualsIgnoreCase(keyword, "HOLDUNTIL"u8) ? Parameter.HoldUntil
        : Ascii.EqualsIgnoreCase(keyword, "MT-PRIORITY"u8) ? Parameter.Priority
        : Ascii.EqualsIgnoreCase(keyword, "REQUIRETLS"u8) ? Parameter.RequireTls
        : Ascii.EqualsIgnoreCase(keyword, "SOLICIT"u8) ? Parameter.Solicit
        : Parameter.None;

    private bool TrySet(Parameter parameter, ReadOnlySpan<byte> value, out SmtpMailParameters with)
    {
        with = this;
        switch (parameter)
        {
            case Parameter.Size:
                // RFC 1870 §4: up to 20 digits. More than a long holds is more than anybody takes.
                bool isNumber = SmtpGrammar.TryReadNumber(value, 20, out long size);
                with = this with { Size = size };
                return isNumber;
            case Parameter.Body:
                with = this with { Body = ReadBody(value) };
                return with.Body != SmtpBodyType.Unspecified;
            case Parameter.SmtpUtf8:
                with = this with { SmtpUtf8 = true };
                return true;
            case Parameter.Return:
                with = this with { Return = Ascii.EqualsIgnoreCase(value, "FULL"u8) ? DsnReturn.Full : Ascii.EqualsIgnoreCase(value, "HDRS"u8) ? DsnReturn.Headers : DsnReturn.Unspecified };
                return with.Return != DsnReturn.Unspecified;
            case Parameter.EnvelopeId:
                with = this with { EnvelopeId = ReadXtext(value, MaxEnvelopeIdLength, utf8: false) };
                return with.EnvelopeId is not null;
            case Parameter.DeliverBy:
                bool isTime = Smtp.DeliverBy.TryParse(value, out DeliverBy by);
                with = this with { DeliverBy = by };
                return isTime;
            case Parameter.Hold:
                // RFC 4865 §4: 1 to 999999999, no zero in front.
                bool isInterval = SmtpGrammar.TryReadNumber(value, 9, out long seconds) && value[0] != '0';
                with = this with { HoldFor = (int)seconds };
                return isInterval;
            case Parameter.HoldUntil:
                bool isDate = Rfc3339Date.TryParse(value, out DateTimeOffset until) && until.Offset == TimeSpan.Zero;
                with = this with { HoldUntil = until };
                return isDate;
            case Parameter.Priority:
                // RFC 6710 §7: ["-"] and a digit.
                bool isNegative = value.Length == 2 && value[0] == '-';
                byte digit = value.Length == (isNegative ? 2 : 1) ? value[^1] : (byte)0;
                with = this with { Priority = isNegative ? '0' - digit : digit - '0' };
                return digit is >= (byte)'0' and <= (byte)'9';
            case Parameter.RequireTls:
                with = this with { RequireTls = true };
                return true;
            case Parameter.Auth:
                string? submitter = ReadXtext(value, SmtpGrammar.MaxSubmitterLength, utf8: true);
                with = this with { Submitter = submitter == "<>" ? string.Empty : submitter };
                return submitter == "<>" || (submitter is not null && SmtpGrammar.IsMailbox(Encoding.UTF8.GetBytes(submitter)));
            default:
                with = this with { Solicit = SmtpGrammar.IsSolicitation(value) ? Encoding.ASCII.GetString(value) : null };
                return with.Solicit is not null;
        }
    }

    private static SmtpBodyType ReadBody(ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "8BITMIME"u8) ? SmtpBodyType.EightBitMime
        : Ascii.EqualsIgnoreCase(value, "7BIT"u8) ? SmtpBodyType.SevenBit
        : Ascii.EqualsIgnoreCase(value, "BINARYMIME"u8) ? SmtpBodyType.BinaryMime
        : SmtpBodyType.Unspecified;

    private static string? ReadXtext(ReadOnlySpan<byte> value, int maxLength, bool utf8)
    {
        Span<byte> decoded = stackalloc byte[SmtpGrammar.MaxSubmitterLength];
        return value.Length <= maxLength && Xtext.TryDecode(value, decoded, out int length) && OriginalRecipient.IsPrintable(decoded[..length], utf8)
            ? Encoding.UTF8.GetString(decoded[..length])
            : null;
    }
}
