using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Smtp;

namespace Protocols.Wire.Tests.Smtp;

public sealed class SmtpParameterTests
{
    [Theory, Rfc(1870, "4"), Rfc(6152, "2"), Rfc(3030, "3"), Rfc(6531, "3.4")]
    [InlineData(" SIZE=0", SmtpParameterStatus.Valid)]
    [InlineData(" size=12345678901234567890", SmtpParameterStatus.Valid)]
    [InlineData(" SIZE=123456789012345678901", SmtpParameterStatus.BadValue)]
    [InlineData(" SIZE", SmtpParameterStatus.BadValue)]
    [InlineData(" SIZE=1 SIZE=1", SmtpParameterStatus.Repeated)]
    [InlineData(" BODY=7BIT", SmtpParameterStatus.Valid)]
    [InlineData(" BODY=8bitmime", SmtpParameterStatus.Valid)]
    [InlineData(" BODY=BINARYMIME", SmtpParameterStatus.Valid)]
    [InlineData(" BODY=9BIT", SmtpParameterStatus.BadValue)]
    [InlineData(" BODY=7BIT BODY=7BIT", SmtpParameterStatus.Repeated)]
    [InlineData(" SMTPUTF8", SmtpParameterStatus.Valid)]
    [InlineData(" SMTPUTF8=1", SmtpParameterStatus.BadValue)]
    [InlineData(" SMTPUTF8 smtputf8", SmtpParameterStatus.Repeated)]
    [InlineData(" WHAT", SmtpParameterStatus.Unknown)]
    [InlineData("SIZE=1", SmtpParameterStatus.Malformed)]
    [InlineData(" SIZE=", SmtpParameterStatus.Malformed)]
    [InlineData(" SIZE=1=2", SmtpParameterStatus.Malformed)]
    [InlineData(" ", SmtpParameterStatus.Valid)]
    [InlineData("", SmtpParameterStatus.Valid)]
    public void Parameters_of_mail_are_read_by_their_grammar(string text, SmtpParameterStatus status) => Assert.Equal(status, Read(text).Status);

    [Theory, Rfc(3461, "4.3"), Rfc(3461, "4.4"), Rfc(3461, "4.5")]
    [InlineData(" RET=FULL", SmtpParameterStatus.Valid)]
    [InlineData(" RET=hdrs ENVID=QQ314159", SmtpParameterStatus.Valid)]
    [InlineData(" RET=HALF", SmtpParameterStatus.BadValue)]
    [InlineData(" RET=FULL RET=FULL", SmtpParameterStatus.Repeated)]
    [InlineData(" ENVID=a ENVID=b", SmtpParameterStatus.Repeated)]
    [InlineData(" ENVID=a+", SmtpParameterStatus.BadValue)]
    [InlineData(" ENVID=a+2", SmtpParameterStatus.BadValue)]
    [InlineData(" ENVID=a+0D+0Ab", SmtpParameterStatus.BadValue)]
    [InlineData(" ENVID=ü", SmtpParameterStatus.BadValue)]
    [InlineData(" ENVID", SmtpParameterStatus.BadValue)]
    public void Parameters_for_notifications_are_read_by_their_grammar(string text, SmtpParameterStatus status) => Assert.Equal(status, Read(text).Status);

    [Theory, Rfc(2852, "4")]
    [InlineData(" BY=120;R", SmtpParameterStatus.Valid)]
    [InlineData(" BY=+120;rt", SmtpParameterStatus.Valid)]
    [InlineData(" BY=-120;N", SmtpParameterStatus.Valid)]
    [InlineData(" BY=0;N", SmtpParameterStatus.Valid)]
    [InlineData(" BY=0;R", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=-1;R", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1000000000;N", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1;X", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1;RX", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1;", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=;N", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1", SmtpParameterStatus.BadValue)]
    [InlineData(" BY=1;N BY=1;N", SmtpParameterStatus.Repeated)]
    public void A_time_to_deliver_by_is_read_by_its_grammar(string text, SmtpParameterStatus status) => Assert.Equal(status, Read(text).Status);

    [Theory, Rfc(4865, "3"), Rfc(4865, "4.2")]
    [InlineData(" HOLDFOR=1", SmtpParameterStatus.Valid)]
    [InlineData(" HOLDFOR=999999999", SmtpParameterStatus.Valid)]
    [InlineData(" HOLDFOR=0", SmtpParameterStatus.BadValue)]
    [InlineData(" HOLDFOR=01", SmtpParameterStatus.BadValue)]
    [InlineData(" HOLDFOR=1000000000", SmtpParameterStatus.BadValue)]
    [InlineData(" HOLDUNTIL=2026-12-01T00:00:00Z", SmtpParameterStatus.Valid)]
    [InlineData(" HOLDUNTIL=2026-12-01T00:00:00+01:00", SmtpParameterStatus.BadValue)]
    [InlineData(" HOLDUNTIL=2026-13-01T00:00:00Z", SmtpParameterStatus.BadValue)]
    [InlineData(" HOLDFOR=1 HOLDUNTIL=2026-12-01T00:00:00Z", SmtpParameterStatus.Repeated)]
    [InlineData(" HOLDFOR=1 HOLDFOR=1", SmtpParameterStatus.Repeated)]
    public void A_time_to_hold_for_is_read_by_its_grammar(string text, SmtpParameterStatus status) => Assert.Equal(status, Read(text).Status);

    [Theory, Rfc(6710, "7"), Rfc(8689, "2"), Rfc(4954, "5"), Rfc(3865, "2.2"), Rfc(3865, "2.3")]
    [InlineData(" MT-PRIORITY=-9", SmtpParameterStatus.Valid)]
    [InlineData(" MT-PRIORITY=9", SmtpParameterStatus.Valid)]
    [InlineData(" MT-PRIORITY=+1", SmtpParameterStatus.BadValue)]
    [InlineData(" MT-PRIORITY=10", SmtpParameterStatus.BadValue)]
    [InlineData(" MT-PRIORITY=-", SmtpParameterStatus.BadValue)]
    [InlineData(" MT-PRIORITY", SmtpParameterStatus.BadValue)]
    [InlineData(" MT-PRIORITY=1 MT-PRIORITY=1", SmtpParameterStatus.Repeated)]
    [InlineData(" REQUIRETLS", SmtpParameterStatus.Valid)]
    [InlineData(" REQUIRETLS=YES", SmtpParameterStatus.BadValue)]
    [InlineData(" AUTH=<>", SmtpParameterStatus.Valid)]
    [InlineData(" AUTH=e+3Dmc2@example.com", SmtpParameterStatus.Valid)]
    [InlineData(" AUTH=nobody", SmtpParameterStatus.BadValue)]
    [InlineData(" AUTH=a@b+3E", SmtpParameterStatus.BadValue)]
    [InlineData(" AUTH=<> AUTH=<>", SmtpParameterStatus.Repeated)]
    [InlineData(" SOLICIT=net.example:ADV,org.example:ADV:ADLT", SmtpParameterStatus.Valid)]
    [InlineData(" SOLICIT=1", SmtpParameterStatus.BadValue)]
    [InlineData(" SOLICIT=a,,b", SmtpParameterStatus.BadValue)]
    [InlineData(" SOLICIT=a/b", SmtpParameterStatus.BadValue)]
    public void Other_parameters_of_mail_are_read_by_their_grammar(string text, SmtpParameterStatus status) => Assert.Equal(status, Read(text).Status);

    [Fact]
    public void Values_come_out_as_they_were_meant()
    {
        SmtpMailParameters read = Read(" SIZE=7 BODY=BINARYMIME SMTPUTF8 RET=HDRS ENVID=a+20b BY=-5;NT HOLDUNTIL=2026-12-01T00:00:00Z MT-PRIORITY=-3 REQUIRETLS AUTH=e+3Dmc2@example.com SOLICIT=a:b").Parameters;
        Assert.Equal(new SmtpMailParameters(7, SmtpBodyType.BinaryMime, true)
        {
            Return = DsnReturn.Headers,
            EnvelopeId = "a b",
            DeliverBy = new DeliverBy(-5, Return: false, Trace: true),
            HoldUntil = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero),
            Priority = -3,
            RequireTls = true,
            Submitter = "e=mc2@example.com",
            Solicit = "a:b",
        }, read);
        Assert.Equal(
            SmtpExtensions.Size | SmtpExtensions.BinaryMime | SmtpExtensions.SmtpUtf8 | SmtpExtensions.Dsn | SmtpExtensions.DeliverBy | SmtpExtensions.FutureRelease
                | SmtpExtensions.Priority | SmtpExtensions.RequireTls | SmtpExtensions.Auth | SmtpExtensions.NoSoliciting,
            read.Needs);
        Assert.Equal(long.MaxValue, Read(" SIZE=12345678901234567890").Parameters.Size);
        Assert.Equal("", Read(" AUTH=<>").Parameters.Submitter);
        Assert.Equal(600, Read(" HOLDFOR=600").Parameters.HoldFor);
        Assert.Equal(SmtpExtensions.None, Read("").Parameters.Needs);
    }

    [Theory, Rfc(3461, "4.1"), Rfc(3461, "4.2"), Rfc(6533, "3")]
    [InlineData(" NOTIFY=NEVER", DsnNotify.Never, null)]
    [InlineData(" notify=success,FAILURE,Delay", DsnNotify.Success | DsnNotify.Failure | DsnNotify.Delay, null)]
    [InlineData(" ORCPT=rfc822;Bob+2BTag@Example.COM", DsnNotify.Unspecified, "rfc822;Bob+Tag@Example.COM")]
    [InlineData(" ORCPT=x400;/C=US", null, null)]
    [InlineData(" ORCPT=utf-8;\\x{FC}@b.c", DsnNotify.Unspecified, "utf-8;ü@b.c")]
    [InlineData(" ORCPT=utf-8;ü@b.c", DsnNotify.Unspecified, "utf-8;ü@b.c")]
    [InlineData(" ORCPT=utf-8;\\x{D800}\\x{}\\x{A@b.c", DsnNotify.Unspecified, "utf-8;\\x{D800}\\x{}\\x{A@b.c")]
    [InlineData(" ORCPT=rfc822;ü@b.c", null, null)]
    [InlineData(" ORCPT=rfc822;a+0D+0A@b.c", null, null)]
    [InlineData(" ORCPT=;a@b.c", null, null)]
    [InlineData(" ORCPT=rfc822", null, null)]
    [InlineData(" ORCPT=rfc822;a ORCPT=rfc822;a", null, null)]
    [InlineData(" NOTIFY=NEVER,SUCCESS", null, null)]
    [InlineData(" NOTIFY=SUCCESS,", null, null)]
    [InlineData(" NOTIFY", null, null)]
    [InlineData(" NOTIFY=NEVER NOTIFY=NEVER", null, null)]
    public void Parameters_of_rcpt_are_read_by_their_grammar(string text, DsnNotify? notify, string? original)
    {
        SmtpParameterStatus status = SmtpRecipientParameters.TryRead(Encoding.UTF8.GetBytes(text), out SmtpRecipientParameters parameters);
        Assert.Equal(notify is not null, status == SmtpParameterStatus.Valid);
        Assert.Equal(notify ?? DsnNotify.Unspecified, parameters.Notify);
        Assert.Equal(original, parameters.OriginalRecipient?.ToString());
    }

    [Theory, Rfc(3461, "4.2"), Rfc(3461, "4.4"), Rfc(3865, "2.2")]
    [InlineData(" ENVID=", 100)]
    [InlineData(" SOLICIT=", 999)]
    public void Values_have_the_length_of_their_specification(string parameter, int most)
    {
        Assert.Equal(SmtpParameterStatus.Valid, Read(parameter + new string('x', most)).Status);
        Assert.Equal(SmtpParameterStatus.BadValue, Read(parameter + new string('x', most + 1)).Status);
    }

    [Fact]
    public void Values_without_a_length_of_their_own_are_bounded_too()
    {
        Assert.Equal(SmtpParameterStatus.Valid, Read(" AUTH=" + new string('a', 764) + "@b.c").Status);
        Assert.Equal(SmtpParameterStatus.BadValue, Read(" AUTH=" + new string('a', 765) + "@b.c").Status);
        Assert.Equal(SmtpParameterStatus.Valid, SmtpXClient.TryRead(null, Encoding.ASCII.GetBytes("NAME=" + new string('a', 255)), out _));
        Assert.Equal(SmtpParameterStatus.BadValue, SmtpXClient.TryRead(null, Encoding.ASCII.GetBytes("NAME=" + new string('a', 256)), out _));
        Assert.Equal(SmtpParameterStatus.Valid, SmtpRecipientParameters.TryRead(Encoding.ASCII.GetBytes(" ORCPT=rfc822;" + new string('a', 493)), out _));
        Assert.Equal(SmtpParameterStatus.BadValue, SmtpRecipientParameters.TryRead(Encoding.ASCII.GetBytes(" ORCPT=rfc822;" + new string('a', 494)), out _));
    }

    [Fact, Rfc(3461, "4")]
    public void Xtext_carries_any_bytes_there_and_back()
    {
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] text = new byte[bytes.Length * 3];
            Assert.True(Xtext.TryEncode(bytes, text, out int length));
            Assert.DoesNotContain(text[..length], b => b is <= 0x20 or >= 0x7F or (byte)'=');
            byte[] back = new byte[bytes.Length];
            Assert.True(Xtext.TryDecode(text.AsSpan(0, length), back, out int decoded));
            Assert.Equal(bytes, back[..decoded]);
            if (length > 0)
            {
                Assert.False(Xtext.TryEncode(bytes, text.AsSpan(0, length - 1), out _));
                Assert.False(Xtext.TryDecode(text.AsSpan(0, length), back.AsSpan(1), out _));
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(20261124, 7));
    }

    [Fact]
    public void Any_text_behind_a_path_is_read_or_refused_without_an_exception()
    {
        Gen<string> words = Gen.Elements(" ", "SIZE", "=", "BY", "1", ";", "R", "HOLDFOR", "HOLDUNTIL", "ORCPT", "utf-8", "rfc822", "\\x{", "}", "+", "2B", "NOTIFY", "NEVER", ",", "AUTH", "<>", "@", "\"", "ü", "SOLICIT", "ENVID", "MT-PRIORITY", "-", "\0", "2026-12-01T00:00:00Z");
        Prop.ForAll(words.ListOf().Select(l => string.Concat(l)).ToArbitrary(), text =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            Assert.True(SmtpMailParameters.TryRead(bytes, out SmtpMailParameters mail) == SmtpParameterStatus.Valid || mail == default);
            Assert.True(SmtpRecipientParameters.TryRead(bytes, out SmtpRecipientParameters recipient) == SmtpParameterStatus.Valid || recipient == default);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithReplay(20261124, 9));
    }

    [Fact]
    public void Reading_the_parameters_that_most_mail_has_allocates_nothing()
    {
        byte[] text = " SIZE=100 BODY=8BITMIME SMTPUTF8 RET=FULL BY=5;R HOLDFOR=5 MT-PRIORITY=1 REQUIRETLS AUTH"u8[..^5].ToArray();
        AllocationAssert.None(() => SmtpMailParameters.TryRead(text, out _));
    }

    private static (SmtpParameterStatus Status, SmtpMailParameters Parameters) Read(string text)
    {
        SmtpParameterStatus status = SmtpMailParameters.TryRead(Encoding.UTF8.GetBytes(text), out SmtpMailParameters parameters);
        return (status, parameters);
    }
}
