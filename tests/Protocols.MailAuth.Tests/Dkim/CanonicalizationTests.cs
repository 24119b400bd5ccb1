using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Protocols.MailAuth.Dkim;

namespace Protocols.MailAuth.Tests.Dkim;

public sealed class CanonicalizationTests
{
    [Theory, Rfc(6376, "3.4.5")]
    [InlineData(DkimCanonicalization.Relaxed, "a:X\r\n", "b:Y Z\r\n")]
    [InlineData(DkimCanonicalization.Simple, "A: X\r\n", "B : Y\t\r\n\tZ  \r\n")]
    public void The_header_of_the_example_has_its_canonical_form(DkimCanonicalization form, string first, string second)
    {
        Assert.Equal(first, Header(form, "A: X\r\n"));
        Assert.Equal(second, Header(form, "B : Y\t\r\n\tZ  \r\n"));
    }

    [Theory, Rfc(6376, "3.4.3"), Rfc(6376, "3.4.4"), Rfc(6376, "3.4.5")]
    [InlineData(DkimCanonicalization.Relaxed, " C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n")]
    [InlineData(DkimCanonicalization.Simple, " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "", "")]
    [InlineData(DkimCanonicalization.Simple, "", "\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "\r\n\r\n", "")]
    [InlineData(DkimCanonicalization.Simple, "\r\n\r\n", "\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, " \t\r\n \r\n", "")]
    [InlineData(DkimCanonicalization.Simple, "x", "x\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "x ", "x\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "a\rb \r c\r", "a\rb \r c\r\r\n")]
    [InlineData(DkimCanonicalization.Relaxed, "\r\n\r\na\r\n\r\nb\r\n", "\r\n\r\na\r\n\r\nb\r\n")]
    public void A_body_has_its_canonical_form_however_it_is_cut(DkimCanonicalization form, string body, string canonical)
    {
        Assert.Equal(canonical, Body(form, [Encoding.Latin1.GetBytes(body)]));
        if (body.Length > 0)
        {
            SplitInvariance.Check(Encoding.Latin1.GetBytes(body), pieces => Body(form, pieces));
        }
    }

    [Fact]
    public void Any_body_has_the_form_that_a_plain_reading_of_the_rules_gives_it()
    {
        Gen<string> pieces = Gen.OneOf(Gen.Elements(" ", "\t", "\r\n", "\r", "\n", "a", "word and word", new string('x', 70), "  ", " \r\n"), Gen.Choose(1, 255).Select(c => ((char)c).ToString()));
        Prop.ForAll(pieces.ArrayOf().Select(string.Concat).ToArbitrary(), ArbMap.Default.ArbFor<int>(), (body, seed) =>
        {
            byte[] octets = Encoding.Latin1.GetBytes(body);
            Random random = new(seed);
            List<byte[]> cut = [];
            for (int i = 0; i < octets.Length;)
            {
                int length = Math.Min(octets.Length - i, random.Next(1, 90));
                cut.Add(octets[i..(i + length)]);
                i += length;
            }

            Assert.Equal(PlainRelaxed(body), Body(DkimCanonicalization.Relaxed, cut));
            Assert.Equal(PlainSimple(body), Body(DkimCanonicalization.Simple, cut));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1));
    }

    [Theory, Rfc(6376, "3.4.4")]
    [InlineData("\r\n")]
    [InlineData(" \r\n")]
    [InlineData("\r\n\r\n\r\n")]
    [InlineData("a\r\n\r\nb")]
    [InlineData(" \t  c")]
    [InlineData("\t")]
    [InlineData(" ")]
    [InlineData("\r")]
    [InlineData(" \n \r ")]
    public void What_lies_across_the_end_of_a_block_is_as_anywhere_else(string odd)
    {
        foreach (int blocks in new[] { 1, 2, 5 })
        {
            for (int before = (blocks * BodyCanonicalizer.Block) - 12; before < (blocks * BodyCanonicalizer.Block) + 4; before++)
            {
                foreach (string behind in new[] { "", "\r\n", "z", new string('z', 100), new string('z', BodyCanonicalizer.Block) + "\r\n\r\n" })
                {
                    string body = new string('x', before) + odd + behind;
                    Assert.Equal(PlainRelaxed(body), Body(DkimCanonicalization.Relaxed, [Encoding.Latin1.GetBytes(body)]));
                    Assert.Equal(PlainSimple(body), Body(DkimCanonicalization.Simple, [Encoding.Latin1.GetBytes(body)]));
                }
            }
        }
    }

    [Theory, Rfc(6376, "3.4.2")]
    [InlineData("SUBJect: AbC\r\n", "subject:AbC\r\n")]
    [InlineData("a:\r\n  \r\n x\t y\r\n\tz \r\n", "a:x y z\r\n")]
    [InlineData("a:\r\n", "a:\r\n")]
    [InlineData("a: b c  d e\r\n", "a:b c d e\r\n")]
    [InlineData("a: one two three", "a:one two three\r\n")]
    public void Any_header_field_has_one_relaxed_form(string field, string canonical) => Assert.Equal(canonical, Header(DkimCanonicalization.Relaxed, field));

    [Fact, Rfc(6376, "3.4.3"), Rfc(6376, "3.4.4")]
    public void The_hashes_of_an_empty_body_are_those_of_the_specification()
    {
        Assert.Equal("uoq1oCgLlTqpdDX/iUbLy7J1Wic=", EmptyHash(DkimCanonicalization.Simple, HashAlgorithmName.SHA1));
        Assert.Equal("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=", EmptyHash(DkimCanonicalization.Simple, HashAlgorithmName.SHA256));
        Assert.Equal("2jmj7l5rSw0yVb/vlWAYkK/YBwk=", EmptyHash(DkimCanonicalization.Relaxed, HashAlgorithmName.SHA1));
        Assert.Equal("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", EmptyHash(DkimCanonicalization.Relaxed, HashAlgorithmName.SHA256));
    }

    [Fact, Rfc(6376, "3.5")]
    public void A_hash_up_to_a_length_is_that_of_so_many_octets()
    {
        using BodyHashes hashes = new();
        int five = hashes.Want(DkimCanonicalization.Simple, HashAlgorithmName.SHA256, 5);
        int all = hashes.Want(DkimCanonicalization.Simple, HashAlgorithmName.SHA256, long.MaxValue);
        Assert.Equal(five, hashes.Want(DkimCanonicalization.Simple, HashAlgorithmName.SHA256, 5));
        hashes.Write("abc"u8);
        hashes.Write("defg\r\n"u8);
        hashes.Finish();
        Assert.Equal(SHA256.HashData("abcde"u8), hashes.Hash(five).ToArray());
        Assert.Equal(SHA256.HashData("abcdefg\r\n"u8), hashes.Hash(all).ToArray());
        Assert.Equal(9, hashes.Length(five));
    }

    private static string EmptyHash(DkimCanonicalization form, HashAlgorithmName algorithm)
    {
        using BodyHashes hashes = new();
        int number = hashes.Want(form, algorithm, long.MaxValue);
        hashes.Finish();
        return Convert.ToBase64String(hashes.Hash(number));
    }

    private static string Header(DkimCanonicalization form, string field)
    {
        BufferSink output = new();
        HeaderCanonicalizer.Write(form, Encoding.Latin1.GetBytes(field), output);
        return Encoding.Latin1.GetString(output.Written.Span);
    }

    private static string Body(DkimCanonicalization form, IEnumerable<byte[]> pieces)
    {
        BufferSink output = new();
        BodyCanonicalizer canonicalizer = new(form, output);
        foreach (byte[] piece in pieces)
        {
            canonicalizer.Write(piece);
        }

        canonicalizer.Finish();
        return Encoding.Latin1.GetString(output.Written.Span);
    }

    private static string PlainSimple(string body) => Regex.Replace(body, "(\r\n)*\\z", "") + "\r\n";

    private static string PlainRelaxed(string body)
    {
        body = Regex.Replace(body, "[ \t]+(?=\r\n|\\z)", "");
        body = Regex.Replace(body, "[ \t]+", " ");
        body = Regex.Replace(body, "(\r\n)+\\z", "");
        return body.Length == 0 ? "" : body + "\r\n";
    }
}
