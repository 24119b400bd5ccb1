using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Imap;

namespace Protocols.Wire.Tests.Imap;

public sealed class HostileInputTests
{
    private const string Valid =
        "A1 LOGIN {2+}\r\nme \"pass\"\r\nA2 SELECT INBOX\r\nA3 UID FETCH 1:*,5 (FLAGS BODY.PEEK[1.2.HEADER.FIELDS (From {2}\r\nTo)]<0.5>)\r\n"
        + "A4 SEARCH RETURN (MIN) CHARSET UTF-8 OR (FROM \"a\\\"b\" NOT SEEN) UID 1:3\r\nA5 APPEND x (\\Seen) \"01-Jan-2024 00:00:00 +0000\" {5+}\r\nhello\r\n"
        + "A6 IDLE\r\nDONE\r\nA7 LIST (SUBSCRIBED) \"\" (\"*\" a%) RETURN (STATUS (MESSAGES))\r\nA8 STORE 1 +FLAGS.SILENT (\\Deleted $x)\r\nA9 LOGOUT\r\n";

    private static void Survives(byte[] input)
    {
        ImapServerOptions options = SessionReplay.Options with { Limits = new ImapLimits { MaxDrainLength = 10_000, MaxAppendLength = 10_000 } };
        foreach ((bool isSecure, bool isLoggedIn) in new[] { (false, false), (true, false), (true, true) })
        {
            string whole = new SessionReplay(options, isSecure, isLoggedIn, isLoggedIn).Feed([input]).Transcript;
            string single = new SessionReplay(options, isSecure, isLoggedIn, isLoggedIn).Feed(input.Select(b => new[] { b })).Transcript;
            Assert.Equal(whole, single);
        }
    }

    [Fact]
    public void Any_bytes_are_answered_and_the_same_however_they_are_cut() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Survives(bytes ?? [])).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(20261124, 1));

    [Fact]
    public void Any_words_of_the_grammar_in_any_order_are_answered_and_the_same_however_they_are_cut()
    {
        string[] words =
        [
            "A1 ", "FETCH", "UID ", "SEARCH ", "SORT ", "THREAD ", "ESEARCH ", "IN ", "RETURN ", "PARTIAL ", "FUZZY ", "FILTER ", "CANCELUPDATE ", "APPEND ", "x ", "{3}", "{3+}", "~{2+}", "{99999999999}", "\r\n", "\n", "\r", "(", ")", "[", "]", "\"", "\\", "*", "$",
            "1:*", "BODY", "HEADER.FIELDS", "NOT ", "OR ", "IDLE", "DONE", "LOGIN", "AUTHENTICATE PLAIN", "=", "STARTTLS", "\0", "é", "&AOk-", "&", "LIST ", "RETURN ",
        ];
        Arbitrary<string[]> lines = Gen.Elements(words).ArrayOf().ToArbitrary();
        Prop.ForAll(lines, parts => Survives(Encoding.Latin1.GetBytes(string.Concat(parts)))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 3));
    }

    [Fact]
    public void A_valid_session_with_an_octet_changed_or_dropped_is_answered_and_the_same_however_it_is_cut()
    {
        byte[] valid = Encoding.ASCII.GetBytes(Valid);
        byte[] others = [0, (byte)'\n', (byte)'\r', (byte)'{', (byte)'"', (byte)'(', (byte)'9', 0xFF];
        for (int i = 0; i < valid.Length; i++)
        {
            byte[] changed = [.. valid];
            changed[i] = others[i % others.Length];
            Survives(changed);
            Survives([.. valid[..i], .. valid[(i + 1)..]]);
        }
    }

    [Fact]
    public void The_words_of_a_fuzzers_dictionary_are_answered()
    {
        foreach (string file in Suites.Files("fuzz-imap", "*.dict"))
        {
            foreach (byte[] word in Words(File.ReadAllBytes(file)))
            {
                Survives([.. "A1 "u8, .. word, .. "\r\nA2 SEARCH "u8, .. word, .. "\r\nA3 FETCH 1 "u8, .. word, .. " {2+}\r\n"u8, .. word, .. "\r\n"u8]);
            }
        }
    }

    [Fact]
    public void Reading_costs_linear_time_and_bounded_memory()
    {
        // A quadratic reader would take minutes over these.
        SessionReplay open = new(SessionReplay.Options, isSecure: true, isLoggedIn: true, isSelected: true);
        open.Feed([Encoding.ASCII.GetBytes("A SEARCH " + new string('(', 60_000) + "\r\n")]);
        open.Feed([Encoding.ASCII.GetBytes("A FETCH " + string.Join(',', Enumerable.Repeat("1:*", 15_000)) + " FLAGS\r\n")]);
        open.Feed(Enumerable.Repeat("x"u8.ToArray(), 200_000));
        Assert.Single(open.Commands);
    }

    private static IEnumerable<byte[]> Words(byte[] dictionary)
    {
        foreach (string line in Encoding.Latin1.GetString(dictionary).Split('\n'))
        {
            int start = line.IndexOf('"', StringComparison.Ordinal);
            int end = line.LastIndexOf('"');
            if (start >= 0 && end > start && !line.StartsWith('#'))
            {
                yield return Encoding.Latin1.GetBytes(line[(start + 1)..end]);
            }
        }
    }
}
