using System.Buffers.Text;
using Protocols.Text;

namespace Protocols.Sieve;

/// <summary>A point in time as a clock shows it somewhere (RFC 5260 §4.1), from which the parts are taken.</summary>
/// <param name="Local">What the clock shows.</param>
/// <param name="OffsetMinutes">How far it is ahead of UTC.</param>
internal readonly record struct SieveDate(DateTime Local, int OffsetMinutes)
{
    /// <summary>The room that every part fits in.</summary>
    public const int MaxLength = 40;

    private const int ZoneLength = 5;
    private const int MinutesOfDay = 24 * 60;

    // 17 November 1858, from which the Modified Julian Day counts (RFC 5260 §4.2).
    private static readonly long s_julianZero = new DateTime(1858, 11, 17).Ticks;

    /// <summary>Gives a point in time its own offset (<c>:originalzone</c>).</summary>
    /// <param name="date">The point in time.</param>
    public static SieveDate In(DateTimeOffset date) => new(date.DateTime, date.TotalOffsetMinutes);

    /// <summary>Shifts a point in time to an offset (<c>:zone</c>).</summary>
    /// <param name="date">The point in time.</param>
    /// <param name="offsetMinutes">The offset.</param>
    public static SieveDate In(DateTimeOffset date, int offsetMinutes)
    {
        long ticks = Math.Clamp(date.UtcTicks + (offsetMinutes * TimeSpan.TicksPerMinute), DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks);
        return new SieveDate(new DateTime(ticks), offsetMinutes);
    }

    /// <summary>Shifts a point in time to a zone, with the offset that holds there then.</summary>
    /// <param name="date">The point in time.</param>
    /// <param name="zone">The zone.</param>
    public static SieveDate In(DateTimeOffset date, TimeZoneInfo zone) => In(date, (int)zone.GetUtcOffset(date).TotalMinutes);

    /// <summary>Reads the argument of <c>:zone</c>: a sign and four digits.</summary>
    /// <param name="text">The argument.</param>
    /// <param name="offsetMinutes">The offset.</param>
    public static bool TryParseZone(ReadOnlySpan<byte> text, out int offsetMinutes)
    {
        offsetMinutes = 0;
        if (text.Length != ZoneLength || text[0] is not ((byte)'+' or (byte)'-')
            || !Utf8Parser.TryParse(text[1..], out int digits, out int used, 'D') || used != ZoneLength - 1 || text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9')
            || digits % 100 > 59 || digits / 100 > 23)
        {
            return false;
        }

        int minutes = (digits / 100 * 60) + (digits % 100);
        offsetMinutes = text[0] == (byte)'-' ? -minutes : minutes;
        return true;
    }

    /// <summary>Writes one part (RFC 5260 §4.2).</summary>
    /// <param name="part">The part.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> octets.</param>
    /// <returns>How many octets were written.</returns>
    public int Format(SieveDatePart part, Span<byte> destination)
    {
        int written = 0;
        switch (part)
        {
            case SieveDatePart.Year:
                Put(destination, ref written, Local.Year, 4);
                break;
            case SieveDatePart.Month:
                Put(destination, ref written, Local.Month, 2);
                break;
            case SieveDatePart.Day:
                Put(destination, ref written, Local.Day, 2);
                break;
            case SieveDatePart.Date:
                PutDate(destination, ref written);
                break;
            case SieveDatePart.Julian:
                _ = Utf8Formatter.TryFormat((Local.Date.Ticks - s_julianZero) / TimeSpan.TicksPerDay, destination, out written);
                break;
            case SieveDatePart.Hour:
                Put(destination, ref written, Local.Hour, 2);
                break;
            case SieveDatePart.Minute:
                Put(destination, ref written, Local.Minute, 2);
                break;
            case SieveDatePart.Second:
                Put(destination, ref written, Local.Second, 2);
                break;
            case SieveDatePart.Time:
                PutTime(destination, ref written);
                break;
            case SieveDatePart.Iso8601:
                PutDate(destination, ref written);
                destination[written++] = (byte)'T';
                PutTime(destination, ref written);
                PutIsoOffset(destination, ref written);
                break;
            case SieveDatePart.Std11:
                _ = MailDate.TryFormat(new DateTimeOffset(Local, TimeSpan.Zero), destination, out written);
                written -= ZoneLength;
                PutZone(destination, ref written);
                break;
            case SieveDatePart.Zone:
                PutZone(destination, ref written);
                break;
            default:
                Put(destination, ref written, (int)Local.DayOfWeek, 1);
                break;
        }

        return written;
    }

    private static void Put(Span<byte> destination, ref int written, int number, int digits)
    {
        for (int i = digits - 1; i >= 0; i--)
        {
            destination[written + i] = (byte)('0' + (number % 10));
            number /= 10;
        }

        written += digits;
    }

    private void PutDate(Span<byte> destination, ref int written)
    {
        Put(destination, ref written, Local.Year, 4);
        destination[written++] = (byte)'-';
        Put(destination, ref written, Local.Month, 2);
        destination[written++] = (byte)'-';
        Put(destination, ref written, Local.Day, 2);
    }

    private void PutTime(Span<byte> destination, ref int written)
    {
        Put(destination, ref written, Local.Hour, 2);
        destination[written++] = (byte)':';
        Put(destination, ref written, Local.Minute, 2);
        destination[written++] = (byte)':';
        Put(destination, ref written, Local.Second, 2);
    }

    // An offset of zero has a positive sign.
    private void PutZone(Span<byte> destination, ref int written)
    {
        int minutes = Math.Abs(OffsetMinutes) % MinutesOfDay;
        destination[written++] = OffsetMinutes < 0 ? (byte)'-' : (byte)'+';
        Put(destination, ref written, minutes / 60, 2);
        Put(destination, ref written, minutes % 60, 2);
    }

    private void PutIsoOffset(Span<byte> destination, ref int written)
    {
        if (OffsetMinutes == 0)
        {
            destination[written++] = (byte)'Z';
            return;
        }

        PutZone(destination, ref written);
        destination[written] = destination[written - 1];
        destination[written - 1] = destination[written - 2];
        destination[written - 2] = (byte)':';
        written++;
    }
}
