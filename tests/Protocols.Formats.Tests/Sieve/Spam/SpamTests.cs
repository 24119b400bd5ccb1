using System.Text;
using Protocols.Mime;
using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Spam;

public sealed class SpamTests
{
    [Theory]
    [Rfc(5235, "3.2")]
    [InlineData(-5, 1, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0.1, 2, 1)]
    [InlineData(20, 2, 20)]
    [InlineData(50, 5, 50)]
    [InlineData(80, 8, 80)]
    [InlineData(99.9, 9, 99)]
    [InlineData(100, 10, 100)]
    [InlineData(152, 10, 100)]
    [InlineData(double.NaN, 1, 0)]
    public void Only_what_is_certain_has_the_first_and_the_last_value(double percent, int value, int percentValue)
    {
        SieveSpamResult result = new(percent);
        Assert.Equal((value, percentValue), (result.Value, result.PercentValue));
    }

    [Fact]
    public void A_value_comes_back_as_itself()
    {
        for (int value = 1; value <= 10; value++)
        {
            Assert.Equal(value, SieveSpamResult.FromValue(value).Value);
        }
    }

    [Theory]
    [InlineData("No, score=-1.6 required=5.0", 1)]
    [InlineData("No, score=0.0 required=5.0", 1)]
    [InlineData("No, score=1.0 required=5.0", 2)]
    [InlineData("No, score=4.0 required=5.0", 8)]
    [InlineData("Yes, score=5.0 required=5.0", 10)]
    [InlineData("Yes, score=7.6 required=5.0", 10)]
    [InlineData("Yes, score=7.6", 0)]
    [InlineData("Yes, score=x required=5.0", 0)]
    [InlineData("Yes, score=1.0 required=0.0", 0)]
    public void A_score_is_read_with_what_it_is_out_of(string status, int expected)
    {
        SieveStatusField field = new("X-Spam-Status", "score=(-?[0-9.]+)", "X-Spam-Status", "required=([0-9.]+)");
        Assert.Equal(expected, Read(field, "X-Spam-Status: " + status)?.Value ?? 0);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("s", 2)]
    [InlineData("sssssss", 8)]
    [InlineData("ssssssss", 10)]
    [InlineData("ssssssssssssss", 10)]
    public void A_row_of_characters_is_counted(string status, int expected) =>
        Assert.Equal(expected, Read(new SieveStatusField(SieveStatusKind.Length, "X-Spam-Level") { MaxScore = 8 }, "x-spam-level: " + status)?.Value ?? 0);

    [Theory]
    [InlineData("Not Spam", 1)]
    [InlineData("Perhaps", 5)]
    [InlineData("Spam", 10)]
    [InlineData("Ham", 0)]
    public void Texts_stand_for_values(string status, int expected)
    {
        SieveStatusField field = new(SieveStatusKind.Text, "X-Verdict") { Texts = new Dictionary<string, int> { ["Not Spam"] = 1, ["Perhaps"] = 5, ["Spam"] = 10 } };
        Assert.Equal(expected, Read(field, "X-Verdict: " + status)?.Value ?? 0);
    }

    [Theory]
    [Rfc(5235, "3.3")]
    [InlineData("Found to be clean.", SieveVirusResult.Clean)]
    [InlineData("Found to be infected.", SieveVirusResult.Infected)]
    [InlineData("Found to be harmless.", SieveVirusResult.NotTested)]
    [InlineData("Found nothing", SieveVirusResult.NotTested)]
    public void Viruses_are_told_of_by_text(string status, SieveVirusResult expected)
    {
        SieveStatusField field = new(SieveStatusKind.Text, "X-Virus-Scan", "Found to be (.+)\\.") { Texts = new Dictionary<string, int> { ["clean"] = 1, ["infected"] = 5 } };
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes($"X-Virus-Scan: {status}\r\n\r\n"));
        Assert.Equal(expected, field.ReadVirus(message));
    }

    [Fact]
    public void Viruses_are_told_of_by_number()
    {
        SieveStatusField field = new(SieveStatusKind.Score, "X-Virus") { MaxScore = 4 };
        using MimeDocument message = MimeDocument.Parse("X-Virus: 3\r\n\r\n"u8.ToArray());
        Assert.Equal(SieveVirusResult.Suspected, field.ReadVirus(message));
    }

    [Fact]
    public void A_wrong_expression_is_refused() => Assert.Throws<FormatException>(static () => new SieveStatusField(SieveStatusKind.Score, "X", "("));

    private static SieveSpamResult? Read(SieveStatusField field, string header)
    {
        using MimeDocument message = MimeDocument.Parse(Encoding.ASCII.GetBytes(header + "\r\n\r\n"));
        return field.ReadSpam(message);
    }
}
