using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpDataEncoderTests
{
    [Theory, Rfc(5321, "4.5.2"), Rfc(5321, "2.3.8"), Rfc(5321, "4.1.1.4")]
    [InlineData("", ".\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData(".\r\n..\r\n.a\r\na.\r\n", "..\r\n...\r\n..a\r\na.\r\n.\r\n")]
    [InlineData("a\nb", "a\r\nb\r\n.\r\n")]
    [InlineData("a\rb", "a\r\nb\r\n.\r\n")]
    [InlineData("a\r", "a\r\n.\r\n")]
    [InlineData("\r\r\n", "\r\n\r\n.\r\n")]
    [InlineData("\n\r", "\r\n\r\n.\r\n")]
    [InlineData("a\n.\nb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\n.\r\r\nb", "a\r\n..\r\n\r\nb\r\n.\r\n")]
    [InlineData("a\r\n\0.\r\n", "a\r\n..\r\n.\r\n")]
    [InlineData("a\r\0\nb\0", "a\r\n\r\nb\r\n.\r\n")]
    public void Dots_are_doubled_and_every_line_end_is_a_crlf(string message, string sent) =>
        Assert.Equal(sent, message.Length == 0 ? Encode([], BareLineEndWriting.Normalise) : SplitInvariance.Check(Encoding.Latin1.GetBytes(message), pieces => Encode(pieces, BareLineEndWriting.Normalise)));

    [Theory, Rfc(5321, "2.3.8")]
    [InlineData("a\nb", "a")]
    [InlineData("a\rb", "a")]
    [InlineData("a\r", "a")]
    [InlineData("a\0b", "a")]
    [InlineData("a\r\n.\r\r\nb", "a\r\n..")]
    public void A_bare_line_end_can_be_refused(string message, string sent) =>
        Assert.Equal(sent + "|refused", SplitInvariance.Check(Encoding.Latin1.GetBytes(message), pieces => Encode(pieces, BareLineEndWriting.Refuse)));

    [Theory, Rfc(3030, "2")]
    [InlineData(".\r\na", ".\r\na")]
    [InlineData(".\na\r", ".\r\na\r\n")]
    public void For_bdat_dots_stay_and_no_end_is_written(string message, string sent) =>
        Assert.Equal(sent, SplitInvariance.Check(Encoding.Latin1.GetBytes(message), pieces => Encode(pieces, BareLineEndWriting.Normalise, isStuffed: false)));

    [Fact, Rfc(5321, "4.5.2"), Rfc(2045, "2.8")]
    public void Whatever_is_sent_is_received_and_nothing_in_it_ends_the_message()
    {
        Gen<byte[]> message = Gen.Elements("\r\n", ".", "\n", "\r", "a", "\0", "..").ListOf().Select(l => Encoding.Latin1.GetBytes(string.Concat(l)));
        Prop.ForAll(message.ToArbitrary(), bytes =>
        {
            string sent = Encode([bytes], BareLineEndWriting.Normalise);
            SmtpExchange exchange = new();
            exchange.Say("EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n");
            exchange.Feed(Encoding.Latin1.GetBytes(sent + "NOOP\r\n"));
            Assert.EndsWith("250 2.0.0 OK\r\n", exchange.Output, StringComparison.Ordinal);
            string normal = System.Text.RegularExpressions.Regex.Replace(Encoding.Latin1.GetString(bytes), "\r\n|\r|\n", "\r\n");
            normal = normal.Replace("\0", "", StringComparison.Ordinal);
            Assert.Equal(normal.Length == 0 || normal.EndsWith("\r\n", StringComparison.Ordinal) ? normal : normal + "\r\n", Assert.Single(exchange.Messages));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261124, 19));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        SmtpDataEncoder encoder = new(BareLineEndWriting.Normalise);
        byte[] message = "Subject: x\r\n\r\n.dots\r\nbare\nline\r\n"u8.ToArray();
        ArrayBufferWriter<byte> output = new(256);
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            encoder.Reset();
            encoder.TryWrite(message, output);
            encoder.TryEnd(output);
        });
    }

    private static string Encode(IReadOnlyList<byte[]> pieces, BareLineEndWriting bare, bool isStuffed = true)
    {
        SmtpDataEncoder encoder = new(bare, isStuffed);
        ArrayBufferWriter<byte> output = new();
        bool good = true;
        foreach (byte[] piece in pieces)
        {
            good = good && encoder.TryWrite(piece, output);
        }

        good = good && encoder.TryEnd(output);
        return Encoding.Latin1.GetString(output.WrittenSpan) + (good ? "" : "|refused");
    }
}
