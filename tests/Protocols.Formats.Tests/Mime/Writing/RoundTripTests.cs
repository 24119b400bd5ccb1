using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime.Writing;

/// <summary>Whatever is written is read back, in each mode.</summary>
public sealed class RoundTripTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithReplay(20261124, 1).WithEndSize(60);

    [Theory]
    [InlineData(MimeOutputMode.SevenBit)]
    [InlineData(MimeOutputMode.EightBit)]
    [InlineData(MimeOutputMode.SmtpUtf8)]
    public void Any_message_is_read_back_as_it_was_written(MimeOutputMode mode)
    {
        ArrayBufferWriter<byte> output = new();
        Prop.ForAll(MessageModels.Any().ToArbitrary(), model =>
        {
            output.ResetWrittenCount();
            MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode });
            Write(writer, model.Root, isRoot: true, mode);
            Assert.True(writer.IsComplete);
            if (mode == MimeOutputMode.SevenBit)
            {
                Assert.Null(SevenBitCheck.Find(output.WrittenSpan));
            }

            Assert.True(mode == MimeOutputMode.SmtpUtf8 || !HasEightBitHeader(output.WrittenMemory));
            using MimeDocument document = MimeDocument.Parse(output.WrittenMemory);
            int number = 0;
            Compare(model.Root, document, ref number, mode);
            Assert.Equal(document.PartCount, number);
            Assert.True(document.Defects.IsEmpty, document.Defects.IsEmpty ? "" : document.Defects[0].ToString());
        }).Check(s_config);
    }

    private static bool HasEightBitHeader(ReadOnlyMemory<byte> message)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        for (int i = 0; i < document.PartCount; i++)
        {
            if (!Ascii.IsValid(document.GetPart(i).HeaderSpan))
            {
                return true;
            }

            Assert.Empty(SevenBitCheck.BadFolds(MimeText.Latin(document.GetPart(i).HeaderSpan)));
        }

        return false;
    }

    internal static void Write(MimeWriter writer, PartModel part, bool isRoot, MimeOutputMode mode)
    {
        if (isRoot)
        {
            writer.WriteMimeVersion();
        }

        foreach (FieldModel field in part.Fields)
        {
            Write(writer, field, mode);
        }

        if (part.Disposition is not null)
        {
            writer.WriteContentDisposition("attachment", Parameters(part.Disposition));
        }

        switch (part.Kind)
        {
            case PartKind.Multipart:
                writer.BeginMultipart(part.Subtype, part.Boundary, Parameters(part.Parameters));
                foreach (PartModel child in part.Children)
                {
                    writer.BeginPart();
                    Write(writer, child, isRoot: false, mode);
                }

                writer.EndMultipart();
                break;
            case PartKind.Message:
                writer.BeginMessage();
                Write(writer, part.Children[0], isRoot: true, mode);
                break;
            default:
                writer.WriteContentType(part.Type, part.Subtype, Parameters(part.Parameters));
                writer.WriteBody(part.Content);
                break;
        }
    }

    private static void Write(MimeWriter writer, FieldModel field, MimeOutputMode mode)
    {
        if (field.Text is not null)
        {
            writer.WriteText(field.Name, field.Text);
        }
        else if (field.Ids is not null)
        {
            writer.WriteMessageIds(field.Name, field.Ids);
        }
        else
        {
            AddressGroup[] groups = [.. Kept(field, mode).Select(group => new AddressGroup(group.Group, [.. group.Members.Select(member => new MailboxAddress(member.DisplayName, member.AddrSpec(member.Domain)))]))];
            bool isWhole = field.Groups!.All(group => group.Members.All(member => member.IsAscii));
            if (!isWhole && mode != MimeOutputMode.SmtpUtf8)
            {
                AddressGroup[] all = [.. field.Groups!.Select(group => new AddressGroup(group.Group, [.. group.Members.Select(member => new MailboxAddress(member.DisplayName, member.AddrSpec(member.Domain)))]))];
                Assert.Equal(WriteStatus.NeedsSmtpUtf8, writer.TryWriteAddresses(field.Name, all));
            }

            if (groups.Length > 0)
            {
                Assert.Equal(WriteStatus.Ok, writer.TryWriteAddresses(field.Name, groups));
            }
        }
    }

    private static (string? Group, List<AddressModel> Members)[] Kept(FieldModel field, MimeOutputMode mode) =>
        [.. field.Groups!.Select(group => (group.Group, group.Members.Where(member => member.IsAscii || mode == MimeOutputMode.SmtpUtf8).ToList())).Where(group => group.Group is not null || group.Item2.Count > 0)];

    private static void Compare(PartModel model, MimeDocument document, ref int number, MimeOutputMode mode)
    {
        MimePart part = document.GetPart(number++);
        bool isGlobal = model.Kind == PartKind.Message && mode == MimeOutputMode.SmtpUtf8;
        Assert.Equal($"{model.Type}/{(isGlobal ? "global" : model.Subtype)}", $"{MimeText.Latin(part.TypeName)}/{MimeText.Latin(part.SubtypeName)}");
        Compare(model.Parameters, part.ContentTypeParameters);
        if (model.Disposition is not null)
        {
            Compare(model.Disposition, part.DispositionParameters);
        }

        List<HeaderField> fields = [];
        foreach (HeaderField field in part.Headers)
        {
            string name = MimeText.Latin(field.Name);
            if (name is not ("MIME-Version" or "Content-Type" or "Content-Disposition" or "Content-Transfer-Encoding"))
            {
                fields.Add(field);
            }
        }

        FieldModel[] expected = [.. model.Fields.Where(field => field.Groups is null || Kept(field, mode).Length > 0)];
        Assert.Equal(expected.Select(field => field.Name), fields.Select(field => MimeText.Latin(field.Name)));
        for (int i = 0; i < expected.Length; i++)
        {
            Compare(expected[i], fields[i], mode);
        }

        if (model.Kind == PartKind.Leaf)
        {
            ArrayBufferWriter<byte> body = new();
            part.DecodeBody(body);
            Assert.True(model.Content.AsSpan().SequenceEqual(body.WrittenSpan), "The body is another.");
            return;
        }

        Assert.Equal(model.Kind == PartKind.Message, part.IsMessage);
        foreach (PartModel child in model.Children)
        {
            Compare(child, document, ref number, mode);
        }
    }

    private static void Compare(FieldModel model, HeaderField field, MimeOutputMode mode)
    {
        if (model.Text is not null)
        {
            Assert.Equal(model.Text, field.GetText());
        }
        else if (model.Ids is not null)
        {
            List<string> ids = [];
            foreach (ReadOnlySpan<byte> id in field.MessageIds)
            {
                ids.Add(MimeText.Latin(id));
            }

            Assert.Equal(model.Ids, ids);
        }
        else
        {
            List<string> expected = [];
            foreach ((string? group, List<AddressModel> members) in Kept(model, mode))
            {
                expected.AddRange(group is null ? [] : ["start " + group]);
                expected.AddRange(members.Select(member => $"{member.DisplayName}|{member.LocalPart}|{(mode == MimeOutputMode.SmtpUtf8 ? member.Domain : member.AsciiDomain)}"));
                expected.AddRange(group is null ? [] : ["end"]);
            }

            List<string> found = [];
            foreach (Address address in field.Addresses)
            {
                found.Add(address.Kind switch
                {
                    AddressKind.GroupStart => "start " + address.GetDisplayName(),
                    AddressKind.GroupEnd => "end",
                    _ => $"{address.GetDisplayName()}|{address.GetLocalPart()}|{address.GetDomain()}",
                });
            }

            Assert.Equal(expected, found);
        }
    }

    private static void Compare(List<(string Name, string Value)> expected, HeaderParameters parameters)
    {
        foreach ((string name, string value) in expected)
        {
            Assert.True(parameters.TryGetString(Encoding.ASCII.GetBytes(name), out string found));
            Assert.Equal(value, found);
        }
    }

    private static MimeParameter[] Parameters(List<(string Name, string Value)> parameters) => [.. parameters.Select(p => new MimeParameter(p.Name, p.Value))];
}
