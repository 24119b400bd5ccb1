using System.Globalization;

namespace Protocols.Smtp;

/// <summary>A time within which a message is to be delivered: the parameter BY (RFC 2852 §4).</summary>
/// <param name="Seconds">Seconds from now, -999,999,999 to 999,999,999; above zero where <paramref name="Return"/> is set.</param>
/// <param name="Return">Whether the message is returned when the time is over (mode R); else its sender is notified (mode N).</param>
/// <param name="Trace">Whether relaying is told of (trace T).</param>
public readonly record struct DeliverBy(int Seconds, bool Return, bool Trace = false)
{
    private const int Most = 999_999_999;

    /// <summary>Whether the values are within what the parameter can say.</summary>
    public bool IsValid => Seconds is >= -Most and <= Most && (!Return || Seconds > 0);

    /// <summary>The parameter's value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds};{(Return ? 'R' : 'N')}{(Trace ? "T" : "")}");

    /// <summary>Reads the parameter's value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="by">What it says.</param>
    /// <returns>False if it is not of the grammar.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out DeliverBy by)
    {
        by = default;

        // by-value = ["-" / "+"] 1*9digit ";" ("N" / "R") ["T"]
        int semicolon = value.IndexOf((byte)';');
        if (semicolon < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> time = value[..semicolon];
        ReadOnlySpan<byte> mode = value[(semicolon + 1)..];
        bool negative = !time.IsEmpty && time[0] == '-';
        time = !time.IsEmpty && time[0] is (byte)'-' or (byte)'+' ? time[1..] : time;
        if (!SmtpGrammar.TryReadNumber(time, 9, out long seconds) || mode.Length is 0 or > 2 || (mode.Length == 2 && (mode[1] | 0x20) != 't'))
        {
            return false;
        }

        int letter = mode[0] | 0x20;
        by = new DeliverBy((int)(negative ? -seconds : seconds), letter == 'r', mode.Length == 2);
        return letter is 'r' or 'n' && by.IsValid;
    }
}
