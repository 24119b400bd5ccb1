using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Formats.Tests.Mime.Writing;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Building;

/// <summary>What is written here means the same to programs by others.</summary>
public sealed class InteropTests
{
    private const string Script =
        """
        import email, email.policy, json, sys
        message = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        parts = []
        for part in message.walk():
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            parts.append({"Type": part.get_content_type(), "FileName": part.get_filename() or "", "Content": content.hex()})
        people = lambda name: [[a.display_name, a.username, a.domain] for h in message.get_all(name, []) for a in h.addresses]
        groups = [g.display_name for h in message.get_all("to", []) for g in h.groups if g.display_name is not None and not (len(g.addresses) == 1 and g.addresses[0].display_name == g.display_name)]
        defects = [type(d).__name__ for part in message.walk() for d in part.defects]
        json.dump({"Subject": str(message["subject"]), "From": people("from"), "To": people("to"), "Groups": groups, "Parts": parts, "Defects": defects}, sys.stdout)
        """;

    public static TheoryData<string, string, string, byte[]> Messages => new()
    {
        { "plain", "Jürgen", "Report.pdf", [1, 2, 3] },
        { "Grüße aus München — and more, a long subject that has to be folded somewhere, with ünicode at the end", "Jürgen \"Jü\" Müller, Dr.", "Übersicht über das erste Halbjahr 2026 (vorläufig).pdf", [0, 255, 13, 10, 13] },
        { "日本語の件名がここにあります。とても長い件名なので折り返されます。まだ続きます。", "山田太郎", "日本語のファイル名.txt", Encoding.UTF8.GetBytes("日本語\r\n") },
        { "😀 emoji and = equals? and _ underscores", "a \\ backslash (and parens)", "semi;colon=\"quotes\".txt", Encoding.ASCII.GetBytes(new string('x', 3000)) },
        { "=?utf-8?q?not_encoded?=", "=?x?=", "per%20cent'quote.txt", [] },
        { "Re: short", "A", new string('n', 100) + ".txt", Encoding.ASCII.GetBytes("--b\r\n.\r\nFrom x\r\n") },
    };

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void Python_reads_what_is_written(string subject, string name, string fileName, byte[] content)
    {
        foreach (MimeOutputMode mode in new[] { MimeOutputMode.SevenBit, MimeOutputMode.EightBit })
        {
            PythonMessage found = RunPython(Write(subject, name, fileName, content, mode));

            Assert.Equal(subject, found.Subject);
            Assert.Equal([[name, "me", "x.example"]], found.From);
            Assert.Equal([[name, "a b", "xn--bcher-kva.example"], ["", "c", "x.example"], [name, "d", "x.example"]], found.To);
            Assert.Equal(["Freunde, alte"], found.Groups);
            Assert.Empty(found.Defects);
            Assert.Equal(["text/plain", "text/html", "image/png", "application/octet-stream"], found.Parts.Select(part => part.Type));
            Assert.Equal("Grüße\r\nFrom here\r\n.", Encoding.UTF8.GetString(Convert.FromHexString(found.Parts[0].Content)).TrimEnd('\n', '\r'));
            Assert.Equal(fileName, found.Parts[3].FileName);
            Assert.Equal(content, Convert.FromHexString(found.Parts[3].Content));
        }
    }

    [Theory]
    [MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public void MimeKit_reads_what_is_written(string subject, string name, string fileName, byte[] content)
    {
        foreach (MimeOutputMode mode in Enum.GetValues<MimeOutputMode>())
        {
            MimeKit.MimeMessage found = MimeKit.MimeMessage.Load(new MemoryStream(Write(subject, name, fileName, content, mode)));

            Assert.Equal(subject, found.Subject);
            Assert.Equal((name, "me@x.example"), (found.From.Mailboxes.Single().Name, found.From.Mailboxes.Single().Address));
            Assert.Equal([name, "", name], found.To.Mailboxes.Select(mailbox => mailbox.Name ?? ""));
            Assert.Equal("Freunde, alte", found.To.OfType<MimeKit.GroupAddress>().Single().Name);
            Assert.Equal("Grüße\r\nFrom here\r\n.", found.TextBody!.ReplaceLineEndings("\r\n"));
            Assert.Equal("<p>Grüße</p>", found.HtmlBody);
            MimeKit.MimePart attachment = (MimeKit.MimePart)found.Attachments.Single();
            Assert.Equal(fileName, attachment.FileName);
            MemoryStream stream = new();
            attachment.Content?.DecodeTo(stream);
            Assert.Equal(content, stream.ToArray());
        }
    }

    [Fact]
    public void MimeKit_reads_the_bodies_of_any_message_that_is_written()
    {
        Prop.ForAll(MessageModels.Any().ToArbitrary(), model =>
        {
            foreach (MimeOutputMode mode in Enum.GetValues<MimeOutputMode>())
            {
                ArrayBufferWriter<byte> output = new();
                RoundTripTests.Write(new MimeWriter(output, new MimeWriteOptions { Mode = mode }), model.Root, isRoot: true, mode);
                List<string> found = [];
                using MimeKit.MimeIterator parts = new(MimeKit.MimeMessage.Load(new MemoryStream(output.WrittenSpan.ToArray())));
                while (parts.MoveNext())
                {
                    if (parts.Current is MimeKit.MimePart part)
                    {
                        MemoryStream content = new();
                        part.Content?.DecodeTo(content);
                        found.Add(MimeText.Latin(content.ToArray()));
                    }
                }

                Assert.Equal(Bodies(model.Root), found);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20261124, 1).WithEndSize(60));
    }

    private static IEnumerable<string> Bodies(PartModel part) => part.Kind == PartKind.Leaf ? [MimeText.Latin(part.Content)] : part.Children.SelectMany(Bodies);

    private static byte[] Write(string subject, string name, string fileName, byte[] content, MimeOutputMode mode)
    {
        MessageBuilder message = new()
        {
            Date = new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.FromHours(1)),
            From = { new MailboxAddress(name, "me@x.example") },
            To = { new MailboxAddress(name, "\"a b\"@bücher.example"), "c@x.example" },
            Subject = subject,
            Text = "Grüße\nFrom here\n.",
            Html = "<p>Grüße</p>",
            Related = { new BodyPart("image/png", new byte[] { 1, 2 }) { ContentId = "logo@x" } },
            Attachments = { new BodyPart("application/octet-stream", content) { FileName = fileName } },
        };
        message.To.AddGroup("Freunde, alte", new MailboxAddress(name, "d@x.example"));
        ArrayBufferWriter<byte> output = new();
        message.Write(output, new byte[16], new MimeWriteOptions { Mode = mode });
        return output.WrittenSpan.ToArray();
    }

    private static PythonMessage RunPython(byte[] message)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true });
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3 here.");
        }

        using (process)
        {
            process!.StandardInput.BaseStream.Write(message);
            process.StandardInput.Close();
            string json = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return JsonSerializer.Deserialize<PythonMessage>(json)!;
        }
    }

    private sealed record PythonPart(string Type, string FileName, string Content);

    private sealed record PythonMessage(string Subject, string[][] From, string[][] To, string[] Groups, PythonPart[] Parts, string[] Defects);
}
