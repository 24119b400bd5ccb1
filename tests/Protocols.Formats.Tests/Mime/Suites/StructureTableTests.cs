using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime;

/// <summary>
/// The suites that come without what is expected of them, beside what the <c>email</c> package of CPython 3 makes of them
/// (<c>structures.tsv</c>): the types of all parts, and the length and the start of the SHA-256 of each decoded body, whose line ends are
/// LF and whose empty lines at both ends are taken off. Reports and pieces of messages are leaves without a body in it.
/// </summary>
public sealed class StructureTableTests(ITestOutputHelper output)
{
    private static readonly string[] s_withoutBody =
    [
        "message/delivery-status", "message/disposition-notification", "message/partial", "message/external-body", "message/feedback-report", "message/global-delivery-status",
    ];

    [Fact, Rfc(2045, "5.1"), Rfc(2046, "5.1.1")]
    public void Parts_and_bodies_are_those_that_another_reader_found()
    {
        string shared = Path.GetDirectoryName(Suites.Require("mime-enmime"))!;
        string table = Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "Mime", "Suites", "structures.tsv");
        SuiteDecisions.Check(output, "structures", File.ReadLines(table).Select(line => line.Split('\t')).Select(row =>
            (row[0], row[1], Describe(File.ReadAllBytes(Path.Combine(shared, row[0]))))));
    }

    private static string Describe(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        StringBuilder text = new();
        Append(document.Root, text);
        return text.ToString();
    }

    private static void Append(MimePart part, StringBuilder text)
    {
        string type = part.TypeName.IsEmpty ? "text/plain" : (MimeText.Latin(part.TypeName) + "/" + MimeText.Latin(part.SubtypeName)).ToLowerInvariant();
        text.Append(type);
        if (s_withoutBody.Contains(type))
        {
            return;
        }

        if (part.HasChildren)
        {
            text.Append('(');
            foreach (MimePart child in part.Children)
            {
                Append(child, text);
                text.Append(' ');
            }

            text[^1] = ')';
        }
        else if (part.TryOpenEncodedMessage(out MimeDocument inner))
        {
            using (inner)
            {
                text.Append('(');
                Append(inner.Root, text);
                text.Append(')');
            }
        }
        else
        {
            ArrayBufferWriter<byte> body = new();
            part.DecodeBody(body);
            byte[] octets = Encoding.Latin1.GetBytes(MimeText.Latin(body.WrittenSpan).Replace("\r\n", "\n", StringComparison.Ordinal).Trim('\n'));
            text.Append(':').Append(octets.Length).Append(':').Append(Convert.ToHexStringLower(SHA256.HashData(octets))[..6]);
        }
    }
}
