using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Variables;

/// <summary>Variables (RFC 5229).</summary>
public sealed class VariablesTests
{
    private const string Company = "require [\"variables\", \"vnd.test\"]; set \"company\" \"ACME\"; ";

    [Theory, Rfc(5229, "3")]
    [InlineData("&%${}!", "&%${}!")]
    [InlineData("${doh!}", "${doh!}")]
    [InlineData("${full}", "")]
    [InlineData("${company}", "ACME")]
    [InlineData("${COMPANY}-${Company}", "ACME-ACME")]
    [InlineData("${BAD${Company}", "${BADACME")]
    [InlineData("${President, ${Company} Inc.}", "${President, ACME Inc.}")]
    [InlineData("$${company}}{", "$ACME}{")]
    [InlineData("${company", "${company")]
    [InlineData("${1a}", "${1a}")]
    public void Variables_are_put_into_strings(string text, string value) => Assert.Equal(value, Probe.ValueOf(Company + $"probe \"{text}\";"));

    [Theory, Rfc(5229, "3.1")]
    [InlineData("${co\\mpany}", "ACME")]
    [InlineData("${co\\\\mpany}", "${co\\mpany}")]
    [InlineData("\\${company}", "ACME")]
    [InlineData("\\\\${company}", "\\ACME")]
    public void Quotes_are_taken_off_before(string text, string value) => Assert.Equal(value, Probe.ValueOf(Company + $"probe \"{text}\";"));

    [Fact, Rfc(5229, "3.1")]
    public void One_pass_is_made() => Assert.Equal("regarding ${beep}", Probe.ValueOf("require [\"variables\", \"vnd.test\"]; set \"dollar\" \"$\"; set \"text\" \"regarding ${dollar}{beep}\"; probe \"${text}\";"));

    [Fact, Rfc(5229, "3.1")]
    public void Characters_are_decoded_before() =>
        Assert.Equal("dear Ethelbert", Probe.ValueOf("require [\"encoded-character\", \"variables\", \"vnd.test\"]; set \"name\" \"Ethelbert\"; probe \"dear${hex:20 24 7b 4e}ame}\";"));

    [Theory, Rfc(5229, "3.2")]
    [InlineData("header :matches \"List-ID\" \"*<*@*\"", "List <|acme@lists.example>|", "List-ID: List <acme@lists.example>\r\n\r\n")]
    [InlineData("header :matches \"Subject\" \"[*] *\"", "acme-users|[fwd] version 1.0 is out|", "Subject: [acme-users] [fwd] version 1.0 is out\r\n\r\n")]
    [InlineData("address :matches [\"To\", \"Cc\"] [\"coyote@**.com\", \"wile@**.com\"]", "|ACME.Example|", "To: coyote@ACME.Example.COM\r\n\r\n")]
    [InlineData("header :matches \"Subject\" \"a?c*\"", "b|def|", "Subject: abcdef\r\n\r\n")]
    public void A_match_sets_the_match_variables(string test, string values, string message)
    {
        string expected = values.Split('|')[0] == "List <" ? "List |acme|lists.example>" : values.TrimEnd('|');
        string[] parts = expected.Split('|');
        string probes = string.Join('|', parts.Select(static (_, i) => $"${{{i + 1}}}"));
        Assert.Equal(expected, Probe.ValueOf($"require [\"variables\", \"vnd.test\"]; if {test} {{ probe \"{probes}\"; }}", message));
    }

    [Fact, Rfc(5229, "3.2")]
    public void Match_variables_are_those_of_the_last_match_that_succeeded() =>
        Assert.Equal(
            "a present for you, I have a present for you, ",
            Probe.ValueOf("require [\"variables\", \"vnd.test\"]; if header :matches \"Subject\" \"I have *\" { } if header :matches \"Subject\" \"You have *\" { } probe \"${1}, ${0}, ${2}\";"));

    [Fact, Rfc(5229, "3.2")]
    public void A_test_that_is_not_needed_is_not_made() =>
        Assert.Equal("[]", Probe.ValueOf("require [\"variables\", \"vnd.test\"]; if anyof (true, address :domain :matches \"To\" \"*.com\") { probe \"[${1}]\"; }"));

    [Theory, Rfc(5229, "4.1")]
    [InlineData(":length", "juMBlEd lETteRS", "15")]
    [InlineData(":lower", "juMBlEd lETteRS", "jumbled letters")]
    [InlineData(":upper", "juMBlEd lETteRS", "JUMBLED LETTERS")]
    [InlineData(":upperfirst", "juMBlEd lETteRS", "JuMBlEd lETteRS")]
    [InlineData(":lowerfirst", "JuMBlEd lETteRS", "juMBlEd lETteRS")]
    [InlineData(":upperfirst :lower", "juMBlEd lETteRS", "Jumbled letters")]
    [InlineData(":quotewildcard", "Rock*?\\\\", "Rock\\*\\?\\\\")]
    [InlineData(":length :quotewildcard", "R*", "3")]
    [InlineData(":length", "grüße", "5")]
    [InlineData(":upper", "grüße", "GRüßE")]
    [InlineData(":length", "", "0")]
    [InlineData(":upperfirst", "", "")]
    public void Modifiers_change_a_value_in_their_order(string modifiers, string value, string expected) =>
        Assert.Equal(expected, Probe.ValueOf($"require [\"variables\", \"vnd.test\"]; set {modifiers} \"b\" \"{value}\"; probe \"${{b}}\";"));

    [Theory, Rfc(5229, "4")]
    [InlineData("set :lower :upper \"a\" \"b\";", "1:33 ConflictingTags")]
    [InlineData("set :upperfirst :lowerfirst \"a\" \"b\";", "1:38 ConflictingTags")]
    [InlineData("set :other \"a\" \"b\";", "1:26 UnknownTag")]
    [InlineData("set \"1\" \"b\";", "1:26 InvalidVariable")]
    [InlineData("set \"a b\" \"b\";", "1:26 InvalidVariable")]
    [InlineData("set \"${a}\" \"b\";", "1:26 InvalidArgument")]
    [InlineData("set \"a.b\" \"b\";", "1:26 InvalidVariable")]
    [InlineData("set \"global.b\" \"b\";", "1:26 MissingRequire")]
    [InlineData("redirect \"${vnd.x}@example.org\";", "1:31 InvalidVariable")]
    [InlineData("redirect \"${33}@example.org\";", "1:31 InvalidVariable")]
    [InlineData("redirect \"${99999999999999999999}@example.org\";", "1:31 InvalidVariable")]
    [InlineData("set \"a\";", "1:22 MissingArgument")]
    public void A_variable_that_cannot_be_is_an_error(string command, string errors) => Assert.Equal(errors.Split(';'), Script.Errors("require \"variables\"; " + command));

    [Fact, Rfc(5229, "3.2")]
    public void Leading_zeros_of_a_match_variable_do_not_matter() =>
        Assert.Equal("a present for you", Probe.ValueOf("require [\"variables\", \"vnd.test\"]; if header :matches \"Subject\" \"I have *\" { probe \"${0001}\"; }"));

    [Theory, Rfc(5229, "5")]
    [InlineData("string :matches \" ${state} \" \"* pending *\"", true)]
    [InlineData("string \"${state}\" \"pending\"", false)]
    [InlineData("string [\"x\", \"${state}\"] [\"y\", \"OLD PENDING\"]", true)]
    [InlineData("string :contains \"${state}\" \"${end}\"", true)]
    [InlineData("string :count \"eq\" :comparator \"i;ascii-numeric\" [\"${state}\", \"${nothing}\", \"x\"] \"2\"", true)]
    [InlineData("string :value \"gt\" :comparator \"i;ascii-numeric\" \"${number}\" \"9\"", true)]
    [InlineData("string :regex \"${state}\" \"^old (.*)$\"", true)]
    public void The_string_test_compares_strings_of_the_script(string test, bool holds)
    {
        string source = "require [\"variables\", \"relational\", \"comparator-i;ascii-numeric\", \"regex\"]; set \"state\" \"old\"; set \"state\" \"${state} pending\"; set \"number\" \"10\"; set \"end\" \"ing\"; ";
        Assert.Equal(holds, Script.Run(source + $"if {test} {{ discard; }}").Actions is [SieveDiscard]);
    }

    [Fact, Rfc(5229, "6")]
    public void A_hundred_and_twenty_eight_variables_of_four_thousand_characters_are_held()
    {
        string name = "v".PadRight(29, 'x');
        string sets = string.Concat(Enumerable.Range(0, 128).Select(i => $"set \"{name}{i:D3}\" \"{new string('y', 4000)}\"; "));
        Assert.Equal("4000", Probe.ValueOf($"require [\"variables\", \"vnd.test\"]; {sets} set :length \"l\" \"${{{name}127}}\"; probe \"${{l}}\";"));
    }

    [Fact, Rfc(5229, "6")]
    public void A_value_that_is_too_long_is_an_error_when_it_is_known_and_cut_when_it_is_not()
    {
        SieveOptions compile = Probe.Options with { Limits = new SieveLimits { MaxVariableBytes = 10 } };
        Assert.Equal(["1:32 LimitExceeded"], Script.Errors("require \"variables\"; set \"abc\" \"12345678901\";", compile));

        SieveRunOptions options = new() { Limits = new SieveLimits { MaxVariableBytes = 10 } };
        Assert.Equal(["12345678ü"], Probe.ValuesOf("require [\"variables\", \"vnd.test\"]; set \"a\" \"12345678\"; set \"a\" \"${a}üü\"; probe \"${a}\";", options: options));
    }

    [Fact]
    public void A_regular_expression_that_variables_make_matches_nothing_where_it_is_none() =>
        Assert.Equal(["no"], Probe.ValuesOf("require [\"variables\", \"regex\", \"vnd.test\"]; set \"p\" \"(\"; if header :regex \"subject\" \"${p}\" { probe \"yes\"; } else { probe \"no\"; }"));

    [Fact]
    public void Names_of_fields_may_come_from_variables() =>
        Assert.True(Script.Holds("allof (header :contains [\"x\", \"${f}ject\"] \"present\", exists \"${f}ject\", not exists \"${g}\", address \"${t}\" \"roadrunner@acme.example.com\")", require: "\"variables\"") is false
            && Script.Run("require \"variables\"; set \"f\" \"sub\"; set \"t\" \"TO\"; if allof (header :contains [\"x\", \"${f}ject\"] \"present\", exists \"${f}ject\", not exists \"${g}\", address \"${t}\" \"roadrunner@acme.example.com\") { discard; }").Actions is [SieveDiscard]);

    [Fact, Rfc(5229, "4")]
    public void A_run_begins_without_the_variables_of_the_one_before()
    {
        SieveProgram program = Script.Compile("require \"variables\"; if string \"${a}\" \"\" { discard; } set \"a\" \"x\";");
        using Protocols.Mime.MimeDocument message = Protocols.Mime.MimeDocument.Parse(System.Text.Encoding.ASCII.GetBytes(Script.MessageA));
        SieveRun run = new();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(SieveStepKind.Completed, run.Start(program, message, Script.Envelope).Kind);
            Assert.IsType<SieveDiscard>(run.Result.Actions.Single());
        }
    }
}
