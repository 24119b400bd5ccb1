using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Protocols.Text;

namespace Protocols.VCard;

/// <summary>An organization and its units (RFC 6350 §6.6.4).</summary>
/// <param name="property">The property <c>ORG</c>.</param>
public sealed class CardOrganization(ContentProperty property) : CardProperty(property)
{
    /// <summary>The name, then the units from the largest.</summary>
    public IReadOnlyList<string> Parts
    {
        get => ContentText.DecodeList(DecodedRaw(Property), ';');
        set => SetRaw(ContentText.EncodeList(value ?? throw new ArgumentNullException(nameof(value)), ';'));
    }

    /// <summary>The name.</summary>
    public string Name => Parts[0];
}

/// <summary>Sex and gender (RFC 6350 §6.2.7).</summary>
/// <param name="property">The property <c>GENDER</c>.</param>
public sealed class CardGender(ContentProperty property) : CardProperty(property)
{
    /// <summary>The sex: <c>M</c>, <c>F</c>, <c>O</c>, <c>N</c>, <c>U</c> or empty.</summary>
    public string Sex => Component(0) is [var sex, ..] ? sex : "";

    /// <summary>The gender in words, null where it does not say.</summary>
    public string? Identity => Component(1) is [_, ..] identity ? string.Join(',', identity) : null;
}

/// <summary>A photo, logo, sound or key (RFC 6350 §6.2.4, §6.6.3, §6.7.5, §6.8.1): a URI, or the octets themselves.</summary>
/// <param name="property">The property.</param>
public sealed class CardMedia(ContentProperty property) : CardProperty(property)
{
    private const string DataScheme = "data:";
    private const int PieceLength = 16 * 1024;

    /// <summary>Whether the octets stand in the value: in base64, or in a data URI (RFC 2397).</summary>
    public bool IsInline => IsBase64 || HasDataScheme;

    /// <summary>The URI, null where the octets stand in the value.</summary>
    public string? Uri => IsInline ? null : Property.RawValue;

    /// <summary>The media type: of MEDIATYPE, of the data URI, or of the TYPE that versions before 4.0 have; null where it does not say.</summary>
    public string? ContentType
    {
        get
        {
            if (MediaType is { } said)
            {
                return said;
            }

            if (HasDataScheme)
            {
                string head = DataHead(out _);
                int end = head.IndexOf(';', StringComparison.Ordinal);
                return end == 0 || head.Length == 0 ? null : end > 0 ? head[..end] : head;
            }

            string family = Property.Name.ToUpperInvariant() switch { "SOUND" => "audio", "KEY" => "application", _ => "image" };
            return Types.Where(static type => type is not ("home" or "work")).Select(type => type.Contains('/', StringComparison.Ordinal) ? type : $"{family}/{type}").FirstOrDefault();
        }
    }

    private bool IsBase64 => Encodings(Property).Any(static encoding => encoding.Equals("B", StringComparison.OrdinalIgnoreCase) || encoding.Equals("BASE64", StringComparison.OrdinalIgnoreCase));

    // Values of many megabytes are looked at where they are, without a string of them.
    private bool HasDataScheme => Property.IsChanged ? Property.RawValue.StartsWith(DataScheme, StringComparison.OrdinalIgnoreCase)
        : Property.RawOctets.Length >= DataScheme.Length && Ascii.EqualsIgnoreCase(Property.RawOctets[..DataScheme.Length], DataScheme);

    /// <summary>Decodes the octets into a buffer.</summary>
    /// <param name="destination">Takes them; three quarters of the value's length are enough.</param>
    /// <param name="written">How many there are.</param>
    /// <returns>False where they do not stand in the value in base64, cannot be decoded, or the buffer is too short.</returns>
    public bool TryGetBytes(Span<byte> destination, out int written)
    {
        written = 0;
        ReadOnlySpan<byte> octets = Property.RawOctets;
        if (!IsBase64)
        {
            int comma = octets.IndexOf((byte)',');
            if (!HasDataScheme || comma < 0 || !octets[..comma].EndsWith(";base64"u8))
            {
                return false;
            }

            octets = octets[(comma + 1)..];
        }

        return Base64.DecodeFromUtf8(octets, destination, out _, out written) == OperationStatus.Done;
    }

    /// <summary>Decodes the octets piece by piece, so that none of the value is there twice: in base64, or with percent signs in a data URI (RFC 2397 §2).</summary>
    /// <param name="output">Takes them, in pieces of some kilobytes.</param>
    /// <returns>False where they do not stand in the value, or it is no base64; what was decoded of that was written.</returns>
    public bool TryWriteBytes(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        bool isBase64 = IsBase64;
        int start = 0;
        if (!isBase64)
        {
            if (!HasDataScheme)
            {
                return false;
            }

            isBase64 = DataHead(out start).EndsWith(";base64", StringComparison.OrdinalIgnoreCase);
            if (start < 0)
            {
                return false;
            }
        }

        return isBase64 ? WriteBase64(start, output) : WritePercents(start, output);
    }

    /// <summary>The octets, null where they do not stand in the value in base64 or cannot be decoded.</summary>
    public byte[]? GetBytes()
    {
        byte[] octets = new byte[Base64.GetMaxDecodedFromUtf8Length(Property.RawOctets.Length)];
        return TryGetBytes(octets, out int written) ? octets[..written] : null;
    }

    /// <summary>Puts octets into the value, as a data URI.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="contentType">Their media type.</param>
    public void SetBytes(ReadOnlySpan<byte> octets, string contentType)
    {
        ArgumentException.ThrowIfNullOrEmpty(contentType);
        SetRaw($"data:{contentType};base64,{Convert.ToBase64String(octets)}");
        MediaType = null;
        ValueType = "uri";
    }

    // What stands between the scheme and the comma, and where the data begins: -1 where there is no comma.
    private string DataHead(out int start)
    {
        if (Property.IsChanged)
        {
            int at = Property.RawValue.IndexOf(',', StringComparison.Ordinal);
            start = at < 0 ? -1 : at + 1;
            return Property.RawValue[DataScheme.Length..Math.Max(at, DataScheme.Length)];
        }

        int comma = Property.RawOctets.IndexOf((byte)',');
        start = comma < 0 ? -1 : comma + 1;
        return Encoding.UTF8.GetString(Property.RawOctets[DataScheme.Length..Math.Max(comma, DataScheme.Length)]);
    }

    private bool WriteBase64(int start, IBufferWriter<byte> output)
    {
        Base64Decoder decoder = default;
        Span<byte> piece = stackalloc byte[1024];
        for (int at = start; ReadPiece(ref at, piece) is { Length: > 0 } octets;)
        {
            Span<byte> room = output.GetSpan(Base64Decoder.GetMaxDecodedLength(octets.Length));
            output.Advance(decoder.Decode(octets, room));
        }

        Span<byte> rest = output.GetSpan(Base64Decoder.GetMaxDecodedLength(0));
        output.Advance(decoder.Finish(rest));
        return !decoder.HasDefects;
    }

    private bool WritePercents(int start, IBufferWriter<byte> output)
    {
        Span<byte> piece = stackalloc byte[1024];
        int high = -1;
        int state = 0;
        for (int at = start; ReadPiece(ref at, piece) is { Length: > 0 } octets;)
        {
            Span<byte> room = output.GetSpan(octets.Length);
            int written = 0;
            foreach (byte octet in octets)
            {
                if (state == 0 && octet != (byte)'%')
                {
                    room[written++] = octet;
                }
                else if (state == 0)
                {
                    state = 1;
                }
                else if (!char.IsAsciiHexDigit((char)octet))
                {
                    output.Advance(written);
                    return false;
                }
                else if (state == 1)
                {
                    high = Convert.ToInt32(((char)octet).ToString(), 16);
                    state = 2;
                }
                else
                {
                    room[written++] = (byte)((high << 4) | Convert.ToInt32(((char)octet).ToString(), 16));
                    state = 0;
                }
            }

            output.Advance(written);
        }

        return state == 0;
    }

    // Of a property that was read, the octets themselves; of one that was changed, some of its characters. Neither has any that is not ASCII where it means something.
    private ReadOnlySpan<byte> ReadPiece(ref int at, Span<byte> piece)
    {
        if (!Property.IsChanged)
        {
            ReadOnlySpan<byte> octets = Property.RawOctets[at..];
            octets = octets[..Math.Min(octets.Length, PieceLength)];
            at += octets.Length;
            return octets;
        }

        ReadOnlySpan<char> text = Property.RawValue.AsSpan(at);
        text = text[..Math.Min(text.Length, piece.Length / 3)];
        text = text.Length > 1 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
        at += text.Length;
        return piece[..Encoding.UTF8.GetBytes(text, piece)];
    }
}

/// <summary>A date, with as much of it as is known (RFC 6350 §4.3): <c>19960415</c>, <c>--0415</c>, <c>1996-04</c>, <c>circa 1800</c>.</summary>
/// <param name="property">The property, such as <c>BDAY</c>.</param>
public sealed class CardDate(ContentProperty property) : CardProperty(property)
{
    /// <summary>The year, null where it is not known or the value is a text.</summary>
    public int? Year => Read().Year;

    /// <summary>The month, null where it is not known or the value is a text.</summary>
    public int? Month => Read().Month;

    /// <summary>The day of the month, null where it is not known or the value is a text.</summary>
    public int? Day => Read().Day;

    /// <summary>Whether the value is a text.</summary>
    public bool IsText => "TEXT".Equals(ValueType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The whole date, null where parts of it are not known.</summary>
    public DateOnly? Date => Read() is ({ } year, { } month, { } day) && year > 0 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>Makes the value of a date.</summary>
    /// <param name="year">The year, null where it is not known.</param>
    /// <param name="month">The month, null where it is not known.</param>
    /// <param name="day">The day, null where it is not known.</param>
    public void SetDate(int? year, int? month, int? day)
    {
        SetRaw((year, month, day) switch
        {
            ({ } y, null, _) => string.Create(CultureInfo.InvariantCulture, $"{y:0000}"),
            ({ } y, { } m, null) => string.Create(CultureInfo.InvariantCulture, $"{y:0000}-{m:00}"),
            ({ } y, { } m, { } d) => string.Create(CultureInfo.InvariantCulture, $"{y:0000}{m:00}{d:00}"),
            (null, { } m, null) => string.Create(CultureInfo.InvariantCulture, $"--{m:00}"),
            (null, { } m, { } d) => string.Create(CultureInfo.InvariantCulture, $"--{m:00}{d:00}"),
            (null, null, { } d) => string.Create(CultureInfo.InvariantCulture, $"---{d:00}"),
            _ => "",
        });
        ValueType = null;
    }

    private (int? Year, int? Month, int? Day) Read()
    {
        ReadOnlySpan<char> text = Property.RawValue.AsSpan().Trim();
        int time = text.IndexOfAny('T', 't');
        text = time >= 0 ? text[..time] : text;
        int dashes = text.IndexOfAnyExcept('-');
        if (IsText || dashes < 0 || dashes > 3)
        {
            return default;
        }

        Span<char> digits = stackalloc char[8];
        int count = 0;
        foreach (char character in text[dashes..])
        {
            if (character != '-' && (!char.IsAsciiDigit(character) || count == digits.Length))
            {
                return default;
            }

            if (character != '-')
            {
                digits[count++] = character;
            }
        }

        (int? year, int? month, int? day) = (dashes, count) switch
        {
            (0, 4) => (Number(digits[..4]), null, null),
            (0, 6) => (Number(digits[..4]), Number(digits[4..6]), null),
            (0, 8) => (Number(digits[..4]), Number(digits[4..6]), Number(digits[6..8])),
            (2, 2) => (null, Number(digits[..2]), null),
            (2, 4) => (null, Number(digits[..2]), Number(digits[2..4])),
            (3, 2) => (null, null, Number(digits[..2])),
            _ => ((int?)null, (int?)null, (int?)null),
        };
        return month is 0 or > 12 || day is 0 or > 31 ? default : (year, month, day);
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
