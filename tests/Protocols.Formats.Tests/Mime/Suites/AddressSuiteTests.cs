using System.Buffers;
using System.Text;
using System.Xml.Linq;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>The addresses of isemail: what is wrong is never written, what is right is, and all of it can be read.</summary>
public sealed class AddressSuiteTests(ITestOutputHelper output)
{
    [Fact, Rfc(5322, "3.4.1")]
    public void Addresses_that_are_wrong_are_not_written_and_those_that_are_right_are()
    {
        int written = 0;
        int refused = 0;
        foreach (XElement test in XDocument.Load(Path.Combine(Suites.Require("address-isemail"), "tests.xml")).Descendants("test"))
        {
            // U+24xx stands for the control character with that number.
            string address = string.Concat(((string?)test.Element("address") ?? "").Select(c => c is >= '\u2400' and < '\u2420' ? (char)(c - '\u2400') : c));
            string category = (string?)test.Element("category") ?? "";
            string diagnosis = (string?)test.Element("diagnosis") ?? "";
            bool isWritten = TryWrite(address, out string readBack);
            if (category == "ISEMAIL_ERR" && isWritten)
            {
                Assert.Fail($"{test.Attribute("id")}: '{address}' ({diagnosis}) was written.");
            }

            if (category is "ISEMAIL_VALID_CATEGORY" or "ISEMAIL_DNSWARN")
            {
                Assert.True(isWritten, $"{test.Attribute("id")}: '{address}' ({diagnosis}) was refused.");
            }

            if (isWritten)
            {
                Assert.Equal(address.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal), readBack);
                written++;
            }
            else
            {
                refused++;
            }
        }

        output.WriteLine($"{written} written, {refused} refused");
        Assert.True(written >= 63);
        Assert.True(refused >= 101);
    }

    [Fact, Rfc(5322, "3.4.1"), Rfc(5322, "4.4")]
    public void Every_address_that_is_one_is_read_as_one() => SuiteDecisions.Check(output, "isemail", Cases());

    private static IEnumerable<(string Name, string Wanted, string Got)> Cases()
    {
        foreach (XElement test in XDocument.Load(Path.Combine(Suites.Require("address-isemail"), "tests.xml")).Descendants("test"))
        {
            string address = string.Concat(((string?)test.Element("address") ?? "").Select(c => c is >= '\u2400' and < '\u2420' ? (char)(c - '\u2400') : c));
            if ((string?)test.Element("category") is not "ISEMAIL_ERR" and not null)
            {
                yield return ($"isemail#{(string?)test.Attribute("id")}", Meaning(address), Read(address));
            }
        }
    }

    private static string Read(string value)
    {
        List<string> found = [];
        foreach (Address address in new AddressList(Encoding.Latin1.GetBytes(value)))
        {
            found.Add($"{address.GetLocalPart()}@{address.GetDomain()}");
        }

        return string.Join(" and ", found);
    }

    // By the definition: comments and white space outside quotes taken out, quotes and backslashes taken off. Slow and plain.
    private static string Meaning(string address)
    {
        StringBuilder meaning = new();
        int comments = 0;
        bool isQuoted = false;
        bool isLiteral = false;
        for (int i = 0; i < address.Length; i++)
        {
            char c = address[i];
            if (c == '\\' && (comments > 0 || isQuoted) && i + 1 < address.Length)
            {
                i++;
                meaning.Append(comments > 0 ? "" : address[i].ToString());
            }
            else if (c == '"' && comments == 0)
            {
                isQuoted = !isQuoted;
            }
            else if (isQuoted)
            {
                meaning.Append(c is '\r' or '\n' ? "" : c.ToString());
            }
            else if (c is '(' or ')' && !isLiteral)
            {
                comments += c == '(' ? 1 : -1;
            }
            else if (comments == 0 && c is not (' ' or '\t' or '\r' or '\n'))
            {
                isLiteral = c == '[' || (isLiteral && c != ']');
                meaning.Append(c);
            }
        }

        return meaning.ToString();
    }

    private static bool TryWrite(string address, out string readBack)
    {
        ArrayBufferWriter<byte> message = new();
        MimeWriter writer = new(message);
        readBack = "";
        try
        {
            writer.WriteAddresses("To", new MailboxAddress(address));
        }
        catch (ArgumentException)
        {
            return false;
        }

        writer.WriteTextBody("x");
        using MimeDocument document = MimeDocument.Parse(message.WrittenMemory);
        Assert.True(document.Root.TryGetHeader(HeaderId.To, out HeaderField field));
        foreach (Address found in field.Addresses)
        {
            readBack += found.GetLocalPart() + "@" + found.GetDomain();
        }

        readBack = readBack.Replace("\\", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal);
        return true;
    }
}
