using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>The extensions that ask their host.</summary>
public sealed class QuestionTests
{
    private const string Spam = "\"spamtestplus\", \"virustest\", \"relational\", \"comparator-i;ascii-numeric\"";

    [Theory]
    [Rfc(5235, "3.1")]
    [Rfc(5235, "3.2")]
    [Rfc(5235, "3.3")]
    [InlineData("spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"3\"", 5, true)]
    [InlineData("spamtest :value \"ge\" :comparator \"i;ascii-numeric\" \"6\"", 5, false)]
    [InlineData("spamtest \"0\"", null, true)]
    [InlineData("spamtest :percent \"42\"", 42, true)]
    [InlineData("spamtest :count \"eq\" \"0\"", null, true)]
    [InlineData("spamtest :percent :count \"eq\" \"1\"", 5, true)]
    [InlineData("spamtest \"10\"", 5000, true)]
    [InlineData("virustest \"5\"", 9, true)]
    [InlineData("virustest \"0\"", null, true)]
    [InlineData("virustest :value \"eq\" :comparator \"i;ascii-numeric\" \"4\"", 4, true)]
    public void Checks_for_spam_and_viruses_are_the_host_s(string test, int? score, bool expected) => Assert.Equal(expected, Script.Holds(test, require: Spam, host: new Host { Score = score }));

    [Fact]
    [Rfc(5235, "3.2")]
    public void A_percentage_needs_its_own_extension()
    {
        Assert.Single(Script.Errors("require \"spamtest\"; if spamtest :percent \"1\" { stop; }"));
        Assert.Empty(Script.Errors("require \"spamtestplus\"; if spamtest \"1\" { stop; }"));
        Assert.Single(Script.Errors("if spamtest \"1\" { stop; }"));
    }

    [Theory]
    [Rfc(6134, "2.2")]
    [InlineData("address :list \"from\" \":addrbook:default\"", true)]
    [InlineData("address :list \"to\" \":addrbook:default\"", false)]
    [InlineData("address :list [\"to\", \"from\"] [\"tag:example.com,2011:other\", \":addrbook:default\"]", true)]
    [InlineData("envelope :list \"from\" \":addrbook:default\"", true)]
    [InlineData("envelope :domain :list \"from\" \":addrbook:default\"", false)]
    [InlineData("header :list \"from\" \":addrbook:default\"", true)]
    [InlineData("string :list \"coyote@desert.example.org\" \":ADDRBOOK:DEFAULT\"", true)]
    [InlineData("currentdate :list \"date\" \"tag:example.com,2011:holidays\"", false)]
    [InlineData("valid_ext_list [\":addrbook:default\", \"tag:example.com,2011:other\"]", true)]
    [InlineData("valid_ext_list [\":addrbook:default\", \"tag:example.com,2011:none\"]", false)]
    [InlineData("valid_ext_list \"none\"", false)]
    public void Lists_are_the_host_s(string test, bool expected) =>
        Assert.Equal(expected, Script.Holds(test, require: "\"extlists\", \"envelope\", \"variables\", \"date\"", host: new Host()));

    [Fact]
    [Rfc(6134, "2.2")]
    public void What_was_found_in_a_list_is_the_match() => Assert.Equal(
        "coyote@desert.example.org",
        Assert.IsType<SieveFileInto>(Script.Run("require [\"extlists\", \"variables\", \"fileinto\"]; if address :list [\"to\", \"from\"] \":addrbook:default\" { fileinto \"${0}\"; }", host: new Host()).Actions[0]).Mailbox);

    [Theory]
    [Rfc(6134, "2.2")]
    [InlineData("if header :list :comparator \"i;octet\" \"from\" \":addrbook:default\" { stop; }")]
    [InlineData("if header :list :is \"from\" \":addrbook:default\" { stop; }")]
    [InlineData("if header :list \"from\" \"friends\" { stop; }")]
    [InlineData("if size :list \"from\" \":addrbook:default\" { stop; }")]
    public void Lists_are_used_alone(string script) => Assert.NotEmpty(Script.Errors("require \"extlists\"; " + script));

    [Fact]
    [Rfc(6134, "2.3")]
    public void A_list_is_redirected_to_by_its_full_name()
    {
        SieveRedirect redirect = Assert.IsType<SieveRedirect>(Script.Run("require \"extlists\"; redirect :list \":addrbook:Default\";").Actions[0]);
        Assert.Equal(("urn:ietf:params:sieve:addrbook:default", true), (redirect.Address, redirect.IsList));
        Assert.Single(Script.Errors("require \"extlists\"; redirect :list \"friends\";"));
    }

    [Fact]
    [Rfc(7352, "3")]
    public void Duplicates_are_known_by_identifier_and_handle()
    {
        const string Message = "Message-ID: <1@x>\r\nX-Event: a\r\nX-Event: b\r\nSubject: x\r\n\r\n";
        Host host = new();
        Assert.False(Holds("duplicate", Message));
        Assert.True(Holds("duplicate :header \"message-id\"", Message));
        Assert.True(Holds("duplicate :uniqueid \"<1@x>\"", Message));
        Assert.False(Holds("duplicate :uniqueid \"<1@X>\"", Message));
        Assert.False(Holds("duplicate :handle \"h\"", Message));
        Assert.True(Holds("duplicate :handle \"h\"", Message));
        Assert.False(Holds("duplicate :header \"x-event\"", Message));
        Assert.True(Holds("duplicate :uniqueid \"a\"", Message));
        Assert.False(Holds("duplicate :seconds 0", Message));
        Assert.False(Holds("duplicate :header \"x-none\"", Message));
        Assert.False(Holds("duplicate :header \"no header\"", Message));
        Assert.Equal((TimeSpan.FromDays(7), false), (host.Period, host.IsRenewed));
        Assert.True(Holds("duplicate :seconds 60 :last", Message));
        Assert.Equal((TimeSpan.FromMinutes(1), true), (host.Period, host.IsRenewed));
        Assert.Single(Script.Errors("require \"duplicate\"; if duplicate :header \"a\" :uniqueid \"b\" { stop; }"));

        bool Holds(string test, string message) => Script.Holds(test, message, "\"duplicate\"", host: host);
    }

    [Theory]
    [Rfc(8579, "3")]
    [Rfc(9042, "6")]
    [InlineData("specialuse_exists \"\\\\Archive\"", true)]
    [InlineData("specialuse_exists [\"\\\\Archive\", \"\\\\Junk\"]", false)]
    [InlineData("specialuse_exists \"INBOX/Archive\" \"\\\\Archive\"", true)]
    [InlineData("specialuse_exists \"INBOX\" [\"\\\\Archive\"]", false)]
    [InlineData("mailboxidexists \"F1\"", true)]
    [InlineData("mailboxidexists [\"F1\", \"F2\"]", false)]
    [InlineData("mailboxidexists \"no id\"", false)]
    public void Mailboxes_are_found_by_use_and_identifier(string test, bool expected) =>
        Assert.Equal(expected, Script.Holds(test, require: "\"special-use\", \"mailboxid\"", host: new Host()));

    [Theory]
    [Rfc(8579, "4")]
    [Rfc(9042, "4.2")]
    [InlineData("fileinto :specialuse \"Archive\" \"x\";")]
    [InlineData("fileinto :mailboxid \"a b\" \"x\";")]
    [InlineData("fileinto :specialuse \"\\\\Archive\" :mailboxid \"a\" \"x\";")]
    [InlineData("if specialuse_exists \"Archive\" { stop; }")]
    public void What_cannot_be_of_a_mailbox_is_an_error(string script) => Assert.Single(Script.Errors("require [\"fileinto\", \"special-use\", \"mailboxid\"]; " + script));

    [Fact]
    [Rfc(6558, "2")]
    [Rfc(6558, "2.2")]
    public void Parts_are_converted_all_or_none()
    {
        const string Message =
            "Content-Type: multipart/mixed; boundary=AA\r\n\r\n--AA\r\nContent-Type: image/tiff\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--AA\r\nContent-Type: image/tiff\r\n\r\nbad\r\n"
            + "--AA\r\nContent-Type: text/plain\r\n\r\nx\r\n--AA--\r\n";
        const string Require = "require [\"convert\", \"foreverypart\", \"mime\", \"fileinto\"]; ";
        Host host = new();
        SieveResult failed = Script.Run(Require + "if convert \"image/tiff\" \"image/jpeg\" [\"pix-x=320\"] { fileinto \"a\"; }", Message, host: host);
        Assert.True(failed.IsImplicitKeep);
        Assert.Null(failed.Actions[0].Message);
        SieveResult one = Script.Run(Require + "foreverypart { if convert \"image/tiff\" \"image/jpeg\" [\"pix-x=320\"] { keep; } }", Message, host: host);
        using MimeDocument message = MimeDocument.Parse(one.Actions[^1].Message!.Value);
        Assert.Equal("jpeg", Encoding.ASCII.GetString(message.GetPart(1).SubtypeName));
        Assert.Equal("tiff", Encoding.ASCII.GetString(message.GetPart(2).SubtypeName));
        Assert.Equal("ABC to image/jpeg by pix-x=320", message.GetPart(1).GetBodyText());
        Assert.Null(Script.Run(Require + "convert \"image/png\" \"image/jpeg\" []; keep;".Replace("[]", "\"a=b\"", StringComparison.Ordinal), Message, host: host).Actions[0].Message);
        Assert.Equal(3, Script.Errors(Require + "convert \"image\" \"image/\" \"x\";").Length);
    }

    private sealed class Host : ISieveHost
    {
        private readonly HashSet<string> _seen = [];

        public int? Score { get; init; }

        public TimeSpan Period { get; private set; }

        public bool IsRenewed { get; private set; }

        public ValueTask<int?> GetSpamScoreAsync(bool isPercent, CancellationToken cancellationToken) => new(Score);

        public ValueTask<int?> GetVirusScoreAsync(CancellationToken cancellationToken) => new(Score);

        public ValueTask<bool> ListExistsAsync(string list, CancellationToken cancellationToken) => new(!list.EndsWith(":none", StringComparison.Ordinal));

        public ValueTask<bool> ListContainsAsync(string list, string value, CancellationToken cancellationToken) =>
            new(list == "urn:ietf:params:sieve:addrbook:default" && value == "coyote@desert.example.org");

        public ValueTask<bool> IsDuplicateAsync(string identifier, TimeSpan period, bool isRenewed, CancellationToken cancellationToken)
        {
            (Period, IsRenewed) = (period, isRenewed);
            return new(!_seen.Add(identifier));
        }

        public ValueTask<bool> SpecialUseExistsAsync(string? mailbox, string specialUse, CancellationToken cancellationToken) => new(mailbox is null or "INBOX/Archive" && specialUse == "\\Archive");

        public ValueTask<bool> MailboxIdExistsAsync(string mailboxId, CancellationToken cancellationToken) => new(mailboxId == "F1");

        public ValueTask<ReadOnlyMemory<byte>?> ConvertAsync(ReadOnlyMemory<byte> content, string from, string to, IReadOnlyList<string> parameters, CancellationToken cancellationToken)
        {
            string text = Encoding.ASCII.GetString(content.Span);
            return new(text == "bad" ? (ReadOnlyMemory<byte>?)null : Encoding.ASCII.GetBytes($"{text} to {to} by {string.Join(' ', parameters)}"));
        }
    }
}
