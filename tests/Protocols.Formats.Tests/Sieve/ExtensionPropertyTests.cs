using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.Sieve;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Sieve;

public sealed class ExtensionPropertyTests
{
    private const string Require =
        "require [\"body\", \"convert\", \"date\", \"duplicate\", \"editheader\", \"enclose\", \"enotify\", \"envelope\", \"extlists\", \"extracttext\", \"fcc\", \"fileinto\", \"foreverypart\", "
        + "\"index\", \"mime\", \"reject\", \"replace\", \"spamtest\", \"vacation\", \"variables\", \"regex\", \"comparator-i;unicode-casemap\"]; ";

    // What changes the message, and what looks at it, with values that variables took from it.
    private static readonly string[] s_commands =
    [
        "addheader \"X-New\" \"${a}\";", "addheader :last \"Subject\" \"${a}\";", "deleteheader \"subject\";", "deleteheader :index 1 :last \"x-other\";", "deleteheader :contains \"content-type\" \"b\";",
        "replace \"${a}\";", "replace :subject \"${a}\" :from \"a@example.org\" \"gone\";", "replace :mime text:\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n.\n;",
        "enclose :headers [\"Subject\", \"X-Other\", \"Content-Type\"] \"${a}\";", "convert \"text/plain\" \"text/html\" \"a=b\";", "convert \"text/html\" \"image/png\" \"a=b\";",
        "if header :mime :anychild :matches [\"content-type\", \"subject\"] \"*\" { set \"a\" \"${0}\"; }", "if header :mime :regex \"content-disposition\" \"(.*)\" { set \"a\" \"${1}\"; }",
        "if header :mime :param [\"boundary\", \"filename\"] :matches \"content-type\" \"*\" { set \"a\" \"${0}\"; }", "if header :comparator \"i;unicode-casemap\" :matches \"subject\" \"*?\" { set \"a\" \"${1}\"; }",
        "if address :mime :anychild :list \"from\" \":addrbook:default\" { set \"a\" \"${0}\"; }", "if date :index 1 \"date\" \"year\" \"2026\" { set \"a\" \"y\"; }",
        "if body :content \"\" :contains \"${a}\" { set \"a\" \"b\"; }", "if body :text :matches \"*a*\" { set \"a\" \"\"; }", "if body :raw :contains \"${a}\" { set \"a\" \"c\"; }",
        "if duplicate :header \"message-id\" { set \"a\" \"d\"; }", "if spamtest \"5\" { set \"a\" \"s\"; }", "keep;", "fileinto \"x\";", "redirect \"a@b.example\";",
        "notify :message \"${a}\" \"mailto:a@b.example?body=x\";", "set \"a\" \"${a}${a}\";", "set :encodeurl \"a\" \"${a}\";",
    ];

    private static readonly string[] s_inLoops = ["extracttext :first 20 \"a\";", "break;", "break :name \"l\";"];

    private static readonly string[] s_tests =
    [
        "header", "address", "exists", "envelope", "string", "date", "currentdate", "body", "convert", "duplicate", "notify_method_capability", "valid_notify_method", "valid_ext_list", "spamtest",
    ];

    private static readonly string[] s_names =
    [
        "addheader", "deleteheader", "vacation", "reject", "notify", "replace", "enclose", "extracttext", "break", "convert", "redirect", "fileinto", "set", "keep",
    ];

    private static readonly string[] s_arguments =
    [
        "\"subject\"", "\"a\"", "\"\"", "\"from\"", "\"${a}\"", "\"*\"", "\"[\"", "[\"to\", \"b\"]", "[]", "1", "0", "9223372036854775807", "\"year\"", "\"text/plain\"", "\"x=y\"", "\"mailto:a@b.example\"", "\"mailto:%\"",
        "\":addrbook:default\"", "\"a@b.example\"", "\"A <a@b.example>, b@c.example\"", "\"ü\"", "text:\nContent-Type: x/y; z=\n\n--b\n.\n", "\"+0100\"", "\"1\"", "\"online\"",
        ":mime", ":anychild", ":type", ":param", ":index", ":last", ":list", ":is", ":contains", ":matches", ":regex", ":comparator \"i;unicode-casemap\"", ":comparator \"i;octet\"", ":zone", ":originalzone",
        ":raw", ":content", ":text", ":days", ":subject", ":from", ":addresses", ":handle", ":fcc", ":importance", ":options", ":message", ":headers", ":first", ":name", ":header", ":uniqueid",
        ":seconds", ":upper", ":encodeurl", ":quoteregex", ":length", ":localpart", ":domain",
    ];

    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(20);

    [Fact]
    public void Whatever_scripts_do_to_messages_ends_in_actions_with_messages()
    {
        Gen<(string Script, byte[] Message)> cases =
            from script in Commands(2)
            from end in Gen.Elements("", "", "vacation :fcc \"Sent\" :subject \"${a}\" \"${a}\";", "discard;", "reject \"${a}\";")
            from message in Gen.OneOf(MessageGenerators.Message(), MessageGenerators.Any())
            select (Require + "set \"a\" \"--b\"; " + script + end, message);
        Prop.ForAll(cases.ToArbitrary(), static pair => Run(pair.Script, pair.Message)).Check(s_config);
    }

    [Fact]
    public void Any_arguments_of_any_command_are_taken_or_refused()
    {
        Gen<string> test =
            from name in Gen.Elements(s_tests)
            from arguments in Gen.Elements(s_arguments).ArrayOf()
            select $"if {name} {string.Join(' ', arguments.Take(8))} {{ }}";
        Gen<string> command =
            from name in Gen.Elements(s_names)
            from arguments in Gen.Elements(s_arguments).ArrayOf()
            select $"{name} {string.Join(' ', arguments.Take(8))};";
        Prop.ForAll(Gen.OneOf(test, command).ToArbitrary(), static text =>
        {
            // In a loop and outside of one, so that what stands there is not refused for its place.
            SieveCompilation compilation = new SieveCompiler(SieveOptions.Default).Compile($"{Require}{text} foreverypart {{ {text} }}");
            Assert.Equal(compilation.Succeeded, compilation.Diagnostics.All(static diagnostic => diagnostic.Severity != SieveSeverity.Error));
            if (compilation.Program is { } program)
            {
                Assert.NotEmpty(Script.Run(program, host: new Host()).Actions);
            }
        }).Check(s_config.WithMaxTest(3000));
    }

    private static void Run(string script, byte[] message)
    {
        SieveResult result = Script.Run(script, Encoding.Latin1.GetString(message), new SieveEnvelope { From = "bob@example.com", To = "ann@example.org" }, host: new Host());
        Assert.NotEmpty(result.Actions);
        foreach (SieveAction action in result.Actions)
        {
            if (action.Message is { } changed)
            {
                Assert.False(changed.IsEmpty);
                using MimeDocument document = MimeDocument.Parse(changed);
                Assert.NotEqual(0, document.PartCount);
            }
        }
    }

    private static Gen<string> Commands(int depth)
    {
        Gen<string> command = Gen.Elements(s_commands);
        Gen<string> loop =
            from name in Gen.Elements("", ":name \"l\" ")
            from inside in depth == 0 ? Gen.Constant("") : Commands(depth - 1)
            from last in Gen.Elements(s_inLoops.Where(text => name.Length > 0 || !text.Contains("name", StringComparison.Ordinal)))
            select $"foreverypart {name}{{ {inside} if header :mime :contains \"content-type\" \"t\" {{ {last} }} }}";
        return (depth == 0 ? command : Gen.Frequency((4, command), (1, loop))).ArrayOf().Select(static commands => string.Join('\n', commands.Take(12)));
    }

    private sealed class Host : ISieveHost
    {
        public ValueTask<bool> IsVacationSentAsync(string handle, string address, TimeSpan period, CancellationToken cancellationToken) => new(false);

        public ValueTask<bool> ListContainsAsync(string list, string value, CancellationToken cancellationToken) => new(value.Length % 2 == 0);

        public ValueTask<int?> GetSpamScoreAsync(bool isPercent, CancellationToken cancellationToken) => new(5);

        public ValueTask<ReadOnlyMemory<byte>?> ConvertAsync(ReadOnlyMemory<byte> content, string from, string to, IReadOnlyList<string> parameters, CancellationToken cancellationToken) =>
            new(content.Length % 3 == 0 ? (ReadOnlyMemory<byte>?)null : content);
    }
}
