using System.Text;
using Protocols.Text;

namespace Protocols.Smtp;

public partial record struct SmtpMailParameters
{
    internal const int MaxEnvelopeIdLength = 100;
    internal const int MaxSolicitLength = 1000;

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
        SmtpParameterStatus status = parameters.Read(text);
        if (status != SmtpParameterStatus.Valid)
        {
            parameters = default;
        }

        return status;
    }

    private SmtpParameterStatus Read(ReadOnlySpan<byte> text)
    {
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
            if (reader.HasValue == parameter is Parameter.SmtpUtf8 or Parameter.RequireTls || !TrySet(parameter, reader.Value))
            {
                return SmtpParameterStatus.BadValue;
            }
        }

        return reader.IsWellFormed ? SmtpParameterStatus.Valid : SmtpParameterStatus.Malformed;
    }

    private static Parameter Recognise(ReadOnlySpan<byte> keyword) => keyword.Length switch
    {
        2 when Ascii.EqualsIgnoreCase(keyword, "BY"u8) => Parameter.DeliverBy,
        3 when Ascii.EqualsIgnoreCase(keyword, "RET"u8) => Parameter.Return,
        4 when Ascii.EqualsIgnoreCase(keyword, "SIZE"u8) => Parameter.Size,
        4 when Ascii.EqualsIgnoreCase(keyword, "BODY"u8) => Parameter.Body,
        4 when Ascii.EqualsIgnoreCase(keyword, "AUTH"u8) => Parameter.Auth,
        5 when Ascii.EqualsIgnoreCase(keyword, "ENVID"u8) => Parameter.EnvelopeId,
        7 when Ascii.EqualsIgnoreCase(keyword, "HOLDFOR"u8) => Parameter.Hold,
        7 when Ascii.EqualsIgnoreCase(keyword, "SOLICIT"u8) => Parameter.Solicit,
        8 when Ascii.EqualsIgnoreCase(keyword, "SMTPUTF8"u8) => Parameter.SmtpUtf8,
        9 when Ascii.EqualsIgnoreCase(keyword, "HOLDUNTIL"u8) => Parameter.HoldUntil,
        10 when Ascii.EqualsIgnoreCase(keyword, "REQUIRETLS"u8) => Parameter.RequireTls,
        11 when Ascii.EqualsIgnoreCase(keyword, "MT-PRIORITY"u8) => Parameter.Priority,
        _ => Parameter.None,
    };

    private bool TrySet(Parameter parameter, ReadOnlySpan<byte> value)
    {
        switch (parameter)
        {
            case Parameter.Size:
                // RFC 1870 §4: up to 20 digits. More than a long holds is more than anybody takes.
                bool isNumber = SmtpGrammar.TryReadNumber(value, 20, out long size);
                _size = size;
                return isNumber;
            case Parameter.Body:
                _body = ReadBody(value);
                return _body != SmtpBodyType.Unspecified;
            case Parameter.SmtpUtf8:
                _smtpUtf8 = true;
                return true;
            case Parameter.Return:
                _return = Ascii.EqualsIgnoreCase(value, "FULL"u8) ? DsnReturn.Full : Ascii.EqualsIgnoreCase(value, "HDRS"u8) ? DsnReturn.Headers : DsnReturn.Unspecified;
                return _return != DsnReturn.Unspecified;
            case Parameter.EnvelopeId:
                _envelopeId = ReadXtext(value, MaxEnvelopeIdLength, utf8: false);
                return _envelopeId is not null;
            case Parameter.DeliverBy:
                bool isTime = Smtp.DeliverBy.TryParse(value, out DeliverBy by);
                _deliverBy = by;
                return isTime;
            case Parameter.Hold:
                // RFC 4865 §4: 1 to 999999999, no zero in front.
                bool isInterval = SmtpGrammar.TryReadNumber(value, 9, out long seconds) && value[0] != '0';
                _holdFor = (int)seconds;
                return isInterval;
            case Parameter.HoldUntil:
                bool isDate = Rfc3339Date.TryParse(value, out DateTimeOffset until) && until.Offset == TimeSpan.Zero;
                _holdUntil = until;
                return isDate;
            case Parameter.Priority:
                return TrySetPriority(value);
            case Parameter.RequireTls:
                _requireTls = true;
                return true;
            case Parameter.Auth:
                return TrySetSubmitter(value);
            default:
                _solicit = SmtpGrammar.IsSolicitation(value) ? Encoding.ASCII.GetString(value) : null;
                return _solicit is not null;
        }
    }

    // RFC 6710 §7: ["-"] and a digit.
    private bool TrySetPriority(ReadOnlySpan<byte> value)
    {
        bool isNegative = value.Length == 2 && value[0] == '-';
        byte digit = value.Length == (isNegative ? 2 : 1) ? value[^1] : (byte)0;
        _priority = isNegative ? '0' - digit : digit - '0';
        return digit is >= (byte)'0' and <= (byte)'9';
    }

    // RFC 4954 §5: a mailbox as xtext, or "<>".
    private bool TrySetSubmitter(ReadOnlySpan<byte> value)
    {
        string? submitter = ReadXtext(value, SmtpGrammar.MaxSubmitterLength, utf8: true);
        _submitter = submitter == "<>" ? string.Empty : submitter;
        return submitter == "<>" || (submitter is not null && SmtpGrammar.IsMailbox(Encoding.UTF8.GetBytes(submitter)));
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
