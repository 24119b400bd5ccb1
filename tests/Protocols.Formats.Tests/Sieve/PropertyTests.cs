using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Sieve;

/// <summary>What holds of all scripts and all messages.</summary>
public sealed class PropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(600).WithReplay(20261130, 1);

    private static readonly string[] s_pieces =
    [
        "if ", "elsif ", "else ", "not ", "anyof (", "allof (", ")", ", ", " { ", " } ", "; ", "\r\n", "[", "]", "\"", "\\", "text:\r\n", "\r\n.\r\n", "# c\r\n", "/* c */", "/*", "*/", "1", "2K", "99999999999999999999",
        "require [\"variables\", \"fileinto\", \"envelope\", \"relational\", \"regex\"]; ", "require \"ihave\"; ", "require \"encoded-character\"; ", "header ", "address ", "envelope ", "exists ", "size ", "true ", "false ", "string ",
        ":contains ", ":matches ", ":regex ", ":count \"gt\" ", ":value \"lt\" ", ":comparator \"i;octet\" ", ":over ", ":domain ", "\"Subject\" ", "\"from\" ", "[\"To\", \"Cc\"] ", "\"*a?\" ", "\"(a|b)*\" ", "\"${1}${x}\" ",
        "\"${hex:41 zz}\" ", "keep", "discard", "stop", "fileinto \"x\"", "redirect \"a@example.org\"", "set \"x\" \"${x}${x}y\"", "ihave \"copy\" ", ":copy ", "\0", "\u00FC", ":", "_", "$",
    ];

    [Fact]
    public void Any_octets_as_a_script_are_compiled_or_refused() =>
        Prop.ForAll(MessageGenerators.Octets().ToArbitrary(), static octets => SieveExercise.All(octets)).Check(s_config);

    [Fact]
    public void Any_words_as_a_script_are_compiled_or_refused()
    {
        Gen<byte[]> scripts = Gen.Elements(s_pieces).ListOf().Select(static pieces => Encoding.UTF8.GetBytes(string.Concat(pieces)));
        Prop.ForAll(scripts.ToArbitrary(), static source => SieveExercise.All(source)).Check(s_config.WithMaxTest(3000));
    }

    [Fact]
    public void Any_octets_as_a_message_are_filtered()
    {
        byte[] source = Encoding.UTF8.GetBytes(
            """
            require ["variables", "fileinto", "relational", "regex", "envelope", "copy"];
            if anyof (header :matches ["Subject", "From", "X-A"] "*a*?*", header :regex "to" "(.+)@", exists ["cc", "bcc"]) { fileinto :copy "x${1}"; }
            if address :all :contains ["From", "To", "Cc", "Reply-To"] ["a", "@"] { set :upper "v" "${0}"; }
            if address :localpart :matches ["From", "To"] "*" { fileinto :copy "l${0}${v}"; }
            if header :count "ge" ["Received", "Date"] "2" { keep; }
            if address :domain :value "gt" "From" "m" { discard; }
            """);
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message => SieveExercise.All(source, message)).Check(s_config);
    }

    [Fact]
    public void A_random_valid_script_ends_within_its_limits()
    {
        Prop.ForAll(Scripts().ToArbitrary(), static script =>
        {
            byte[] source = Encoding.UTF8.GetBytes(script.ToString());
            Assert.True(new SieveCompiler().Compile(source) is { Succeeded: true }, script.ToString());
            SieveExercise.All(source);
        }).Check(s_config);
    }

    private static Gen<SieveScript> Scripts() =>
        from commands in Commands(3).ListOf()
        select new SieveScript(
        [
            new SieveCommand("require", SieveArgument.Strings("fileinto", "variables", "envelope", "relational", "comparator-i;ascii-numeric", "copy", "imap4flags", "mailbox", "regex", "include")),
            .. commands.SelectMany(static c => c),
        ]);

    // An if with its chain, or one command.
    private static Gen<SieveCommand[]> Commands(int depth)
    {
        Gen<SieveCommand[]> simple = Gen.OneOf(
            Gen.Constant(new[] { "keep" }).Select(static n => new[] { new SieveCommand(n[0]) }),
            Strings().Select(static s => new[] { new SieveCommand("fileinto", SieveArgument.Tag("copy"), "m" + s.ReplaceLineEndings(" ")) }),
            Strings().Select(static s => new[] { new SieveCommand("set", SieveArgument.Tag("upper"), "v", s) }),
            Strings().Select(static s => new[] { new SieveCommand("addflag", s) }),
            Gen.Choose(0, 4).Select(static n => new[] { new SieveCommand("redirect", $"a{n}@example.org") }));
        if (depth == 0)
        {
            return simple;
        }

        Gen<SieveCommand[]> chain =
            from test in Tests(depth)
            from second in Tests(depth - 1)
            from first in Commands(depth - 1)
            from other in Commands(depth - 1)
            from last in Commands(depth - 1)
            select new[] { SieveCommand.If(test, first), SieveCommand.ElsIf(second, other), SieveCommand.Else(last) };
        return Gen.OneOf(simple, chain);
    }

    private static Gen<SieveTest> Tests(int depth)
    {
        Gen<string> match = Gen.Elements("is", "contains", "matches");
        Gen<SieveTest> simple = Gen.OneOf(
            Gen.Elements("true", "false").Select(static n => new SieveTest(n)),
            Gen.Choose(0, 10_000).Select(static n => new SieveTest("size", SieveArgument.Tag("over"), (long)n)),
            from m in match from s in Strings() select new SieveTest("header", SieveArgument.Tag(m), new[] { "Subject", "X-" + s.Length }, s),
            from m in match from s in Strings() select new SieveTest("address", SieveArgument.Tag("localpart"), SieveArgument.Tag(m), "from", new[] { s, "x" }),
            from m in match from s in Strings() select new SieveTest("string", SieveArgument.Tag(m), "${v}", s),
            Strings().Select(static s => new SieveTest("envelope", SieveArgument.Tag("count"), "ge", SieveArgument.Tag("comparator"), "i;ascii-numeric", "to", s)),
            Strings().Select(static s => new SieveTest("mailboxexists", s)),
            Strings().Select(static s => new SieveTest("hasflag", s)));
        return depth <= 0
            ? simple
            : Gen.OneOf(
                simple,
                Tests(depth - 1).Select(SieveTest.Not),
                from a in Tests(depth - 1) from b in Tests(depth - 1) select SieveTest.AllOf(a, b),
                from a in Tests(depth - 1) from b in Tests(depth - 1) select SieveTest.AnyOf(a, b));
    }

    private static Gen<string> Strings() => Gen.Elements("", "a", "*", "${v}", "${1}", "a?c*", "grüße", "line\r\nline\r\n", "\"q\"", "\\", "${0}*", "*${1}");
}
