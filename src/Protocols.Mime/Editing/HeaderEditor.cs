using System.Buffers;
using System.Text;

namespace Protocols.Mime;

/// <summary>
/// Edits the header of one part. Fields that are not touched stay as they are, octet for octet, and so do lines that are no fields. Each
/// change is seen by the next. Indexes run from 0; occurrences of a name run from 1, or from −1 backwards, as in RFC 5293 §5.
/// </summary>
/// <remarks>Which fields may be changed at all (RFC 5293 §6 protects some) is the caller's to decide.</remarks>
public sealed class HeaderEditor
{
    private static readonly MimeReadOptions s_readBack = new() { MaxHeaderBytes = int.MaxValue };

    private readonly MimeEditor _editor;
    private readonly List<FieldSlot> _slots = [];
    private readonly int _start;
    private readonly int _end;
    private readonly int _emptyLine;
    private readonly bool _hasBody;
    private readonly FieldSlot[] _original;

    internal HeaderEditor(MimeEditor editor, MimePart part)
    {
        _editor = editor;
        _hasBody = part.BodyEnd > part.BodyStart;
        IsRoot = part.Number == 0;
        (_start, _end) = (part.HeaderStart, part.BodyStart);
        ReadOnlyMemory<byte> header = part.HeaderMemory;
        _emptyLine = _end - EmptyLineLength(header.Span);
        int position = _start;
        foreach (HeaderField field in part.Headers)
        {
            AddOther(header, position, field.Offset);
            ReadOnlyMemory<byte> octets = header.Slice(field.Offset - _start, field.Length);
            int colon = octets.Span.IndexOf((byte)':');
            int ending = EndingLength(octets.Span);
            position = field.Offset + field.Length;
            _slots.Add(new FieldSlot
            {
                Name = octets[..field.Name.Length],
                Value = octets[(colon + 1)..^ending],
                Start = field.Offset,
                End = position,
                IsEnded = ending > 0,
            });
        }

        AddOther(header, position, _emptyLine);
        _original = [.. _slots];
    }

    /// <summary>How many fields there are now.</summary>
    public int Count => _slots.Count(static slot => slot.IsField);

    internal int Start => _start;

    internal int End => _end;

    internal bool IsRoot { get; }

    /// <summary>Whether the header is another than it was; what was added and taken out again leaves it the same.</summary>
    internal bool IsChanged => !_slots.SequenceEqual(_original);

    /// <summary>Whether something new follows that must not be taken for header.</summary>
    internal bool HasNewBody { get; set; }

    /// <summary>How many fields of a name there are now.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    public int CountOf(string name) => _slots.Count(slot => Is(slot, name));

    /// <summary>The name of a field as it is written.</summary>
    /// <param name="index">The index of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ReadOnlySpan<byte> GetName(int index) => _slots[SlotOf(index)].Name.Span;

    /// <summary>The value of a field as it is written, with its folds, as <see cref="HeaderField.RawValue"/> has it.</summary>
    /// <param name="index">The index of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public ReadOnlySpan<byte> GetRawValue(int index) => _slots[SlotOf(index)].Value.Span;

    /// <summary>Finds the index of a field by its name.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <param name="occurrence">From 1, or from −1 for the last one backwards; not 0.</param>
    /// <returns>The index, or −1 where there is none.</returns>
    public int IndexOf(string name, int occurrence = 1)
    {
        ArgumentOutOfRangeException.ThrowIfZero(occurrence);
        int found = FindSlot(name, occurrence);
        return found < 0 ? -1 : _slots.Take(found).Count(static slot => slot.IsField);
    }

    /// <summary>Adds an unstructured field before all others.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The plain text, which is encoded and folded as it has to be.</param>
    /// <exception cref="MimeValueException">The name is none, or the text has CR, LF or NUL in it.</exception>
    public void AddFirst(string name, string text) => Insert(0, writer => writer.WriteText(name, text));

    /// <summary>Adds an unstructured field behind all others.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The plain text, which is encoded and folded as it has to be.</param>
    /// <exception cref="MimeValueException">The name is none, or the text has CR, LF or NUL in it.</exception>
    public void AddLast(string name, string text) => Insert(Count, writer => writer.WriteText(name, text));

    /// <summary>Inserts fields.</summary>
    /// <param name="index">The index that the first of them gets: from 0 to <see cref="Count"/>.</param>
    /// <param name="write">Writes header fields, and nothing else.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A body was written.</exception>
    public void Insert(int index, Action<MimeWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        int slot = index == Count && index >= 0 ? EndSlot() : SlotOf(index);
        _slots.InsertRange(slot, Render(write));
    }

    /// <summary>Removes a field.</summary>
    /// <param name="index">The index of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public void RemoveAt(int index)
    {
        _slots.RemoveAt(SlotOf(index));
    }

    /// <summary>Removes one field of a name; false where there is none.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <param name="occurrence">From 1, or from −1 for the last one backwards; not 0.</param>
    public bool Remove(string name, int occurrence = 1)
    {
        int index = IndexOf(name, occurrence);
        if (index >= 0)
        {
            RemoveAt(index);
        }

        return index >= 0;
    }

    /// <summary>Removes all fields of a name.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <returns>How many there were.</returns>
    public int RemoveAll(string name)
    {
        int count = _slots.RemoveAll(slot => Is(slot, name));
        return count;
    }

    /// <summary>Puts fields in the place of one.</summary>
    /// <param name="index">The index of the field.</param>
    /// <param name="write">Writes header fields, and nothing else.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="InvalidOperationException">A body was written.</exception>
    public void ReplaceAt(int index, Action<MimeWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        int slot = SlotOf(index);
        List<FieldSlot> fields = Render(write);
        _slots.RemoveAt(slot);
        _slots.InsertRange(slot, fields);
    }

    /// <summary>Gives one field of a name another text; false where there is none.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <param name="text">The plain text, which is encoded and folded as it has to be.</param>
    /// <param name="occurrence">From 1, or from −1 for the last one backwards; not 0.</param>
    /// <exception cref="MimeValueException">The text has CR, LF or NUL in it.</exception>
    public bool Replace(string name, string text, int occurrence = 1)
    {
        int index = IndexOf(name, occurrence);
        if (index >= 0)
        {
            ReplaceAt(index, writer => writer.WriteText(name, text));
        }

        return index >= 0;
    }

    /// <summary>Gives one field another name and leaves its value as it is; false where there is none.</summary>
    /// <param name="name">The name; letter case does not matter.</param>
    /// <param name="newName">The new name.</param>
    /// <param name="occurrence">From 1, or from −1 for the last one backwards; not 0.</param>
    /// <exception cref="MimeValueException">The new name is none, or makes the line longer than 998 octets.</exception>
    public bool Rename(string name, string newName, int occurrence = 1)
    {
        MimeValueException.ThrowUnlessOk(WriterGrammar.CheckFieldName(newName), nameof(newName));
        int found = IndexOf(name, occurrence) < 0 ? -1 : FindSlot(name, occurrence);
        if (found < 0)
        {
            return false;
        }

        FieldSlot old = _slots[found];
        int lineLength = old.Value.Span.IndexOfAny((byte)'\r', (byte)'\n') is var end && end < 0 ? old.Value.Length : end;
        const int LongestLine = 998;
        MimeValueException.ThrowUnlessOk(newName.Length + 1 + lineLength > LongestLine ? WriteStatus.TooLong : WriteStatus.Ok, nameof(newName));
        byte[] octets = Encoding.ASCII.GetBytes(newName);
        bool isSource = old.End > old.Start;
        _slots[found] = new FieldSlot
        {
            Name = octets,
            Value = old.Value,
            New = isSource ? octets : (byte[])[.. octets, .. old.New.Span[old.Name.Length..]],
            Start = old.New.IsEmpty ? old.Start + old.Name.Length : old.Start,
            End = old.End,
            IsEnded = old.IsEnded,
        };
        return true;
    }

    /// <summary>Takes out the fields that say what the body is, to put them elsewhere.</summary>
    internal List<FieldSlot> TakeContentFields()
    {
        List<FieldSlot> taken = _slots.FindAll(static slot => slot.IsField && slot.Name.Length > 8 && Ascii.EqualsIgnoreCase(slot.Name.Span[..8], "Content-"u8));
        _slots.RemoveAll(taken.Contains);
        return taken;
    }

    /// <summary>Gives the header as it is now.</summary>
    internal void AppendTo(EditPlan plan)
    {
        Append(plan, _slots, out bool isEnded);
        if (_emptyLine < _end)
        {
            plan.AddLineEnd(!isEnded);
            plan.AddSource(_emptyLine, _end);
        }
        else if (HasNewBody || _hasBody)
        {
            // The body began at a line that could be no field. What is new may make it one, for this reader or another.
            plan.AddLineEnd(!isEnded);
            plan.AddLineEnd(true);
        }
    }

    internal static void Append(EditPlan plan, List<FieldSlot> slots, out bool isEnded)
    {
        isEnded = true;
        foreach (FieldSlot slot in slots)
        {
            plan.AddLineEnd(!isEnded);
            plan.Add(slot.New);
            plan.AddSource(slot.Start, slot.End);
            isEnded = slot.IsEnded;
        }
    }

    private static bool Is(FieldSlot slot, string name)
    {
        ReadOnlySpan<byte> octets = slot.Name.Span;
        return slot.IsField && octets.Length == name.Length && Ascii.EqualsIgnoreCase(octets, name);
    }

    private static int EndingLength(ReadOnlySpan<byte> octets) => octets.EndsWith("\r\n"u8) ? 2 : octets.EndsWith("\n"u8) ? 1 : 0;

    // The empty line that ends a header, where it has one.
    private static int EmptyLineLength(ReadOnlySpan<byte> header)
    {
        int length = EndingLength(header);
        ReadOnlySpan<byte> before = header[..^length];
        return length > 0 && (before.IsEmpty || before[^1] == (byte)'\n') ? length : 0;
    }

    private List<FieldSlot> Render(Action<MimeWriter> write)
    {
        ReadOnlyMemory<byte> octets = _editor.RenderFields(write);
        List<FieldSlot> fields = [];
        using MimeDocument document = MimeDocument.Parse(octets, s_readBack);
        foreach (HeaderField field in document.Root.Headers)
        {
            ReadOnlyMemory<byte> whole = octets.Slice(field.Offset, field.Length);
            fields.Add(new FieldSlot { Name = whole[..field.Name.Length], Value = whole[(field.Name.Length + 1)..^EndingLength(whole.Span)], New = whole });
        }

        return fields;
    }

    private void AddOther(ReadOnlyMemory<byte> header, int start, int end)
    {
        if (start < end)
        {
            ReadOnlySpan<byte> octets = header.Span[(start - _start)..(end - _start)];
            _slots.Add(new FieldSlot { IsField = false, Name = default, Value = default, Start = start, End = end, IsEnded = EndingLength(octets) > 0 });
        }
    }

    private int FindSlot(string name, int occurrence)
    {
        ArgumentNullException.ThrowIfNull(name);
        int left = Math.Abs(occurrence);
        int step = occurrence < 0 ? -1 : 1;
        for (int i = occurrence < 0 ? _slots.Count - 1 : 0; i >= 0 && i < _slots.Count; i += step)
        {
            if (Is(_slots[i], name) && --left == 0)
            {
                return i;
            }
        }

        return -1;
    }

    // Behind everything, but for a line that is no field and goes on to the end of the message: no line end is put behind that one.
    private int EndSlot() => _slots is [.., { IsField: false, IsEnded: false }] ? _slots.Count - 1 : _slots.Count;

    private int SlotOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        int left = index;
        for (int i = 0; i < _slots.Count; i++)
        {
            if (_slots[i].IsField && left-- == 0)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(index), index, "There is no field at this index.");
    }
}
