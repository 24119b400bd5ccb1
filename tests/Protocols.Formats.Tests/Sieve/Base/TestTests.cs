using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Base;

/// <summary>The tests of RFC 5228 §5.</summary>
public sealed class TestTests
{
    [Theory, Rfc(5228, "5.7")]
    [InlineData("header :is \"X-Caffeine\" \"\"", false)]
    [InlineData("header :contains \"X-Caffeine\" \"\"", true)]
    [InlineData("header :contains \"X-Tea\" \"\"", false)]
    [InlineData("not header :matches \"Cc\" \"?*\"", true)]
    [InlineData("header \"x-caffeine\" \"c8h10n4o2\"", true)]
    [InlineData("header :comparator \"i;octet\" \"x-caffeine\" \"c8h10n4o2\"", false)]
    [InlineData("header [\"x-tea\", \"x-caffeine\"] [\"no\", \"C8H10N4O2\"]", true)]
    [InlineData("header :matches \"x-caffeine\" \"*h10*2\"", true)]
    [InlineData("header :matches \"x-caffeine\" \"?h10\"", false)]
    [InlineData("header :is \"x caffeine:\" \"C8H10N4O2\"", false)]
    public void A_header_test_looks_at_the_values_of_fields(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, "X-Caffeine:   C8H10N4O2  \r\nSubject: x\r\n\r\n"));

    [Theory, Rfc(5228, "2.7.2")]
    [InlineData("Subject: =?iso-8859-1?q?gr=FC=DFe?=\r\n\r\n", "grüße")]
    [InlineData("Subject: =?utf-8?b?Z3LDvMOf?=\r\n =?utf-8?q?e?=\r\n\r\n", "grüße")]
    [InlineData("Subject: grüße\r\n\r\n", "grüße")]
    [InlineData("Subject: one\r\n two\r\n\tthree\r\n\r\n", "one two\tthree")]
    public void A_value_is_unfolded_and_decoded_before_it_is_compared(string message, string value)
    {
        Assert.True(Script.Holds($"header :comparator \"i;octet\" \"subject\" \"{value}\"", message));
        Assert.True(Script.Holds($"header :contains \"subject\" \"{value[1..]}\"", message));
        Assert.False(Script.Holds($"header \"subject\" \"{value}x\"", message));
    }

    [Theory, Rfc(5228, "5.1")]
    [InlineData("address :is :all \"from\" \"tim@example.com\"", true)]
    [InlineData("address :domain \"from\" \"EXAMPLE.com\"", true)]
    [InlineData("address :localpart \"from\" \"tim\"", true)]
    [InlineData("address :localpart \"from\" \"Tim Roe\"", false)]
    [InlineData("address \"to\" \"carol@example.net\"", true)]
    [InlineData("address :localpart \"to\" \"friends\"", false)]
    [InlineData("address :contains \"to\" \"a comment\"", false)]
    [InlineData("address [\"cc\", \"to\"] [\"x@y\", \"dave@example.net\"]", true)]
    [InlineData("address :localpart \"cc\" \"quoted one\"", true)]
    public void An_address_test_looks_at_addresses_and_their_parts(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, "From: Tim Roe <tim@Example.COM>\r\nTo: friends: carol@example.net (a comment), dave@example.net;\r\nCc: \"quoted one\"@example.net\r\n\r\n"));

    [Fact, Rfc(5228, "2.7.4")]
    public void An_address_that_is_none_has_no_parts()
    {
        const string Message = "From: nobody\r\n\r\n";
        Assert.True(Script.Holds("address :all :is \"from\" \"nobody\"", Message));
        Assert.False(Script.Holds("address :localpart :contains \"from\" \"\"", Message));
        Assert.False(Script.Holds("address :domain :contains \"from\" \"\"", Message));
    }

    [Fact, Rfc(5228, "5.1")]
    public void An_address_test_is_for_fields_with_addresses() =>
        Assert.Equal(["1:12 InvalidArgument"], Script.Errors("if address \"subject\" \"x\" { stop; }"));

    [Theory, Rfc(5228, "5.4")]
    [InlineData("envelope :all :is \"from\" \"tim@example.com\"", true)]
    [InlineData("envelope :domain \"FROM\" \"example.com\"", true)]
    [InlineData("envelope :localpart \"to\" \"ken\"", true)]
    [InlineData("envelope [\"to\", \"from\"] \"tim@example.com\"", true)]
    [InlineData("envelope \"to\" \"tim@example.com\"", false)]
    public void An_envelope_test_looks_at_the_envelope(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, require: "\"envelope\"", envelope: new() { From = "@relay.example,@other.example:tim@example.com", To = "ken@example.org" }));

    [Theory, Rfc(5228, "5.4")]
    [InlineData(":all")]
    [InlineData(":localpart")]
    [InlineData(":domain")]
    public void The_null_reverse_path_is_the_empty_string(string part)
    {
        Assert.True(Script.Holds($"envelope {part} \"from\" \"\"", require: "\"envelope\"", envelope: new() { To = "a@b.example" }));
        Assert.False(Script.Holds($"envelope {part} \"from\" \"x\"", require: "\"envelope\"", envelope: new() { From = "", To = "a@b.example" }));
    }

    [Fact, Rfc(5228, "5.4")]
    public void A_part_of_the_envelope_that_is_not_known_is_an_error() =>
        Assert.Equal(["1:33 InvalidArgument"], Script.Errors("require \"envelope\"; if envelope \"sender\" \"x\" { stop; }"));

    [Theory, Rfc(5228, "5.5")]
    [InlineData("exists [\"From\", \"Date\"]", true)]
    [InlineData("exists [\"From\", \"Cc\"]", false)]
    [InlineData("exists \"from\"", true)]
    [InlineData("exists \"From:\"", false)]
    public void An_exists_test_wants_all_of_its_fields(string test, bool holds) => Assert.Equal(holds, Script.Holds(test));

    [Theory, Rfc(5228, "5.9")]
    [InlineData(3999, false, true)]
    [InlineData(4000, false, false)]
    [InlineData(4001, true, false)]
    public void A_message_of_exactly_the_size_is_neither_over_nor_under(int size, bool isOver, bool isUnder)
    {
        string message = "Subject: x\r\n\r\n".PadRight(size, 'x');
        Assert.Equal(isOver, Script.Holds("size :over 4000", message));
        Assert.Equal(isUnder, Script.Holds("size :under 4000", message));
    }

    [Theory, Rfc(5228, "5.2"), Rfc(5228, "5.3"), Rfc(5228, "5.8")]
    [InlineData("allof (false, false)", false)]
    [InlineData("allof (false, true)", false)]
    [InlineData("allof (true, true)", true)]
    [InlineData("anyof (false, false)", false)]
    [InlineData("anyof (false, true)", true)]
    [InlineData("anyof (true, true)", true)]
    [InlineData("not false", true)]
    [InlineData("not not true", true)]
    [InlineData("not allof (true, not anyof (false, exists \"from\"))", true)]
    [InlineData("anyof (allof (exists \"from\", false), not allof (exists \"from\", exists \"cc\"))", true)]
    [InlineData("allof (anyof (exists \"cc\", exists \"from\"), not anyof (exists \"cc\", exists \"bcc\"))", true)]
    [InlineData("not anyof (exists \"cc\", allof (exists \"from\", exists \"to\"))", false)]
    public void Tests_are_put_together(string test, bool holds) => Assert.Equal(holds, Script.Holds(test));

    [Fact, Rfc(5228, "9")]
    public void The_extended_example_runs()
    {
        const string Source =
            """
            require ["fileinto"];
            if header :is "Sender" "owner-ietf-mta-filters@imc.org"
                    {
                    fileinto "filter";  # move to "filter" mailbox
                    }
            elsif address :DOMAIN :is ["From", "To"] "example.com"
                    {
                    keep;               # keep in "In" mailbox
                    }
            elsif anyof (NOT address :all :contains
                           ["To", "Cc", "Bcc"] "me@example.com",
                         header :matches "subject"
                           ["*make*money*fast*", "*university*dipl*mas*"])
                    {
                    fileinto "spam";   # move to "spam" mailbox
                    }
            else
                    {
                    fileinto "personal";
                    }
            """;
        Assert.Equal([new SieveFileInto("spam")], Script.Run(Source, Script.MessageB).Actions);
        Assert.Equal([new SieveFileInto("filter")], Script.Run(Source, "Sender: owner-ietf-mta-filters@imc.org\r\n\r\n").Actions);
        Assert.Equal([new SieveKeep()], Script.Run(Source, "From: a@example.com\r\n\r\n").Actions);
        Assert.Equal([new SieveFileInto("personal")], Script.Run(Source, "From: a@example.net\r\nTo: \"me\" <me@example.com.au>\r\n\r\n").Actions);
    }
}
