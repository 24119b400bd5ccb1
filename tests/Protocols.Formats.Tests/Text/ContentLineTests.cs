using System.Buffers;
using System.Text;
using Protocols.Text;

namespace Protocols.Formats.Tests.Text;

/// <summary>Content lines, read and written.</summary>
public sealed class ContentLineTests
{
    [Theory, Rfc(5545, "3.1"), Rfc(6350, "3.2")]
    [InlineData("A:1\r\nB:2\r\n", "A|1 B|2")]
    [InlineData("A:1\nB:2", "A|1 B|2")]
    [InlineData("A:1\rB:2\r", "A|1 B|2")]
    [InlineData("A:1\r\r\nB:2\r\r\n", "A|1 B|2")]
    [InlineData("A:1\r\n 2\r\n\t3\r\nB:4\r\n", "A|123 B|4")]
    [InlineData("A:1\r\n  2\r\n", "A|1 2")]
    [InlineData("A:1\r\n\r\n 2\r\nB:3", "A|12 B|3")]
    [InlineData("A\r\n :1\r\n", "A|1")]
    [InlineData("A;X\r\n =1:2\r\n", "A|2")]
    [InlineData("A;X=\"b:c;d\":2\r\n", "A|2")]
    [InlineData("A;X=\"b:c\r\n", "A|c")]
    [InlineData("A:\r\nB:\r\n", "A| B|")]
    [InlineData("\uFEFFA:1", "A|1")]
    [InlineData("no colon\r\nA:1", "| A|1")]
    [InlineData(" A:1\r\n", "A|1")]
    [InlineData("", "")]
    [InlineData("\r\n\r\n", "")]
    public void Lines_of_every_kind_are_read(string source, string expected)
    {
        List<string> read = [];
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(source));
        while (reader.Read())
        {
            read.Add($"{Encoding.UTF8.GetString(reader.Name)}|{Encoding.UTF8.GetString(reader.Value)}");
        }

        Assert.Equal(expected, string.Join(' ', read));
    }

    [Fact, Rfc(5545, "3.1")]
    public void A_line_without_folds_is_a_slice_of_the_input()
    {
        byte[] source = "A:1\r\nB:2\r\n 3\r\n"u8.ToArray();
        using ContentLineReader reader = new(source);
        Assert.True(reader.Read() && reader.IsContiguous);
        Assert.True(source.AsSpan().Overlaps(reader.Line, out int offset) && offset == 0);
        Assert.True(reader.Read() && !reader.IsContiguous);
        Assert.False(source.AsSpan().Overlaps(reader.Line));
        Assert.Equal((5, 7), (reader.Position, reader.RawLength));
    }

    [Fact, Rfc(5545, "3.1")]
    public void A_fold_inside_of_a_character_loses_nothing()
    {
        using ContentLineReader reader = new([.. "A:caf"u8, 0xC3, .. "\r\n "u8, 0xA9, .. "\r\n"u8]);
        Assert.True(reader.Read());
        Assert.Equal("A:café", Encoding.UTF8.GetString(reader.Line));
    }

    [Theory, Rfc(6868, "3"), Rfc(5545, "3.2")]
    [InlineData("A;B=c;D=e,\"f,g\",h:", "B=c;D=e|f,g|h")]
    [InlineData("A;B=\"x;y:z\":", "B=x;y:z")]
    [InlineData("A;B=a^nb^'c^^d^e:", "B=a\nb\"c^d^e")]
    [InlineData("A;B=:", "B=")]
    [InlineData("A;;B=c:", "B=c")]
    [InlineData("A;HOME;VOICE:", "=HOME;=VOICE")]
    [InlineData("A;B=a\"b\"c:", "B=a\"b\"c")]
    public void Parameters_of_every_kind_are_read(string line, string expected)
    {
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(line));
        Assert.True(reader.Read());
        List<string> read = [];
        foreach (ContentParameter parameter in reader.Parameters)
        {
            List<string> values = [];
            foreach (ReadOnlySpan<byte> value in parameter.Values)
            {
                values.Add(ParameterText.Decode(value));
            }

            read.Add($"{Encoding.UTF8.GetString(parameter.Name)}={string.Join('|', values)}");
        }

        Assert.Equal(expected, string.Join(';', read));
    }

    [Theory, Rfc(6350, "3.3")]
    [InlineData("item1.TEL:1", "item1", "TEL")]
    [InlineData("TEL:1.2", "", "TEL")]
    [InlineData("TEL;X=a.b:1", "", "TEL")]
    public void Groups_are_told_apart_where_they_are_looked_for(string line, string group, string name)
    {
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(line), ContentLineOptions.VCard);
        Assert.True(reader.Read());
        Assert.Equal((group, name), (Encoding.UTF8.GetString(reader.Group), Encoding.UTF8.GetString(reader.Name)));
        using ContentLineReader whole = new("item1.TEL:1"u8);
        Assert.True(whole.Read());
        Assert.Equal("item1.TEL", Encoding.UTF8.GetString(whole.Name));
    }

    [Theory]
    [InlineData("NOTE;QUOTED-PRINTABLE:a=\r\nb=\r\n c\r\nX:1", "NOTE;QUOTED-PRINTABLE:ab c X:1")]
    [InlineData("NOTE;ENCODING=quoted-printable:a=\r\n\r\nX:1", "NOTE;ENCODING=quoted-printable:a X:1")]
    [InlineData("NOTE;ENCODING=QUOTED-PRINTABLE:a=", "NOTE;ENCODING=QUOTED-PRINTABLE:a")]
    [InlineData("NOTE:a=\r\nX:1", "NOTE:a= X:1")]
    [InlineData("KEY;ENCODING=BASE64:\r\nAAAA\r\nBBBB\r\n\r\nX:1", "KEY;ENCODING=BASE64:AAAABBBB X:1")]
    [InlineData("KEY;BASE64:AA\r\n  BB\r\nCC\r\nX:1", "KEY;BASE64:AABBCC X:1")]
    [InlineData("KEY;ENCODING=b:AA\r\n BB\r\nX:1", "KEY;ENCODING=b:AABB X:1")]
    public void The_habits_of_vCard_2_1_are_followed_where_that_is_asked(string source, string expected)
    {
        List<string> read = [];
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(source), ContentLineOptions.VCard);
        while (reader.Read())
        {
            read.Add(Encoding.UTF8.GetString(reader.Line));
        }

        Assert.Equal(expected, string.Join(' ', read));
    }

    [Theory]
    [InlineData("x", ContentLineDefectCode.NoColon, 0)]
    [InlineData("A:1\r\n:2\r\n", ContentLineDefectCode.MalformedName, 5)]
    [InlineData("A:1\r\nB C:2\r\n", ContentLineDefectCode.MalformedName, 5)]
    [InlineData("A;B=\"c:2\r\n", ContentLineDefectCode.UnbalancedQuote, 0)]
    [InlineData("A;B=c\r\n", ContentLineDefectCode.NoColon, 0)]
    [InlineData(" A:1\r\n", ContentLineDefectCode.MisplacedFold, 1)]
    [InlineData("A:1\nB:2\n", ContentLineDefectCode.BareLineEnd, 0)]
    public void What_is_wrong_is_told_with_its_place(string source, ContentLineDefectCode expected, int position)
    {
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(source));
        List<(ContentLineDefectCode, int)> defects = [];
        while (reader.Read())
        {
            if (reader.Defect != ContentLineDefectCode.None)
            {
                defects.Add((reader.Defect, reader.Position));
            }
        }

        Assert.Equal([(expected, position)], defects);
    }

    [Fact]
    public void Each_limit_passes_over_the_line_that_trips_it()
    {
        ContentLineOptions options = new() { MaxLineLength = 1_000, MaxNameLength = 5, MaxParametersLength = 100 };
        string source = $"A:{new string('x', 1_000)}\r\nABCDEF:1\r\nA;B={new string('x', 100)}:1\r\nA:{new string('x', 500)}\r\n {new string('x', 500)}\r\nA:1\r\n";
        using ContentLineReader reader = new(Encoding.UTF8.GetBytes(source), options);
        List<ContentLineDefectCode> defects = [];
        while (reader.Read())
        {
            defects.Add(reader.Defect);
        }

        Assert.Equal([ContentLineDefectCode.LineLimit, ContentLineDefectCode.NameLimit, ContentLineDefectCode.ParameterLimit, ContentLineDefectCode.LineLimit, ContentLineDefectCode.None], defects);
    }

    [Fact]
    public void A_million_properties_and_a_line_of_a_hundred_million_octets_are_read()
    {
        byte[] many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X-A;B=c:d\r\n", 1_000_000)));
        using ContentLineReader reader = new(many);
        int count = 0;
        while (reader.Read())
        {
            count++;
        }

        Assert.Equal(1_000_000, count);
        byte[] line = new byte[100_000_000];
        line.AsSpan().Fill((byte)'x');
        line[1] = (byte)':';
        using ContentLineReader one = new(line, new ContentLineOptions { MaxLineLength = line.Length });
        Assert.True(one.Read() && one.Value.Length == line.Length - 2);
        using ContentLineReader limited = new(line);
        Assert.True(limited.Read() && limited.Defect == ContentLineDefectCode.LineLimit);

        // A fold behind every octet, and a quote before every one.
        line.AsSpan().Fill((byte)' ');
        for (int i = 1; i < line.Length; i += 2)
        {
            line[i] = (byte)'\n';
        }

        using ContentLineReader folds = new(line);
        Assert.True(folds.Read());
        line.AsSpan().Fill((byte)'"');
        line[0] = line[^1] = (byte)'A';
        line[1] = (byte)';';
        using ContentLineReader quotes = new(line, new ContentLineOptions { MaxLineLength = line.Length });
        Assert.True(quotes.Read() && quotes.Defect == ContentLineDefectCode.NoColon);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        byte[] source = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("DTSTART;TZID=\"Europe/Berlin\":20270101T120000\r\nDESCRIPTION:folded\r\n  line\r\nSUMMARY:x\r\n", 50)));
        int sum = 0;
        AllocationAssert.None(() =>
        {
            using ContentLineReader reader = new(source);
            while (reader.Read())
            {
                sum += reader.Name.Length + reader.Value.Length;
                foreach (ContentParameter parameter in reader.Parameters)
                {
                    foreach (ReadOnlySpan<byte> value in parameter.Values)
                    {
                        sum += value.Length;
                    }
                }
            }
        });
        Assert.NotEqual(0, sum);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        ArrayBufferWriter<byte> output = new(100_000);
        string text = new('ü', 300);
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            ContentLineWriter writer = new(output);
            for (int i = 0; i < 50; i++)
            {
                writer.BeginLine(default, "SUMMARY"u8);
                writer.WriteParameter("ALTREP"u8, "http://example.com/;x");
                writer.EndText(text);
            }
        });
    }

    [Theory, Rfc(5545, "3.1")]
    [InlineData("x")]
    [InlineData("ü")]
    [InlineData("日")]
    [InlineData("😀")]
    [InlineData("=")]
    public void Lines_are_folded_at_75_octets_and_never_inside_of_a_character(string character)
    {
        for (int before = 0; before < 5; before++)
        {
            string text = new string('a', before) + string.Concat(Enumerable.Repeat(character, 300));
            ArrayBufferWriter<byte> output = new();
            ContentLineWriter writer = new(output);
            writer.BeginLine(default, "A"u8);
            writer.EndText(text);
            foreach (string line in new UTF8Encoding(false, true).GetString(output.WrittenSpan).Split("\r\n"))
            {
                Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75);
                Assert.DoesNotContain('\uFFFD', line);
            }

            using ContentLineReader reader = new(output.WrittenSpan);
            Assert.True(reader.Read());
            Assert.Equal(text, ContentText.Decode(reader.Value));
        }
    }

    [Theory, Rfc(6868, "3.1")]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"\r\nnow^", "say ^'hi^'^nnow^^")]
    [InlineData("a:b;\"c\"", "\"a:b;^'c^'\"")]
    [InlineData("", "")]
    public void Parameters_are_written_so_that_they_come_back(string value, string written)
    {
        ArrayBufferWriter<byte> output = new();
        ParameterText.Encode(value, output);
        Assert.Equal(written, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(value.ReplaceLineEndings("\n"), ParameterText.Decode(Encoding.UTF8.GetBytes(written.Trim('"'))));
    }

    [Theory, Rfc(5545, "3.3.11"), Rfc(6350, "3.4")]
    [InlineData("a\\nb\\Nc", "a\nb\nc")]
    [InlineData("a\\,b\\;c\\\\d\\e", "a,b;c\\de")]
    [InlineData("a\\", "a\\")]
    public void Escapes_of_text_are_undone(string value, string text) => Assert.Equal(text, ContentText.Decode(Encoding.UTF8.GetBytes(value)));

    [Theory]
    [InlineData("a\\,b,c", ',', "a,b|c")]
    [InlineData("a;;b", ';', "a||b")]
    [InlineData("", ';', "")]
    public void Lists_are_split_where_no_backslash_stands(string value, char separator, string expected)
    {
        Assert.Equal(expected.Split('|'), ContentText.DecodeList(value, separator));
        Assert.Equal(expected.Split('|'), ContentText.DecodeList(ContentText.EncodeList(expected.Split('|'), separator), separator));
    }

    [Theory]
    [InlineData("\r\nX:1")]
    [InlineData("\nX:1")]
    [InlineData("\rX:1")]
    [InlineData("\0")]
    public void No_method_of_the_writer_lets_a_value_make_another_line(string evil)
    {
        byte[] octets = Encoding.UTF8.GetBytes("a" + evil);
        Refused((ref ContentLineWriter writer) => writer.WriteLine(Encoding.UTF8.GetBytes("A:" + evil)));
        Refused((ref ContentLineWriter writer) => writer.WriteLine("A"u8, octets));
        Refused((ref ContentLineWriter writer) => writer.WriteLine(octets, "a"u8));
        Refused((ref ContentLineWriter writer) => writer.BeginLine(octets, "a"u8));
        Refused((ref ContentLineWriter writer) => writer.BeginLine(default, octets));
        Refused((ref ContentLineWriter writer) => writer.EndLine(octets));
        Refused((ref ContentLineWriter writer) => writer.EndLine(("a" + evil).AsSpan()));
        Refused((ref ContentLineWriter writer) => writer.WriteParameter(octets, "a"));
        Encoded((ref ContentLineWriter writer) => writer.WriteParameter("B"u8, evil), evil);
        Encoded((ref ContentLineWriter writer) => writer.WriteParameter("B"u8, [evil, "b"]), evil);
        Encoded((ref ContentLineWriter writer) => writer.EndText(evil), evil);
        ContentComponent component = new("X");
        component.AddText("A", evil == "\0" ? "" : evil);
        component.AddRaw("B", "b").SetParameter("C", evil == "\0" ? "" : evil);
        Assert.Equal(4, component.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        component.AddRaw("C", evil);
        Assert.Throws<ArgumentException>(component.ToBytes);
    }

    private delegate void Writing(ref ContentLineWriter writer);

    private static void Refused(Writing write) => Assert.Throws<ArgumentException>(() => Run(write));

    private static void Encoded(Writing write, string evil)
    {
        if (evil.Contains('\0', StringComparison.Ordinal))
        {
            Refused(write);
            return;
        }

        Assert.DoesNotContain("\nX", Encoding.UTF8.GetString(Run(write)), StringComparison.Ordinal);
    }

    private static byte[] Run(Writing write)
    {
        ArrayBufferWriter<byte> output = new();
        ContentLineWriter writer = new(output);
        write(ref writer);
        return output.WrittenSpan.ToArray();
    }
}
