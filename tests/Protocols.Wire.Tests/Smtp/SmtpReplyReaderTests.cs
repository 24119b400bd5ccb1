using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpReplyReaderTests
{
    [Theory, Rfc(5321, "4.2"), Rfc(5321, "4.2.1"), Rfc(2034, "4")]
    [InlineData("250 OK\r\n", "250 [OK]")]
    [InlineData("250 2.1.5 Recipient OK\r\n", "250 2.1.5 [Recipient OK]")]
    [InlineData("250-a\r\n250-b c\r\n250 d\r\n", "250 [a][b c][d]")]
    [InlineData("550-5.1.1 No such\r\n550 5.1.1 user\r\n", "550 5.1.1 [No such][user]")]
    [InlineData("452 4.3.100\r\n", "452 4.3.100 []")]
    [InlineData("220 \r\n", "220 []")]
    [InlineData("250-8BITMIME\r\n250 2.0 is no status\r\n", "250 [8BITMIME][2.0 is no status]")]
    [InlineData("354 5.0.0 go\r\n", "354 [5.0.0 go] StatusOfAnotherClass")]
    [InlineData("250\r\n", "250 [] BareCode")]
    [InlineData("250-a\r\n250\r\n", "250 [a][] BareCode")]
    [InlineData("250OK\r\n", "250 [OK] MissingSpace")]
    [InlineData("250\tOK\r\n", "250 [\tOK] MissingSpace")]
    [InlineData("250 OK\n", "250 [OK] BareLineFeed")]
    [InlineData("250-a\r\n550 b\r\n", "550 [a][b] DifferingCodes")]
    [InlineData("250-2.1.0 a\r\n250 2.1.5 b\r\n", "250 2.1.0 [a][b] DifferingStatuses")]
    [InlineData("550-5.1.1 a\r\n421 b\r\n", "421 [a][b] DifferingCodes, StatusOfAnotherClass")]
    [InlineData("550-5.1.1 a\r\n421 4.3.2 b\r\n", "421 4.3.2 [a][b] DifferingCodes, DifferingStatuses")]
    [InlineData("250-2.1.0 a\r\n250 b\r\n", "250 2.1.0 [a][b]")]
    [InlineData("250 4.1.0 a\r\n", "250 [4.1.0 a] StatusOfAnotherClass")]
    [InlineData("250 a\rb\0\r\n", "250 [a\rb\0] ControlCharacter")]
    [InlineData("250 ü\r\n", "250 [ü] NotAscii")]
    [InlineData("250 a\r\n354 b\r\n", "250 [a]|354 [b]")]
    [InlineData("250 a\r\n25", "250 [a]")]
    [InlineData("", "")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n250 OK\r\n", "NotAReply")]
    [InlineData("25\r\n", "NotAReply")]
    [InlineData("\r\n", "NotAReply")]
    [InlineData("\n", "NotAReply")]
    [InlineData("120 soon\r\n", "NotAReply")]
    [InlineData("650 x\r\n", "NotAReply")]
    [InlineData("2500 x\r\n", "NotAReply")]
    [InlineData("250-a\r\nb\r\n", "NotAReply")]
    public void A_reply_is_read_and_what_is_odd_in_it_told(string text, string outcome) =>
        Assert.Equal(outcome, SplitInvariance.Check(Encoding.UTF8.GetBytes(text), pieces => Replay(pieces, new SmtpReplyReader())));

    [Fact, Rfc(5321, "4.5.3.1.5")]
    public void Lines_and_their_number_have_limits()
    {
        string at = "250 " + new string('x', 506) + "\r\n";
        string over = "250 " + new string('x', 507) + "\r\n";
        Assert.DoesNotContain("LineTooLong", Check(at, 512, 4), StringComparison.Ordinal);
        Assert.Equal("LineTooLong", Check(over, 512, 4));
        Assert.EndsWith("LongLine", Check(over, 600, 4), StringComparison.Ordinal);
        Assert.Equal("LineTooLong", Check(new string('2', 600), 512, 4));
        Assert.Equal("250 [a][b][c][d]", Check("250-a\r\n250-b\r\n250-c\r\n250 d\r\n", 512, 4));
        Assert.Equal("TooManyLines", Check("250-a\r\n250-b\r\n250-c\r\n250-d\r\n250 e\r\n", 512, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpReplyReader(511));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpReplyReader(512, 0));

        static string Check(string text, int maxLineLength, int maxLines) =>
            SplitInvariance.Check(Encoding.ASCII.GetBytes(text), pieces => Replay(pieces, new SmtpReplyReader(maxLineLength, maxLines)));
    }

    [Fact]
    public void Any_bytes_are_read_alike_however_they_are_cut()
    {
        Gen<byte[]> words = from parts in Gen.Elements("250", "550", "9", " ", "-", "\r\n", "\n", "\r", "2.1.0", "5.", "ü", "\0", "x", "99999999999").ListOf() select Encoding.UTF8.GetBytes(string.Concat(parts));
        Prop.ForAll(Gen.Frequency((5, words), (1, ArbMap.Default.GeneratorFor<byte[]>())).Where(b => b.Length > 0).ToArbitrary(), bytes =>
        {
            SplitInvariance.Check(bytes, pieces => Replay(pieces, new SmtpReplyReader()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 11));
    }

    [Fact]
    public void What_is_written_is_read()
    {
        SmtpReply reply = new(550, new EnhancedStatusCode(5, 7, 26), "No", "", "5.7.26 and never");
        ArrayBufferWriter<byte> output = new();
        SmtpReplyWriter.Write(reply, output);
        ReadOnlySequence<byte> input = new(output.WrittenMemory);
        SmtpReplyReader reader = new();
        Assert.Throws<InvalidOperationException>(reader.ToReply);
        Assert.Equal(SmtpReplyReadStatus.Reply, reader.Read(ref input));
        SmtpReply read = reader.ToReply();
        Assert.Equal(reply.ToString(), read.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetLine(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetLine(-1).Length);
    }

    [Fact]
    public void Reading_replies_allocates_nothing()
    {
        SmtpReplyReader reader = new();
        byte[] replies = "250-2.1.0 one\r\n250-2.1.0 two\r\n250 2.1.0 three\r\n550 5.1.1 No such user\r\n354 go\r\n"u8.ToArray();
        AllocationAssert.None(() =>
        {
            ReadOnlySequence<byte> input = new(replies);
            while (reader.Read(ref input) == SmtpReplyReadStatus.Reply)
            {
            }
        });
    }

    private static string Replay(IReadOnlyList<byte[]> pieces, SmtpReplyReader reader)
    {
        List<string> outcomes = [];
        byte[] left = [];
        foreach (byte[] piece in pieces)
        {
            ReadOnlySequence<byte> input = SplitInvariance.Sequence(new[] { left, piece }.Where(p => p.Length > 0));
            SmtpReplyReadStatus status;
            while ((status = reader.Read(ref input)) == SmtpReplyReadStatus.Reply)
            {
                Assert.Equal(reader.LineCount, reader.ToReply().Lines.Count);
                StringBuilder text = new();
                text.Append(reader.Code).Append(reader.Status.IsEmpty ? " " : $" {reader.Status} ");
                for (int i = 0; i < reader.LineCount; i++)
                {
                    text.Append('[').Append(Encoding.UTF8.GetString(reader.GetLine(i))).Append(']');
                }

                outcomes.Add(text + (reader.Defects == SmtpReplyDefects.None ? "" : " " + reader.Defects));
            }

            if (status != SmtpReplyReadStatus.NeedMoreData)
            {
                outcomes.Add(status.ToString());
                break;
            }

            left = input.ToArray();
        }

        return string.Join('|', outcomes);
    }
}
