using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sieve;

/// <summary>
/// Writes programs: a mark with the version of the form, the language's stamp, a digest of the rest, and the tables, all numbers in little endian and each table behind the
/// number of its rows.
/// </summary>
internal static class ProgramWriter
{
    /// <summary>Rises with each change of the form.</summary>
    public const byte Version = 1;

    public const int DigestLength = 16;

    public static ReadOnlySpan<byte> Mark => "SVP"u8;

    public static void Write(SieveCodeTables tables, IBufferWriter<byte> output)
    {
        ArrayBufferWriter<byte> body = new(tables.Octets.Length + (tables.Instructions.Length * 32) + 1024);
        Writer writer = new(body);
        writer.Strings([.. tables.Definitions.Select(static d => (d.Operation.IsTest ? "t" : "c") + d.Operation.Name)]);
        writer.Strings([.. tables.Language.CapabilityNames.Where((_, number) => tables.Required[number])]);
        writer.Strings(tables.Variables);
        writer.Strings(tables.Globals);
        writer.Int(tables.KeepsMatches ? 1 : 0);
        writer.Octets(tables.Octets);
        writer.Int(tables.Instructions.Length);
        foreach (ref SieveInstruction instruction in tables.Instructions.AsSpan())
        {
            writer.Int((int)instruction.Code | ((int)instruction.Part << 8) | (instruction.JumpWhen ? 1 << 16 : 0) | (instruction.HasOptions ? 1 << 17 : 0));
            writer.Int((int)instruction.Match | ((int)instruction.Comparator << 8) | ((int)instruction.Relation << 16));
            writer.Int(instruction.Operation);
            writer.Int(instruction.Target);
            writer.Int(instruction.Operand);
            writer.Int(instruction.Start);
            writer.Int(instruction.End);
        }

        writer.Ints(tables.Operands);
        writer.Int(tables.Strings.Length);
        foreach (ref SieveString text in tables.Strings.AsSpan())
        {
            writer.Int(text.Start);
            writer.Int(text.Length);
            writer.Int(text.Folded);
            writer.Int(text.Name);
            writer.Int(text.IsTemplate ? 1 : 0);
        }

        writer.Int(tables.Segments.Length);
        foreach (ref SieveSegment segment in tables.Segments.AsSpan())
        {
            writer.Int((int)segment.Kind);
            writer.Int(segment.Start);
            writer.Int(segment.Length);
        }

        writer.Int(tables.Numbers.Length);
        foreach (long number in tables.Numbers)
        {
            writer.Int((int)number);
            writer.Int((int)(number >> 32));
        }

        writer.Int(tables.HeaderNames.Count);
        for (int i = 0; i < tables.HeaderNames.Count; i++)
        {
            writer.Int(tables.HeaderNames[i].Start);
            writer.Int(tables.HeaderNames[i].Length);
        }

        writer.Ints(tables.Lines.Starts);

        Span<byte> head = stackalloc byte[12];
        Mark.CopyTo(head);
        head[3] = Version;
        BinaryPrimitives.WriteUInt64LittleEndian(head[4..], tables.Language.Stamp);
        output.Write(head);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body.WrittenSpan, digest);
        output.Write(digest[..DigestLength]);
        output.Write(body.WrittenSpan);
    }

    private readonly ref struct Writer(IBufferWriter<byte> output)
    {
        public void Int(int value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), value);
            output.Advance(sizeof(int));
        }

        public void Ints(int[] values)
        {
            Int(values.Length);
            foreach (int value in values)
            {
                Int(value);
            }
        }

        public void Octets(ReadOnlySpan<byte> octets)
        {
            Int(octets.Length);
            output.Write(octets);
        }

        public void Strings(string[] texts)
        {
            Int(texts.Length);
            foreach (string text in texts)
            {
                Octets(Encoding.UTF8.GetBytes(text));
            }
        }
    }
}
