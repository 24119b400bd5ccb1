using System.Text;

namespace Protocols.Smtp;

/// <summary>The parameters of RCPT (RFC 3461 §4).</summary>
/// <param name="Notify">When the sender wants to hear of this recipient.</param>
/// <param name="OriginalRecipient">The address as the sender first wrote it, or null.</param>
public readonly record struct SmtpRecipientParameters(DsnNotify Notify, OriginalRecipient? OriginalRecipient)
{
    /// <summary>The extensions that a server has to offer for these parameters.</summary>
    public SmtpExtensions Needs => Notify != DsnNotify.Unspecified || OriginalRecipient is not null ? SmtpExtensions.Dsn : SmtpExtensions.None;

    /// <summary>Reads what follows the path of RCPT. What an extension is needed for is in <see cref="Needs"/>; whether it is offered is for the caller.</summary>
    /// <param name="text">The text, its first space included; empty for no parameters.</param>
    /// <param name="parameters">The parameters; none unless valid.</param>
    public static SmtpParameterStatus TryRead(ReadOnlySpan<byte> text, out SmtpRecipientParameters parameters)
    {
        parameters = default;
        DsnNotify notify = DsnNotify.Unspecified;
        OriginalRecipient? original = null;
        SmtpParameterReader reader = new(text);
        while (reader.Read())
        {
            // RFC 3461 §4.5: neither may appear twice.
            if (Ascii.EqualsIgnoreCase(reader.Keyword, "NOTIFY"u8))
            {
                if (notify != DsnNotify.Unspecified)
                {
                    return SmtpParameterStatus.Repeated;
                }

                if (!TryReadNotify(reader.Value, out notify))
                {
                    return SmtpParameterStatus.BadValue;
                }
            }
            else if (Ascii.EqualsIgnoreCase(reader.Keyword, "ORCPT"u8))
            {
                if (original is not null)
                {
                    return SmtpParameterStatus.Repeated;
                }

                if (!Smtp.OriginalRecipient.TryParse(reader.Value, out OriginalRecipient recipient))
                {
                    return SmtpParameterStatus.BadValue;
                }

                original = recipient;
            }
            else
            {
                return SmtpParameterStatus.Unknown;
            }
        }

        if (!reader.IsWellFormed)
        {
            return SmtpParameterStatus.Malformed;
        }

        parameters = new SmtpRecipientParameters(notify, original);
        return SmtpParameterStatus.Valid;
    }

    // notify-esmtp-value = "NEVER" / 1#("SUCCESS" / "FAILURE" / "DELAY")
    private static bool TryReadNotify(ReadOnlySpan<byte> value, out DsnNotify notify)
    {
        notify = DsnNotify.Unspecified;
        if (Ascii.EqualsIgnoreCase(value, "NEVER"u8))
        {
            notify = DsnNotify.Never;
            return true;
        }

        foreach (Range range in value.Split((byte)','))
        {
            ReadOnlySpan<byte> word = value[range];
            DsnNotify one = Ascii.EqualsIgnoreCase(word, "SUCCESS"u8) ? DsnNotify.Success
                : Ascii.EqualsIgnoreCase(word, "FAILURE"u8) ? DsnNotify.Failure
                : Ascii.EqualsIgnoreCase(word, "DELAY"u8) ? DsnNotify.Delay
                : DsnNotify.Unspecified;
            if (one == DsnNotify.Unspecified)
            {
                return false;
            }

            notify |= one;
        }

        return true;
    }
}
