using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Editing;

public sealed class EditPropertyTests(ITestOutputHelper output)
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1);

    [Fact]
    public void Any_octets_that_are_not_edited_come_out_as_they_were()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message => Assert.True(message.AsSpan().SequenceEqual(Edit(message, (HeaderEditor _) => { })))).Check(s_config);
    }

    [Theory]
    [InlineData("mime-cpython")]
    [InlineData("mime-cyrus")]
    [InlineData("mime-enmime")]
    [InlineData("mime-kmime")]
    [InlineData("mime-mail-parser-rs")]
    [InlineData("mime-mime4j")]
    [InlineData("mime-mimekit")]
    [InlineData("mime-ruby-mail")]
    public void Every_file_of_a_suite_comes_out_as_it_was_and_so_after_adding_and_taking_out(string suite)
    {
        int count = 0;
        foreach (string file in Suites.Files(suite, "*"))
        {
            byte[] message = File.ReadAllBytes(file);
            Assert.True(message.AsSpan().SequenceEqual(Edit(message, (HeaderEditor _) => { })), file);
            Assert.True(message.AsSpan().SequenceEqual(Edit(message, AddAndRemove)), file);
            count++;
        }

        output.WriteLine($"{count} files");
        Assert.NotEqual(0, count);
    }

    [Fact]
    public void What_is_added_to_any_octets_and_taken_out_again_leaves_them_as_they_were()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message => Assert.True(message.AsSpan().SequenceEqual(Edit(message, AddAndRemove)))).Check(s_config);
    }

    [Fact, Rfc(5293, "4"), Rfc(5293, "5")]
    public void Edits_of_any_header_do_what_they_do_to_a_list()
    {
        Gen<(byte[] Message, int[] Edits)> cases =
            from message in Gen.OneOf(MessageGenerators.Any(), MessageGenerators.Field().ArrayOf().Select(f => System.Text.Encoding.Latin1.GetBytes(string.Concat(f) + "\r\nbody")))
            from edits in Gen.Choose(0, int.MaxValue).ArrayOf()
            select (message, edits);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            List<(string Name, string Value)> model = Fields(c.Message);
            byte[] edited = Edit(c.Message, editor =>
            {
                foreach (int edit in c.Edits.Take(12))
                {
                    Apply(new Random(edit), editor.Header, model);
                }
            });
            Assert.Equal(model, Fields(edited));
        }).Check(s_config);
    }

    [Fact]
    public void A_body_of_any_message_is_replaced_and_the_others_stay()
    {
        Gen<(byte[] Message, byte[] Body, int Place)> cases =
            from message in MessageGenerators.Message()
            from body in Gen.OneOf(MessageGenerators.Octets(), MessageGenerators.Noise())
            from place in Gen.Choose(0, 100)
            select (message, body, place);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            using MimeDocument document = MimeDocument.Parse(c.Message);
            int[] leaves = [.. Enumerable.Range(0, document.PartCount).Where(i => !document.GetPart(i).HasChildren && document.GetPart(i).MediaType is not (MediaType.Multipart or MediaType.Message))];
            if (leaves.Length == 0)
            {
                return;
            }

            int leaf = leaves[c.Place % leaves.Length];
            MimeEditor editor = new(document);
            editor.ReplaceBody(document.GetPart(leaf), c.Body);
            ArrayBufferWriter<byte> edited = new();
            editor.Write(edited);
            using MimeDocument after = MimeDocument.Parse(edited.WrittenMemory);
            Assert.Equal(document.PartCount, after.PartCount);
            for (int i = 0; i < document.PartCount; i++)
            {
                Assert.Equal(i == leaf ? MimeText.Latin(c.Body) : Body(document.GetPart(i)), Body(after.GetPart(i)));
            }
        }).Check(s_config);
    }

    [Fact]
    public void An_attachment_is_added_to_any_message_and_every_body_stays()
    {
        Prop.ForAll(MessageGenerators.Message().ToArbitrary(), message =>
        {
            using MimeDocument document = MimeDocument.Parse(message);
            if (document.Defects.ToArray().Any(defect => defect.Code == DefectCode.MissingEmptyLine))
            {
                // Where a header was never ended, what comes behind the message may end it.
                return;
            }

            MimeEditor editor = new(document);
            editor.AddAttachment(new BodyPart("a/b", new byte[] { 0, 1, 2 }), new byte[16]);
            ArrayBufferWriter<byte> edited = new();
            editor.Write(edited);
            using MimeDocument after = MimeDocument.Parse(edited.WrittenMemory);
            Assert.Equal([.. Leaves(document), "\0\u0001\u0002"], Leaves(after));
            Assert.Equal(KnownMediaType.MultipartMixed, after.Root.KnownMediaType);
        }).Check(s_config);
    }

    private static List<string> Leaves(MimeDocument document)
    {
        List<string> leaves = [];
        for (int i = 0; i < document.PartCount; i++)
        {
            if (!document.GetPart(i).HasChildren)
            {
                leaves.Add(Body(document.GetPart(i)));
            }
        }

        return leaves;
    }

    private static string Body(MimePart part)
    {
        if (part.HasChildren)
        {
            return "";
        }

        ArrayBufferWriter<byte> body = new();
        part.DecodeBody(body);
        return MimeText.Latin(body.WrittenSpan);
    }

    private static void Apply(Random random, HeaderEditor header, List<(string Name, string Value)> model)
    {
        string name = model.Count > 0 && random.Next(4) > 0 ? model[random.Next(model.Count)].Name : "X-New";
        int occurrence = random.Next(1, 3) * (random.Next(2) == 0 ? 1 : -1);
        int[] places = [.. Enumerable.Range(0, model.Count).Where(i => model[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        int number = occurrence > 0 ? occurrence - 1 : places.Length + occurrence;
        int place = number >= 0 && number < places.Length ? places[number] : -1;
        string text = $"new {random.Next(100)}";
        switch (random.Next(6))
        {
            case 0:
                header.AddFirst("X-New", text);
                model.Insert(0, ("X-New", " " + text));
                break;
            case 1:
                header.AddLast("X-New", text);
                model.Add(("X-New", " " + text));
                break;
            case 2:
                int index = random.Next(model.Count + 1);
                header.Insert(index, writer => { writer.WriteText("X-A", text); writer.WriteText("X-B", text); });
                model.InsertRange(index, [("X-A", " " + text), ("X-B", " " + text)]);
                break;
            case 3:
                Assert.Equal(place >= 0, header.Remove(name, occurrence));
                model.RemoveRange(Math.Max(place, 0), place >= 0 ? 1 : 0);
                break;
            case 4 when name.Length <= 76:
                Assert.Equal(place >= 0, header.Replace(name, text, occurrence));
                Set(model, place, (name, " " + text));
                break;
            case 5:
                Assert.Equal(place, header.IndexOf(name, occurrence));
                if (place < 0 || model[place].Value.Length < 900)
                {
                    Assert.Equal(place >= 0, header.Rename(name, "X-Renamed", occurrence));
                    Set(model, place, ("X-Renamed", place < 0 ? "" : model[place].Value));
                }

                break;
        }
    }

    private static void Set(List<(string Name, string Value)> model, int place, (string Name, string Value) field)
    {
        if (place >= 0)
        {
            model[place] = field;
        }
    }

    private static List<(string Name, string Value)> Fields(byte[] message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        List<(string Name, string Value)> fields = [];
        foreach (HeaderField field in document.Root.Headers)
        {
            fields.Add((MimeText.Latin(field.Name), MimeText.Latin(field.RawValue)));
        }

        return fields;
    }

    private static void AddAndRemove(HeaderEditor header)
    {
        int count = header.Count;
        header.AddFirst("X-Added", "1");
        header.AddLast("X-Added", "2");
        header.Insert(1 + (count / 2), writer => writer.WriteText("X-Middle", "3"));
        header.RemoveAt(1 + (count / 2));
        header.Remove("x-added", -1);
        header.RemoveAt(0);
        Assert.Equal(count, header.Count);
    }

    private static byte[] Edit(byte[] message, Action<HeaderEditor> edit) =>
        Edit(message, editor =>
        {
            using MimeDocument document = MimeDocument.Parse(message);
            for (int i = 0; i < document.PartCount; i++)
            {
                edit(editor.GetHeader(document.GetPart(i)));
            }
        });

    private static byte[] Edit(byte[] message, Action<MimeEditor> edit)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        MimeEditor editor = new(document);
        edit(editor);
        ArrayBufferWriter<byte> edited = new(Math.Max(message.Length, 1));
        editor.Write(edited);
        return edited.WrittenSpan.ToArray();
    }
}
