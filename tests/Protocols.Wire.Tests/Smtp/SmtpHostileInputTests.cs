using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpHostileInputTests
{
    private static readonly string[] s_words =
    [
        "EHLO x", "HELO x", "MAIL FROM:", "RCPT TO:", "<a@b.c>", "<>", "DATA", "BDAT 5", " LAST", "RSET", "NOOP", "QUIT", "AUTH PLAIN", "AUTH LOGIN",
        "=", "*", "dGlt", " SIZE=", "99999999999", " BODY=8BITMIME", " SMTPUTF8", "\r\n", "\r", "\n", ".", "..", "\r\n.\r\n", "\0", "\x7F", "ü", "\"", "\\", "<", ">", "@", "[", "]", " ", "STARTTLS",
    ];

    [Fact]
    public void Any_bytes_give_replies_of_the_protocol_and_nothing_else()
    {
        Gen<byte[]> words = from parts in Gen.Elements(s_words).ListOf() select Encoding.UTF8.GetBytes(string.Concat(parts));
        Gen<byte[]> noise = ArbMap.Default.GeneratorFor<byte[]>();
        Gen<byte[][]> input = Gen.Frequency((4, words), (1, noise)).ArrayOf();
        Prop.ForAll(input.ToArbitrary(), pieces =>
        {
            SmtpExchange exchange = new();
            foreach (byte[] piece in pieces.Where(p => p.Length > 0))
            {
                exchange.Feed(piece);
            }

            return exchange.Output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .All(line => line.Length >= 4 && line[0] is >= '2' and <= '5' && char.IsAsciiDigit(line[1]) && char.IsAsciiDigit(line[2]) && line[3] is ' ' or '-');
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261124, 1));
    }

    [Fact]
    public void The_outcome_of_any_bytes_does_not_depend_on_how_they_are_cut()
    {
        Gen<byte[]> words = from parts in Gen.Elements(s_words.Where(w => w != "STARTTLS").ToArray()).ListOf() select Encoding.UTF8.GetBytes(string.Concat(parts.Take(12)));
        Prop.ForAll(words.Where(w => w.Length > 0).ToArbitrary(), bytes =>
        {
            SplitInvariance.Check(bytes, SmtpExchange.Replay);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261124, 3));
    }

    [Theory]
    [InlineData("a\r\nb")]
    [InlineData("a\nb\0c\x7F")]
    [InlineData("ü")]
    public void No_text_breaks_out_of_its_reply(string text)
    {
        System.Buffers.ArrayBufferWriter<byte> output = new();
        SmtpReplyWriter.Write(new SmtpReply(250, 2, 0, text), output);
        string line = Encoding.Latin1.GetString(output.WrittenSpan);
        Assert.Equal(line.Length - 2, line.IndexOf("\r\n", StringComparison.Ordinal));
        Assert.All(line[..^2], c => Assert.InRange(c, ' ', '~'));
    }

    [Theory]
    [InlineData(199)]
    [InlineData(600)]
    public void A_reply_with_a_code_that_is_none_cannot_be_made(int code) =>
        Assert.Throws<ArgumentException>(() => new SmtpReply(code, default, "x"));
}
