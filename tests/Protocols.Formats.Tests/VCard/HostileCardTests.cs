using System.Buffers;
using System.Text;
using Protocols.Text;
using Protocols.VCard;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard;

/// <summary>Cards that were made to cost much: limits, memory, and no exceptions.</summary>
public sealed class HostileCardTests
{
    // What arrays and lists of a few entries may take.
    private const long Little = 256 * 1024;

    [Fact, Rfc(6350, "3.2")]
    public void A_line_of_256_million_octets_is_passed_over_without_memory()
    {
        byte[] source = Enclosed("NOTE:"u8, 256_000_000, static buffer => buffer.Fill((byte)'A'));
        ContentLineOptions options = ContentLineOptions.VCard with { MaxLineLength = 1_000_000 };
        (int lines, ContentLineDefect defect, long allocated) = Walk(source, options);
        Assert.Equal((2, new ContentLineDefect(ContentLineDefectCode.LineLimit, 13)), (lines, defect));
        Assert.True(allocated < Little, $"{allocated} bytes.");

        long before = GC.GetAllocatedBytesForCurrentThread();
        ContentTree tree = Card.ReadAll(source, new ContentTreeOptions { Lines = options });
        allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal([new ContentLineDefect(ContentLineDefectCode.LineLimit, 13)], tree.Defects);
        Assert.Empty(Assert.Single(tree.Components).Properties);
        Assert.True(allocated < Little, $"{allocated} bytes.");
        Assert.Equal(tree.Defects[0], Assert.Throws<CardFormatException>(() => Card.Parse(source, new ContentTreeOptions { Lines = options })).Defect);

        // Within the limit it is read where it lies.
        (lines, defect, allocated) = Walk(source, ContentLineOptions.VCard with { MaxLineLength = 300_000_000 });
        Assert.Equal((3, default(ContentLineDefect)), (lines, defect));
        Assert.True(allocated < Little, $"{allocated} bytes.");
    }

    [Fact, Rfc(6350, "3.2")]
    public void A_line_of_many_folds_is_passed_over_without_memory()
    {
        byte[] fold = Encoding.ASCII.GetBytes(new string('A', 70) + "\r\n ");
        byte[] source = Enclosed("NOTE:"u8, fold.Length * 500_000, buffer =>
        {
            for (int at = 0; at < buffer.Length; at += fold.Length)
            {
                fold.CopyTo(buffer[at..]);
            }
        });
        (int lines, ContentLineDefect defect, long allocated) = Walk(source, ContentLineOptions.VCard with { MaxLineLength = 1_000_000 });
        Assert.Equal((2, new ContentLineDefect(ContentLineDefectCode.LineLimit, 13)), (lines, defect));
        Assert.True(allocated < Little, $"{allocated} bytes.");
    }

    [Fact]
    public void A_million_properties_are_read_or_bounded()
    {
        byte[] line = "X:1\r\n"u8.ToArray();
        byte[] source = Enclosed(default, line.Length * 1_000_000, buffer =>
        {
            for (int at = 0; at < buffer.Length; at += line.Length)
            {
                line.CopyTo(buffer[at..]);
            }
        });
        ContentTreeOptions options = ContentTreeOptions.VCard with { MaxProperties = 1_000, MaxDefects = 3 };
        ContentTree tree = Card.ReadAll(source, options);
        int first = 13 + (1_000 * line.Length);
        Assert.Equal(
            [new(ContentLineDefectCode.PropertyLimit, first), new(ContentLineDefectCode.PropertyLimit, first + 5), new(ContentLineDefectCode.PropertyLimit, first + 10)],
            tree.Defects);
        Assert.Equal(1_000, Assert.Single(tree.Components).Properties.Count);
        CardFormatException refused = Assert.Throws<CardFormatException>(() => Card.Parse(source, options));
        Assert.Equal(tree.Defects[0], refused.Defect);
        Assert.Equal($"PropertyLimit at octet {first}.", refused.Message);

        Card whole = Card.Parse(source);
        Assert.Equal(1_000_000, whole.Properties.Count);
        Assert.Equal(1_000_000, whole.FindAll("X"u8).Count);
    }

    [Theory, Rfc(2426, "3.5.4")]
    [InlineData("BEGIN:VCARD\r\n")]
    [InlineData("AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nN:A\r\n")]
    public void Cards_in_cards_are_bounded(string level)
    {
        byte[] source = Encoding.ASCII.GetBytes("BEGIN:VCARD\r\n" + string.Concat(Enumerable.Repeat(level, 100_000)));
        ContentTree tree = Card.ReadAll(source);
        Assert.Contains(tree.Defects, static defect => defect.Code == ContentLineDefectCode.DepthLimit);
        int depth = 0;
        for (ContentComponent? card = Assert.Single(tree.Components); card is not null; card = card.Components.Count > 0 ? card.Components[0] : null)
        {
            depth++;
        }

        Assert.Equal(ContentTreeOptions.VCard.MaxDepth, depth);
        Assert.Equal(ContentLineDefectCode.DepthLimit, Assert.Throws<CardFormatException>(() => Card.Parse(source)).Defect.Code);
        Card outer = (Card)tree.Components[0];
        Assert.NotEmpty(outer.ToVersion(CardVersion.V3).ToBytes());
        Assert.NotEmpty(JSContactConverter.ToCard(JSContactConverter.FromCard(outer)).ToBytes());
    }

    [Fact, Rfc(6350, "3.3")]
    public void Many_parameters_are_bounded_and_cost_no_more_than_they_are()
    {
        byte[] Source(int count, Func<int, string> parameter) =>
            Encoding.ASCII.GetBytes($"BEGIN:VCARD\r\nVERSION:4.0\r\nTEL{string.Concat(Enumerable.Range(0, count).Select(parameter))}:1\r\nEND:VCARD\r\n");

        byte[] many = Source(200_000, static _ => ";TYPE=x");
        ContentTree tree = Card.ReadAll(many);
        Assert.Equal([new ContentLineDefect(ContentLineDefectCode.ParameterLimit, 26)], tree.Defects);
        Assert.Equal(tree.Defects[0], Assert.Throws<CardFormatException>(() => Card.Parse(many)).Defect);

        foreach (byte[] source in new[] { Source(60_000, static _ => ";TYPE=x"), Source(60_000, static i => $";P{i}=x"), Source(1, static _ => ";TYPE=" + string.Join(',', Enumerable.Repeat("x", 300_000))) })
        {
            Card card = Card.Parse(source);
            CardProperty telephone = card.Telephones[0];
            Assert.Equal("1", telephone.Text);
            Assert.True(telephone.Types.Count is 0 or 60_000 or 300_000);
            JSCard made = JSContactConverter.FromCard(card);
            Assert.NotNull(made.Phones["k1"]!.VCardParams);
            Assert.Single(JSContactConverter.ToCard(made).Telephones);
            Assert.NotEmpty(card.ToVersion(CardVersion.V3).ToBytes());
        }
    }

    [Theory, Rfc(2045, "6.7"), Rfc(2045, "6.8")]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE:=", "")]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE:a=G", "a=G")]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:=C3", "\uFFFD")]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=nonsense:=41", "A")]
    public void Broken_quoted_printable_gives_what_can_be_had(string line, string text) =>
        Assert.Equal(text, Of(line).Notes[0].Text);

    [Theory, Rfc(6350, "6.2.4")]
    [InlineData("PHOTO;ENCODING=b:AAA", 2, true)]
    [InlineData("PHOTO;ENCODING=b:A", 0, false)]
    [InlineData("PHOTO;ENCODING=b:A?AA=", 2, false)]
    [InlineData("PHOTO;ENCODING=b:", 0, true)]
    [InlineData("PHOTO:data:image/png;base64,AAAA", 3, true)]
    [InlineData("PHOTO:data:image/png;base64", 0, false)]
    [InlineData("PHOTO:data:,a%20b", 3, true)]
    [InlineData("PHOTO:data:text/plain,a%2", 1, false)]
    [InlineData("PHOTO:data:text/plain,%zz", 0, false)]
    [InlineData("PHOTO:https://example.com/a", 0, false)]
    [InlineData("PHOTO:", 0, false)]
    public void Broken_base64_gives_what_can_be_had(string line, int count, bool isWhole)
    {
        Card card = Of(line);
        ArrayBufferWriter<byte> output = new();
        CardMedia photo = card.Photos[0];
        Assert.Equal(isWhole, photo.TryWriteBytes(output));
        Assert.Equal(count, output.WrittenCount);

        // The same where it was changed.
        photo.PropId = "a";
        ArrayBufferWriter<byte> again = new();
        Assert.Equal(isWhole, photo.TryWriteBytes(again));
        Assert.Equal(output.WrittenSpan.ToArray(), again.WrittenSpan.ToArray());
        Assert.NotEmpty(card.ToVersion(CardVersion.V4).ToBytes());
        _ = photo.GetBytes();
        _ = photo.ContentType;
    }

    [Theory, Rfc(6350, "6.2.4"), Rfc(6350, "6.8.1")]
    [InlineData("PHOTO;ENCODING=b;TYPE=JPEG:")]
    [InlineData("KEY:data:application/pgp-keys;base64,")]
    public void Photos_and_keys_are_decoded_where_they_lie(string head)
    {
        byte[] octets = new byte[6_000_000];
        new Random(1).NextBytes(octets);
        byte[] encoded = Encoding.ASCII.GetBytes(Convert.ToBase64String(octets));
        Card card = Card.Parse(Enclosed(Encoding.ASCII.GetBytes(head), encoded.Length, encoded.CopyTo));
        CardMedia media = card.Photos.Concat(card.Keys).Single();
        Counter counter = new();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(media.IsInline);
        Assert.NotNull(media.ContentType);
        Assert.True(media.TryWriteBytes(counter));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(octets.Length, counter.Count);
        Assert.True(allocated < Little, $"{allocated} bytes.");

        ArrayBufferWriter<byte> output = new(octets.Length + 32_768);
        Assert.True(media.TryWriteBytes(output));
        Assert.True(output.WrittenSpan.SequenceEqual(octets));
        Assert.True(media.GetBytes().AsSpan().SequenceEqual(octets));
    }

    private static (int Lines, ContentLineDefect Defect, long Allocated) Walk(byte[] source, ContentLineOptions options)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using VCardReader reader = new(source, options);
        int lines = 0;
        while (reader.Read())
        {
            lines++;
        }

        return (lines, reader.Defect, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Enclosed(ReadOnlySpan<byte> name, int length, FillSpan fill)
    {
        ReadOnlySpan<byte> begin = "BEGIN:VCARD\r\n"u8;
        ReadOnlySpan<byte> end = "\r\nEND:VCARD\r\n"u8;
        byte[] source = new byte[begin.Length + name.Length + length + end.Length];
        begin.CopyTo(source);
        name.CopyTo(source.AsSpan(begin.Length));
        fill(source.AsSpan(begin.Length + name.Length, length));
        end.CopyTo(source.AsSpan(source.Length - end.Length));
        return source;
    }

    private static Card Of(string line) => Card.TryRead(Encoding.Latin1.GetBytes($"BEGIN:VCARD\r\nVERSION:3.0\r\n{line}\r\n\r\nEND:VCARD\r\n"))!;

    private delegate void FillSpan(Span<byte> span);

    // Counts and forgets.
    private sealed class Counter : IBufferWriter<byte>
    {
        private byte[] _room = new byte[64 * 1024];

        public long Count { get; private set; }

        public void Advance(int count) => Count += count;

        public Memory<byte> GetMemory(int sizeHint = 0) => _room.Length >= sizeHint ? _room : _room = new byte[sizeHint];

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}
