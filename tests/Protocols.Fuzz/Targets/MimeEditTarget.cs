using System.Buffers;
using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>A message in the editor: what is not edited, and what was added and taken out again, leaves every octet as it was.</summary>
internal static class MimeEditTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        byte[] message = input.ToArray();
        Assert.True(input.SequenceEqual(Edit(message, Touch)), "What was not edited has changed.");
        Assert.True(input.SequenceEqual(Edit(message, AddAndRemove)), "What was added and taken out again has left something.");

        // What was added is there, and taking it out of what was written gives the original's fields.
        byte[] added = Edit(message, static (_, editor) => editor.Header.AddFirst("X-Fuzz", "value"));
        using MimeDocument before = MimeDocument.Parse(message);
        using MimeDocument after = MimeDocument.Parse(added);
        if (before.Root.Headers.Count > 0)
        {
            Assert.Equal(before.Root.Headers.Count + 1, after.Root.Headers.Count);
            Assert.True(after.Root.TryGetHeader("X-Fuzz"u8, out HeaderField field) && field.Value.SequenceEqual("value"u8));
        }
    }

    private static void Touch(MimeDocument document, MimeEditor editor)
    {
        for (int i = 0; i < document.PartCount; i++)
        {
            editor.GetHeader(document.GetPart(i));
        }
    }

    private static void AddAndRemove(MimeDocument document, MimeEditor editor)
    {
        for (int i = 0; i < document.PartCount; i++)
        {
            HeaderEditor header = editor.GetHeader(document.GetPart(i));
            int count = header.Count;
            header.AddFirst("X-Added", "1");
            header.AddLast("X-Added", "2");
            header.Insert(1 + (count / 2), static writer => writer.WriteText("X-Middle", "3"));
            header.RemoveAt(1 + (count / 2));
            header.RemoveAt(header.Count - 1);
            header.RemoveAt(0);
            Assert.Equal(count, header.Count);
        }
    }

    private static byte[] Edit(byte[] message, Action<MimeDocument, MimeEditor> edit)
    {
        using MimeDocument document = MimeDocument.Parse(message);
        MimeEditor editor = new(document);
        edit(document, editor);
        ArrayBufferWriter<byte> output = new();
        editor.Write(output);
        return output.WrittenSpan.ToArray();
    }
}
