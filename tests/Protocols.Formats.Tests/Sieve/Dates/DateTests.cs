using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Dates;

public sealed class DateTests
{
    private const string Message =
        "Received: from a; Mon, 26 Feb 2007 10:00:00 -0500\r\nReceived: from b; Sun, 25 Feb 2007 23:30:00 +0100\r\nDate: Tue, 1 Apr 1997 09:06:31 -0800 (PST)\r\n"
        + "X-Bad: 32 Jan 2007 10:00:00 +0000\r\nFrom: a@example.org\r\nSubject: x\r\n\r\n";

    [Theory]
    [Rfc(5260, "4")]
    [InlineData("date :originalzone \"date\" \"hour\" \"09\"", true)]
    [InlineData("date :zone \"+0000\" \"date\" \"hour\" \"17\"", true)]
    [InlineData("date \"date\" \"hour\" \"17\"", true)]
    [InlineData("date :originalzone \"date\" \"zone\" \"-0800\"", true)]
    [InlineData("date :value \"ge\" :originalzone \"date\" \"hour\" \"09\"", true)]
    [InlineData("date :is \"received\" \"weekday\" \"1\"", true)]
    [InlineData("date \"x-bad\" \"day\" \"32\"", false)]
    [InlineData("date :matches \"x-none\" \"year\" \"*\"", false)]
    [InlineData("date :matches \"subject\" \"year\" \"*\"", false)]
    [InlineData("date :count \"eq\" \"date\" \"year\" \"1\"", true)]
    [InlineData("date :count \"eq\" \"x-bad\" \"year\" \"0\"", true)]
    [InlineData("date :count \"eq\" \"x-none\" \"year\" \"0\"", true)]
    public void A_date_of_a_field_is_tested(string test, bool expected) => Assert.Equal(expected, Script.Holds(test, Message, "\"date\", \"relational\""));

    [Theory]
    [Rfc(5260, "6")]
    [InlineData("date :index 2 :originalzone \"received\" \"day\" \"25\"", true)]
    [InlineData("date :index 1 :last :originalzone \"received\" \"day\" \"25\"", true)]
    [InlineData("date :index 2 :last :originalzone \"received\" \"day\" \"26\"", true)]
    [InlineData("date :index 3 :originalzone \"received\" \"day\" [\"25\", \"26\"]", false)]
    [InlineData("header :index 2 :contains \"received\" \"from b\"", true)]
    [InlineData("header :index 2 :contains \"received\" \"from a\"", false)]
    [InlineData("header :index 1 :last :contains [\"subject\", \"received\"] \"from b\"", true)]
    [InlineData("header :index 1 :contains [\"subject\", \"received\"] \"x\"", true)]
    [InlineData("address :index 1 \"from\" \"a@example.org\"", true)]
    [InlineData("address :index 2 \"from\" \"a@example.org\"", false)]
    [InlineData("header :index 0 :contains \"received\" \"\"", false)]
    public void One_of_several_fields_is_named_by_its_place(string test, bool expected) => Assert.Equal(expected, Script.Holds(test, Message, "\"date\", \"index\""));

    [Fact]
    [Rfc(5260, "5")]
    public void The_time_is_that_of_the_run_and_of_the_zone()
    {
        ManualTime time = new();
        time.Advance(new DateTimeOffset(2026, 11, 30, 23, 5, 0, TimeSpan.Zero) - time.GetUtcNow());
        SieveRunOptions options = new() { Time = time, LocalZone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(2), "x", "x") };
        Assert.True(Script.Holds("currentdate \"iso8601\" \"2026-12-01T01:05:00+02:00\"", require: "\"date\"", options: options));
        Assert.True(Script.Holds("currentdate :zone \"-0100\" \"date\" \"2026-11-30\"", require: "\"date\"", options: options));
        Assert.True(Script.Holds("currentdate :count \"eq\" \"date\" \"1\"", require: "\"date\", \"relational\"", options: options));
        Assert.Equal("12-2026", Script.Value(
            "if currentdate :matches \"month\" \"*\" { set \"month\" \"${1}\"; } if currentdate :matches \"year\" \"*\" { set \"year\" \"${1}\"; } fileinto \"${month}-${year}\";",
            require: "\"date\", \"variables\", \"fileinto\"",
            options: options));
    }

    [Theory]
    [Rfc(5260, "4.1")]
    [InlineData("if date :zone \"+0000\" :originalzone \"date\" \"hour\" \"1\" { stop; }")]
    [InlineData("if date :zone \"0000\" \"date\" \"hour\" \"1\" { stop; }")]
    [InlineData("if date \"date\" \"century\" \"1\" { stop; }")]
    [InlineData("if currentdate :originalzone \"hour\" \"1\" { stop; }")]
    [InlineData("if date :last \"date\" \"hour\" \"1\" { stop; }")]
    [InlineData("if header :last \"subject\" \"1\" { stop; }")]
    public void What_cannot_be_is_an_error(string script) => Assert.Single(Script.Errors("require [\"date\", \"index\"]; " + script));

    [Fact]
    public void A_part_or_zone_that_a_variable_makes_wrong_ends_the_run()
    {
        Assert.True(Script.Run("require [\"date\", \"variables\"]; set \"a\" \"x\"; if currentdate \"${a}\" \"1\" { discard; }").HasFailed);
        Assert.True(Script.Run("require [\"date\", \"variables\"]; set \"a\" \"x\"; if currentdate :zone \"${a}\" \"hour\" \"1\" { discard; }").HasFailed);
    }
}
