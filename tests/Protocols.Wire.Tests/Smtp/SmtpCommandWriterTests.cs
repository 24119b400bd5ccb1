using System.Buffers;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpCommandWriterTests
{
    private static readonly DateTimeOffset s_until = new(2026, 12, 1, 1, 0, 0, TimeSpan.FromHours(1));

    public static TheoryData<string, SmtpWriteStatus> Values => new()
    {
        { "a\rb", SmtpWriteStatus.HasControl },
        { "a\nb", SmtpWriteStatus.HasControl },
        { "a\r\nRSET", SmtpWriteStatus.HasControl },
        { "a\0b", SmtpWriteStatus.HasControl },
        { "a\tb", SmtpWriteStatus.HasControl },
        { "a\x7F", SmtpWriteStatus.HasControl },
        { "a\x85", SmtpWriteStatus.HasControl },
        { "ü", SmtpWriteStatus.NeedsSmtpUtf8 },
        { new string('a', 5000), SmtpWriteStatus.TooLong },
    };

    [Theory, MemberData(nameof(Values)), Rfc(5321, "2.3.8"), Rfc(6531, "3.4")]
    public void Nothing_breaks_out_of_any_command(string value, SmtpWriteStatus status)
    {
        SmtpMailParameters none = default;
        Check(o => SmtpCommandWriter.Ehlo(value, o));
        Check(o => SmtpCommandWriter.Helo(value, o));
        Check(o => SmtpCommandWriter.Lhlo(value, o));
        Check(o => SmtpCommandWriter.Mail(value + "@b.c", none, o));
        Check(o => SmtpCommandWriter.Mail("a@" + value, none, o));
        Check(o => SmtpCommandWriter.Rcpt(value + "@b.c", default, smtpUtf8: false, o));
        Check(o => SmtpCommandWriter.Rcpt("a@" + value, default, smtpUtf8: false, o));
        Check(o => SmtpCommandWriter.Vrfy(value, smtpUtf8: false, o));
        Check(o => SmtpCommandWriter.Expn(value, smtpUtf8: false, o));
        Check(o => SmtpCommandWriter.Help(value, o));
        Bad(o => SmtpCommandWriter.Auth(value, null, o));
        Bad(o => SmtpCommandWriter.Mail("a@b.c", none with { Submitter = value }, o));
        Bad(o => SmtpCommandWriter.Mail("a@b.c", none with { Solicit = value }, o));
        Bad(o => SmtpCommandWriter.Rcpt("a@b.c", new SmtpRecipientParameters(default, new OriginalRecipient(value, "a@b.c")), smtpUtf8: false, o));
        // xtext may carry white space.
        if (value != "a\tb")
        {
            Bad(o => SmtpCommandWriter.Mail("a@b.c", none with { EnvelopeId = value }, o));
            Bad(o => SmtpCommandWriter.Rcpt("a@b.c", new SmtpRecipientParameters(default, new OriginalRecipient("rfc822", value)), smtpUtf8: false, o));
        }

        if (value != "ü")
        {
            Bad(o => SmtpCommandWriter.XClient(new SmtpXClient { Name = value }, o));
            Bad(o => SmtpCommandWriter.XClient(new SmtpXClient { Hello = value }, o));
            Bad(o => SmtpCommandWriter.XClient(new SmtpXClient { Login = value }, o));
        }

        void Check(Func<IBufferWriter<byte>, SmtpWriteStatus> write) => Assert.Equal(status, Bad(write));

        static SmtpWriteStatus Bad(Func<IBufferWriter<byte>, SmtpWriteStatus> write)
        {
            ArrayBufferWriter<byte> output = new();
            SmtpWriteStatus given = write(output);
            Assert.NotEqual(SmtpWriteStatus.Ok, given);
            Assert.Equal(0, output.WrittenCount);
            return given;
        }
    }

    [Theory, Rfc(5321, "4.1.2"), Rfc(5321, "4.1.1.3"), Rfc(5321, "4.5.5")]
    [InlineData("", "MAIL FROM:<>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a.b@c.d", "MAIL FROM:<a.b@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a b@c.d", "MAIL FROM:<\"a b\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a..b@c.d", "MAIL FROM:<\"a..b\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("\"a b\"@c.d", "MAIL FROM:<\"a b\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a\"\\b@c.d", "MAIL FROM:<\"a\\\"\\\\b\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("\"a@c.d", "MAIL FROM:<\"\\\"a\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a@b@c.d", "MAIL FROM:<\"a@b\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a>@c.d", "MAIL FROM:<\"a>\"@c.d>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a@[192.0.2.1]", "MAIL FROM:<a@[192.0.2.1]>\r\n", SmtpWriteStatus.Ok)]
    [InlineData("a@[192.0.2]", "", SmtpWriteStatus.BadDomain)]
    [InlineData("a@b> SIZE=1", "", SmtpWriteStatus.BadDomain)]
    [InlineData("a@b c", "", SmtpWriteStatus.BadDomain)]
    [InlineData("a@b..c", "", SmtpWriteStatus.BadDomain)]
    [InlineData("a", "", SmtpWriteStatus.BadDomain)]
    [InlineData("a@", "", SmtpWriteStatus.Empty)]
    [InlineData("@b.c", "", SmtpWriteStatus.BadLocalPart)]
    [InlineData("postmaster", "", SmtpWriteStatus.BadDomain)]
    [InlineData("\uD800@b.c", "", SmtpWriteStatus.NeedsSmtpUtf8)]
    public void An_address_is_quoted_where_it_has_to_be_and_refused_where_it_cannot(string address, string written, SmtpWriteStatus status) =>
        Assert.Equal((status, written), Write(o => SmtpCommandWriter.Mail(address, default, o)));

    [Fact, Rfc(5321, "4.1.1.3"), Rfc(6531, "3.4")]
    public void Recipients_may_be_the_postmaster_alone_and_never_nobody()
    {
        Assert.Equal((SmtpWriteStatus.Ok, "RCPT TO:<postmaster>\r\n"), Write(o => SmtpCommandWriter.Rcpt("Postmaster", default, smtpUtf8: false, o)));
        Assert.Equal((SmtpWriteStatus.Empty, ""), Write(o => SmtpCommandWriter.Rcpt("", default, smtpUtf8: false, o)));
        Assert.Equal((SmtpWriteStatus.Ok, "RCPT TO:<ü@bücher.example>\r\n"), Write(o => SmtpCommandWriter.Rcpt("ü@bücher.example", default, smtpUtf8: true, o)));
        Assert.Equal((SmtpWriteStatus.Ok, "RCPT TO:<\"ü x\"@b.c>\r\n"), Write(o => SmtpCommandWriter.Rcpt("ü x@b.c", default, smtpUtf8: true, o)));
        Assert.Equal((SmtpWriteStatus.BadParameter, ""), Write(o => SmtpCommandWriter.Rcpt("\uD800@b.c", default, smtpUtf8: true, o)));
    }

    [Fact, Rfc(5321, "4.1.1"), Rfc(4954, "4"), Rfc(3030, "2")]
    public void Each_command_is_written_as_its_specification_has_it()
    {
        Assert.Equal("EHLO [IPv6:2001:db8::1]\r\n", Write(o => SmtpCommandWriter.Ehlo("[IPv6:2001:db8::1]", o)).Text);
        Assert.Equal("DATA\r\nRSET\r\nNOOP\r\nQUIT\r\nSTARTTLS\r\n*\r\nHELP\r\n", Write(o =>
        {
            SmtpCommandWriter.Data(o);
            SmtpCommandWriter.Rset(o);
            SmtpCommandWriter.Noop(o);
            SmtpCommandWriter.Quit(o);
            SmtpCommandWriter.StartTls(o);
            SmtpCommandWriter.AuthCancel(o);
            return SmtpCommandWriter.Help("", o);
        }).Text);
        Assert.Equal("HELP DATA\r\n", Write(o => SmtpCommandWriter.Help("DATA", o)).Text);
        Assert.Equal("VRFY ü x SMTPUTF8\r\n", Write(o => SmtpCommandWriter.Vrfy("ü x", smtpUtf8: true, o)).Text);
        Assert.Equal("EXPN staff\r\n", Write(o => SmtpCommandWriter.Expn("staff", smtpUtf8: false, o)).Text);
        Assert.Equal("BDAT 9223372036854775807 LAST\r\n", Write(o => SmtpCommandWriter.Bdat(long.MaxValue, isLast: true, o)).Text);
        Assert.Equal("BDAT 0\r\n", Write(o => SmtpCommandWriter.Bdat(0, isLast: false, o)).Text);
        Assert.Equal((SmtpWriteStatus.BadParameter, ""), Write(o => SmtpCommandWriter.Bdat(-1, isLast: false, o)));
        Assert.Equal("AUTH PLAIN\r\n", Write(o => SmtpCommandWriter.Auth("PLAIN", null, o)).Text);
        Assert.Equal("AUTH PLAIN =\r\n", Write(o => SmtpCommandWriter.Auth("PLAIN", ReadOnlyMemory<byte>.Empty, o)).Text);
        Assert.Equal("AUTH PLAIN AHRpbQBzZWNyZXQ=\r\n", Write(o => SmtpCommandWriter.Auth("PLAIN", "\0tim\0secret"u8.ToArray(), o)).Text);
        Assert.Equal((SmtpWriteStatus.TooLong, ""), Write(o => SmtpCommandWriter.Auth("PLAIN", new byte[400], o)));
        Assert.Equal((SmtpWriteStatus.BadMechanism, ""), Write(o => SmtpCommandWriter.Auth("PLAIN AB", null, o)));
        Assert.Equal("\r\n", Write(o => SmtpCommandWriter.AuthResponse([], o)).Text);
        Assert.Equal((SmtpWriteStatus.TooLong, ""), Write(o => SmtpCommandWriter.AuthResponse(new byte[12000], o)));
        Assert.Equal((SmtpWriteStatus.Empty, ""), Write(o => SmtpCommandWriter.XClient(new SmtpXClient(), o)));
        SmtpXClient client = new() { Name = "a+b", Address = IPAddress.Parse("2001:db8::1"), Port = 5, IsExtended = true, Hello = "ü", Login = "tim", DestinationAddress = IPAddress.Loopback, DestinationPort = 25 };
        string command = Write(o => SmtpCommandWriter.XClient(client, o)).Text;
        Assert.Equal(SmtpParameterStatus.Valid, SmtpXClient.TryRead(null, Encoding.ASCII.GetBytes(command["XCLIENT ".Length..^2]), out SmtpXClient? told));
        Assert.Equal(client, told);
    }

    [Theory, Rfc(5321, "4.1.1.11")]
    [MemberData(nameof(BadParameters))]
    public void A_value_out_of_its_range_is_not_written(string what, SmtpMailParameters parameters) =>
        Assert.Equal((what, SmtpWriteStatus.BadParameter, ""), (what, Write(o => SmtpCommandWriter.Mail("a@b.c", parameters, o)).Status, Write(o => SmtpCommandWriter.Mail("a@b.c", parameters, o)).Text));

    public static TheoryData<string, SmtpMailParameters> BadParameters => new()
    {
        { "size", new SmtpMailParameters { Size = -1 } },
        { "long envelope", new SmtpMailParameters { EnvelopeId = new string('x', 101) } },
        { "long xtext", new SmtpMailParameters { EnvelopeId = new string('+', 34) } },
        { "empty envelope", new SmtpMailParameters { EnvelopeId = "" } },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(0, Return: true) } },
        { "by", new SmtpMailParameters { DeliverBy = new DeliverBy(1_000_000_000, Return: false) } },
        { "hold", new SmtpMailParameters { HoldFor = 0 } },
        { "two holds", new SmtpMailParameters { HoldFor = 1, HoldUntil = s_until } },
        { "priority", new SmtpMailParameters { Priority = 10 } },
        { "priority", new SmtpMailParameters { Priority = -10 } },
        { "submitter", new SmtpMailParameters { Submitter = "<>" } },
        { "solicit", new SmtpMailParameters { Solicit = "1" } },
    };

    [Fact, Rfc(3461, "4.1")]
    public void Parameters_of_rcpt_are_refused_where_they_are_none()
    {
        Assert.Equal((SmtpWriteStatus.BadParameter, ""), Write(o => SmtpCommandWriter.Rcpt("a@b.c", new SmtpRecipientParameters(DsnNotify.Never | DsnNotify.Delay, null), smtpUtf8: false, o)));
        Assert.Equal((SmtpWriteStatus.BadParameter, ""), Write(o => SmtpCommandWriter.Rcpt("a@b.c", new SmtpRecipientParameters((DsnNotify)16, null), smtpUtf8: false, o)));
        Assert.Equal("RCPT TO:<a@b.c> NOTIFY=NEVER\r\n", Write(o => SmtpCommandWriter.Rcpt("a@b.c", new SmtpRecipientParameters(DsnNotify.Never, null), smtpUtf8: false, o)).Text);
    }

    [Fact, Rfc(3461, "4"), Rfc(6533, "3")]
    public void Whatever_parameters_are_written_are_read_again()
    {
        Gen<string> text = Gen.Elements("a", "+", "=", " ", "\\", "{", "}", "x", "~", "!").NonEmptyListOf().Select(l => string.Concat(l.Take(20)));
        Gen<SmtpMailParameters> mail =
            from size in Gen.Elements<long?>(null, 0, long.MaxValue)
            from body in Gen.Elements(Enum.GetValues<SmtpBodyType>())
            from utf8 in Gen.Elements(true, false)
            from ret in Gen.Elements(Enum.GetValues<DsnReturn>())
            from noId in Gen.Elements(true, false, false)
            from envelope in text
            let id = noId ? null : envelope
            from within in Gen.Elements<DeliverBy?>(null, new DeliverBy(-999_999_999, false), new DeliverBy(1, true, true))
            from hold in Gen.Elements(0, 1, 2)
            from priority in Gen.Choose(-10, 9)
            from tls in Gen.Elements(true, false)
            from submitter in Gen.Elements(null, "", "e=mc2@b.c", "\"a b\"@[192.0.2.1]", "ü@b.c")
            from solicit in Gen.Elements(null, "net.example:ADV,a")
            select new SmtpMailParameters(size, body, utf8)
            {
                Return = ret, EnvelopeId = id, DeliverBy = within, HoldFor = hold == 1 ? 999_999_999 : null, HoldUntil = hold == 2 ? s_until : null,
                Priority = priority == -10 ? null : priority, RequireTls = tls, Submitter = submitter, Solicit = solicit,
            };
        Prop.ForAll(mail.ToArbitrary(), parameters =>
        {
            (SmtpWriteStatus status, string line) = Write(o => SmtpCommandWriter.Mail("a@b.c", parameters, o));
            Assert.Equal(SmtpWriteStatus.Ok, status);
            Assert.Equal(SmtpParameterStatus.Valid, SmtpMailParameters.TryRead(Encoding.UTF8.GetBytes(line["MAIL FROM:<a@b.c>".Length..^2]), out SmtpMailParameters read));
            Assert.Equal(parameters, read);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261124, 13));

        Gen<SmtpRecipientParameters> recipient =
            from notify in Gen.Elements(0, 1, 2, 4, 6, 8, 14)
            from type in Gen.Elements("rfc822", "utf-8", "x400")
            from address in text
            from given in Gen.Elements(true, false)
            select new SmtpRecipientParameters((DsnNotify)notify, given ? new OriginalRecipient(type, type == "utf-8" ? address + "ü\U0001F600" : address) : null);
        Prop.ForAll(recipient.ToArbitrary(), parameters =>
        {
            (SmtpWriteStatus status, string line) = Write(o => SmtpCommandWriter.Rcpt("a@b.c", parameters, smtpUtf8: false, o));
            Assert.Equal(SmtpWriteStatus.Ok, status);
            Assert.Equal(SmtpParameterStatus.Valid, SmtpRecipientParameters.TryRead(Encoding.ASCII.GetBytes(line["RCPT TO:<a@b.c>".Length..^2]), out SmtpRecipientParameters read));
            Assert.Equal(parameters, read);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20261124, 15));
    }

    [Fact]
    public void Writing_the_commands_of_a_message_allocates_nothing()
    {
        ArrayBufferWriter<byte> output = new(1024);
        SmtpMailParameters mail = new(1000, SmtpBodyType.EightBitMime, true) { Return = DsnReturn.Full, Priority = 1, RequireTls = true };
        SmtpRecipientParameters recipient = new(DsnNotify.Success | DsnNotify.Failure, new OriginalRecipient("rfc822", "ann@example.org"));
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            SmtpCommandWriter.Mail("a b@example.org", mail, output);
            SmtpCommandWriter.Rcpt("bob@example.net", recipient, smtpUtf8: true, output);
            SmtpCommandWriter.Bdat(1000, isLast: true, output);
            SmtpCommandWriter.Data(output);
        });
    }

    [Fact]
    public void Any_address_comes_out_as_one_path_or_not_at_all()
    {
        Gen<string> address = Gen.Elements("a", "@", "\"", "\\", " ", "<", ">", ".", "[", "]", "ü", "\r\n", "\0", ":", ",", "1.2.3.4").ListOf().Select(l => string.Concat(l));
        Prop.ForAll(address.ToArbitrary(), text =>
        {
            (SmtpWriteStatus status, string line) = Write(o => SmtpCommandWriter.Mail(text, new SmtpMailParameters(null, default, true), o));
            if (status != SmtpWriteStatus.Ok)
            {
                Assert.Equal("", line);
                return;
            }

            Assert.Equal(line.Length - 2, line.IndexOf("\r\n", StringComparison.Ordinal));
            byte[] argument = Encoding.UTF8.GetBytes(line["MAIL FROM:".Length..^2]);
            Assert.Equal(SmtpPathStatus.Valid, SmtpPath.TryRead(argument, 2048, out SmtpPath path, out ReadOnlySpan<byte> rest));
            Assert.Equal(" SMTPUTF8", Encoding.ASCII.GetString(rest));
            Assert.Equal(text.Length == 0, path.IsNull);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(20261124, 17));
    }

    private static (SmtpWriteStatus Status, string Text) Write(Func<IBufferWriter<byte>, SmtpWriteStatus> write)
    {
        ArrayBufferWriter<byte> output = new();
        SmtpWriteStatus status = write(output);
        return (status, Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
