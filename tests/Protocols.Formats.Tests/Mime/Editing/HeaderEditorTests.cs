using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Editing;

public sealed class HeaderEditorTests
{
    private const string Message = "A: 1\nB : 2\n folded\njunk\na: 3\n\nbody\n";

    public static TheoryData<string, string, Action<HeaderEditor>> Edits => new()
    {
        { "first", "X: new\nA: 1\nB : 2\n folded\njunk\na: 3\n\nbody\n", h => h.AddFirst("X", "new") },
        { "last", "A: 1\nB : 2\n folded\njunk\na: 3\nX: new\n\nbody\n", h => h.AddLast("X", "new") },
        { "at an index", "A: 1\nX: new\nB : 2\n folded\njunk\na: 3\n\nbody\n", h => h.Insert(1, w => w.WriteText("X", "new")) },
        { "several at an index", "A: 1\nB : 2\n folded\njunk\nX: 1\nY: 2\na: 3\n\nbody\n", h => h.Insert(2, w => { w.WriteText("X", "1"); w.WriteText("Y", "2"); }) },
        { "remove the first", "B : 2\n folded\njunk\na: 3\n\nbody\n", h => Assert.True(h.Remove("a")) },
        { "remove the second", "A: 1\nB : 2\n folded\njunk\n\nbody\n", h => Assert.True(h.Remove("A", 2)) },
        { "remove the last", "A: 1\nB : 2\n folded\njunk\n\nbody\n", h => Assert.True(h.Remove("A", -1)) },
        { "remove the last but one", "B : 2\n folded\njunk\na: 3\n\nbody\n", h => Assert.True(h.Remove("A", -2)) },
        { "remove what is not there", Message, h => Assert.False(h.Remove("A", 3) || h.Remove("A", -3) || h.Remove("C")) },
        { "remove all", "B : 2\n folded\njunk\n\nbody\n", h => Assert.Equal(2, h.RemoveAll("a")) },
        { "remove at an index", "A: 1\njunk\na: 3\n\nbody\n", h => h.RemoveAt(1) },
        { "remove everything", "junk\n\nbody\n", h => { h.RemoveAll("A"); h.RemoveAll("B"); } },
        { "replace", "A: new\nB : 2\n folded\njunk\na: 3\n\nbody\n", h => Assert.True(h.Replace("A", "new")) },
        { "replace the last", "A: 1\nB : 2\n folded\njunk\nA: new\n\nbody\n", h => Assert.True(h.Replace("A", "new", -1)) },
        { "rename", "A: 1\nCc : 2\n folded\njunk\na: 3\n\nbody\n", h => Assert.True(h.Rename("b", "Cc")) },
        { "rename twice", "A: 1\nD : 2\n folded\njunk\na: 3\n\nbody\n", h => { h.Rename("b", "Cc"); h.Rename("cc", "D"); } },
        { "rename what is new", "Y: new\nA: 1\nB : 2\n folded\njunk\na: 3\n\nbody\n", h => { h.AddFirst("X", "new"); h.Rename("X", "Y"); } },
        { "add and remove", Message, h => { h.AddFirst("X", "1"); h.AddLast("Y", "2"); h.Remove("x"); h.Remove("Y", -1); } },
        { "each sees the one before", "A: 2\nB : 2\n folded\njunk\na: 3\nA: 4\n\nbody\n", h => { h.AddFirst("A", "0"); h.AddLast("A", "4"); h.Remove("A", 2); h.Replace("A", "2"); } },
    };

    [Theory, Rfc(5293, "4"), Rfc(5293, "5")]
    [MemberData(nameof(Edits), DisableDiscoveryEnumeration = true)]
    public void Only_what_is_edited_changes_and_line_ends_stay_those_of_the_message(string what, string expected, Action<HeaderEditor> edit)
    {
        Assert.NotEmpty(what);
        Assert.Equal(expected, Edit(Message, e => edit(e.Header)));
        Assert.Equal(expected.Replace("\n", "\r\n"), Edit(Message.Replace("\n", "\r\n"), e => edit(e.Header)));
    }

    [Theory]
    [InlineData("", "X: new\r\n")]
    [InlineData("\r\n", "X: new\r\n\r\n")]
    [InlineData("\n", "X: new\n\n")]
    [InlineData("no header at all", "X: new\r\n\r\nno header at all")]
    [InlineData("no header\n at all\n", "X: new\n\nno header\n at all\n")]
    [InlineData("A: 1", "A: 1\r\nX: new\r\n")]
    [InlineData("A: 1\n", "A: 1\nX: new\n")]
    [InlineData("A: 1\r\n\r\n", "A: 1\r\nX: new\r\n\r\n")]
    [InlineData(" not a field\r\nA: 1\r\n\r\nx", " not a field\r\nA: 1\r\nX: new\r\n\r\nx")]
    [InlineData("From x@y Tue\nA: 1\n\nx", "From x@y Tue\nA: 1\nX: new\n\nx")]
    public void A_field_can_be_added_to_any_header_and_taken_out_again(string message, string added)
    {
        Assert.Equal(added, Edit(message, e => e.Header.AddLast("X", "new")));
        Assert.Equal(message, Edit(message, e => { e.Header.AddLast("X", "new"); e.Header.Remove("X", -1); }));
        Assert.Equal(message, Edit(message, e => { e.Header.AddFirst("X", "new"); e.Header.Remove("X"); }));
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes(Edit(message, e => e.Header.AddFirst("X", "new"))));
        Assert.Equal("new", document.Root.TryGetHeader("X"u8, out HeaderField field) ? field.GetText() : null);
    }

    [Fact]
    public void A_return_at_the_end_of_a_message_does_not_become_an_empty_line()
    {
        string edited = Edit("A: 1\n\r", e => e.Header.AddLast("X", "new"));
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes(edited));

        Assert.True(document.Root.TryGetHeader("X"u8, out _));
    }

    [Fact]
    public void Text_is_encoded_and_what_cannot_be_a_field_is_refused()
    {
        Assert.Equal("A: 1\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\n\r\n", Edit("A: 1\r\n\r\n", e => e.Header.AddLast("Subject", "Grüße")));
        foreach (string hostile in new[] { "x\r\nBcc: y", "x\n", "\0", "\r" })
        {
            Assert.Equal(
                "A: 1\r\n\r\n",
                Edit("A: 1\r\n\r\n", e =>
                {
                    Assert.Throws<MimeValueException>(() => e.Header.AddFirst("X", hostile));
                    Assert.Throws<MimeValueException>(() => e.Header.AddLast(hostile, "x"));
                    Assert.Throws<MimeValueException>(() => e.Header.Replace("A", hostile));
                    Assert.Throws<MimeValueException>(() => e.Header.Rename("A", "X" + hostile));
                    Assert.Throws<MimeValueException>(() => e.Header.Insert(0, w => w.WriteText("X", hostile)));
                }));
        }

        Edit("A: 1\r\n\r\n", e =>
        {
            Assert.Throws<InvalidOperationException>(() => e.Header.Insert(0, w => w.WriteTextBody("x")));
            Assert.Throws<ArgumentOutOfRangeException>(() => e.Header.Insert(2, w => { }));
            Assert.Throws<ArgumentOutOfRangeException>(() => e.Header.RemoveAt(1));
            Assert.Throws<ArgumentOutOfRangeException>(() => e.Header.RemoveAt(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => e.Header.Remove("A", 0));
        });
        Assert.Throws<MimeValueException>(() => Edit($"A:{new string('x', 996)}\r\n\r\n", e => e.Header.Rename("A", "Abc")));
    }

    [Fact]
    public void What_is_there_now_can_be_asked()
    {
        Edit(Message, e =>
        {
            e.Header.AddFirst("X", "new");
            Assert.Equal(4, e.Header.Count);
            Assert.Equal(2, e.Header.CountOf("A"));
            Assert.Equal(3, e.Header.IndexOf("A", -1));
            Assert.Equal(-1, e.Header.IndexOf("A", 3));
            Assert.Equal("X", MimeText.Latin(e.Header.GetName(0)));
            Assert.Equal(" new", MimeText.Latin(e.Header.GetRawValue(0)));
            Assert.Equal("B", MimeText.Latin(e.Header.GetName(2)));
            Assert.Equal(" 2\n folded", MimeText.Latin(e.Header.GetRawValue(2)));
            Assert.Equal(" 3", MimeText.Latin(e.Header.GetRawValue(3)));
        });
    }

    [Fact]
    public void The_plan_has_ranges_of_the_original_and_works_from_an_outline()
    {
        byte[] message = Encoding.Latin1.GetBytes("A: 1\r\nB: 2\r\n\r\n" + new string('x', 100_000));
        using MimeDocument document = MimeDocument.Parse(message);
        ArrayBufferWriter<byte> outline = new();
        document.WriteOutline(outline);
        using MimeDocument opened = MimeDocument.OpenOutline(outline.WrittenMemory);
        MimeEditor editor = new(opened);
        editor.Header.Replace("A", "new");

        IReadOnlyList<EditSegment> plan = editor.GetPlan();
        Assert.Equal(2, plan.Count);
        Assert.Equal("A: new\r\n", MimeText.Latin(plan[0].Octets.Span));
        Assert.Equal((6, message.Length - 6), (plan[1].Offset, plan[1].Length));
        Assert.Throws<InvalidOperationException>(() => editor.Write(new ArrayBufferWriter<byte>()));
        Assert.Throws<InvalidOperationException>(() => editor.ReplaceBody(opened.Root, "x"u8));
    }

    internal static string Edit(string message, Action<MimeEditor> edit)
    {
        using MimeDocument document = MimeDocument.Parse(Encoding.Latin1.GetBytes(message));
        MimeEditor editor = new(document);
        edit(editor);
        ArrayBufferWriter<byte> output = new();
        editor.Write(output);
        return MimeText.Latin(output.WrittenSpan);
    }
}
