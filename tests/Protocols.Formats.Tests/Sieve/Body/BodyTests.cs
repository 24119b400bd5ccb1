namespace Protocols.Formats.Tests.Sieve.Body;

public sealed class BodyTests
{
    private const string Message =
        "Subject: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nprologue\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + "<p>MAKE <b>MONEY</b> f=E4st</p>\r\n--b\r\nContent-Type: audio/mp3\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n";

    [Theory]
    [Rfc(5173, "4")]
    [Rfc(5173, "5")]
    [InlineData("body :contains \"make money fäst\"", true)]
    [InlineData("body :text :contains \"<b>\"", false)]
    [InlineData("body :raw :contains \"f=E4st\"", true)]
    [InlineData("body :raw :contains \"fäst\"", false)]
    [InlineData("body :content \"text\" :contains \"<b>money\"", true)]
    [InlineData("body :content \"audio/mp3\" :contains \"\"", true)]
    [InlineData("body :content \"audio/mp3\" \"ABC\"", true)]
    [InlineData("body :content [\"image\", \"multipart\"] :contains \"prologue\"", true)]
    [InlineData("body :content \"image\" :contains \"\"", false)]
    [InlineData("body :count \"eq\" :content \"\" \"4\"", true)]
    [InlineData("body :matches \"*money*\"", true)]
    [InlineData("body :regex \"m[aeiou]ney\"", true)]
    public void The_body_is_tested_as_the_transform_has_it(string test, bool expected) => Assert.Equal(expected, Script.Holds(test, Message, "\"body\", \"relational\", \"regex\""));

    [Fact]
    [Rfc(5173, "6")]
    public void No_match_variables_are_set() => Assert.Equal("-x", Script.Value(
        "if header :matches \"subject\" \"*\" { } if body :matches \"*money*\" { fileinto \"-${1}\"; }", Message, "\"variables\", \"fileinto\", \"body\""));

    [Fact]
    public void Another_message_has_another_body()
    {
        Assert.Equal(
            "after",
            Script.Value(
                "if body :contains \"money\" { replace \"other\"; } if allof (not body :contains \"money\", body :contains \"other\") { fileinto \"after\"; }",
                Message,
                "\"variables\", \"fileinto\", \"body\", \"replace\""));
    }

    [Fact]
    public void Two_transforms_exclude_each_other() => Assert.Single(Script.Errors("require \"body\"; if body :raw :text \"x\" { stop; }"));
}
