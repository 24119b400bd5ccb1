using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sieve;

/// <summary>Reads what <see cref="ProgramWriter"/> wrote. Behind the digest everything is as it was written, so that no more is checked than that the octets last.</summary>
internal static class ProgramReader
{
    public static bool TryRead(ReadOnlySpan<byte> octets, SieveOptions options, [NotNullWhen(true)] out SieveCodeTables? tables)
    {
        const int HeadLength = 12;
        tables = null;
        if (octets.Length < HeadLength + ProgramWriter.DigestLength || !octets.StartsWith(ProgramWriter.Mark) || octets[3] != ProgramWriter.Version
            || BinaryPrimitives.ReadUInt64LittleEndian(octets[4..]) != options.Language.Stamp)
        {
            return false;
        }

        ReadOnlySpan<byte> digest = octets.Slice(HeadLength, ProgramWriter.DigestLength);
        ReadOnlySpan<byte> body = octets[(HeadLength + ProgramWriter.DigestLength)..];
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, actual);
        return digest.SequenceEqual(actual[..ProgramWriter.DigestLength]) && TryReadBody(new Reader(body), options, out tables);
    }

    private static bool TryReadBody(Reader reader, SieveOptions options, [NotNullWhen(true)] out SieveCodeTables? tables)
    {
        tables = null;
        SieveLanguage language = options.Language;
        string[] names = reader.Strings();
        SieveDefinition[] definitions = new SieveDefinition[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            byte[] name = Encoding.ASCII.GetBytes(names[i][1..]);
            if (!(names[i][0] == 't' ? language.TryFindTest(name, out definitions[i]) : language.TryFindCommand(name, out definitions[i])))
            {
                return false;
            }
        }

        bool[] required = new bool[language.CapabilityNames.Count];
        foreach (string capability in reader.Strings())
        {
            if (!language.IsAvailable(capability, options.Capabilities))
            {
                return false;
            }

            required[language.NumberOf(capability)] = true;
        }

        string[] variables = reader.Strings();
        string[] globals = reader.Strings();
        bool keepsMatches = reader.Int() != 0;
        byte[] octets = reader.Octets().ToArray();
        SieveInstruction[] instructions = new SieveInstruction[reader.Int()];
        foreach (ref SieveInstruction instruction in instructions.AsSpan())
        {
            int flags = reader.Int();
            int match = reader.Int();
            instruction = new SieveInstruction
            {
                Code = (SieveCode)(flags & 0xFF),
                Part = (SieveAddressPart)((flags >> 8) & 0xFF),
                JumpWhen = (flags & (1 << 16)) != 0,
                HasOptions = (flags & (1 << 17)) != 0,
                Match = (SieveMatchType)(match & 0xFF),
                Comparator = (SieveComparator)((match >> 8) & 0xFF),
                Relation = (SieveRelation)((match >> 16) & 0xFF),
                Operation = (ushort)reader.Int(),
                Target = reader.Int(),
                Operand = reader.Int(),
                Start = reader.Int(),
                End = reader.Int(),
            };
        }

        int[] operands = reader.Ints();
        SieveString[] strings = new SieveString[reader.Int()];
        foreach (ref SieveString text in strings.AsSpan())
        {
            text = new SieveString { Start = reader.Int(), Length = reader.Int(), Folded = reader.Int(), Name = reader.Int(), IsTemplate = reader.Int() != 0 };
        }

        SieveSegment[] segments = new SieveSegment[reader.Int()];
        foreach (ref SieveSegment segment in segments.AsSpan())
        {
            segment = new SieveSegment { Kind = (SieveSegmentKind)reader.Int(), Start = reader.Int(), Length = reader.Int() };
        }

        long[] numbers = new long[reader.Int()];
        foreach (ref long number in numbers.AsSpan())
        {
            number = (uint)reader.Int() | ((long)reader.Int() << 32);
        }

        HeaderNameTable headerNames = new();
        for (int count = reader.Int(); count > 0; count--)
        {
            int start = reader.Int();
            headerNames.Add(octets, start, reader.Int());
        }

        tables = new SieveCodeTables
        {
            Instructions = instructions,
            Operands = operands,
            Strings = strings,
            Segments = segments,
            Numbers = numbers,
            Octets = octets,
            HeaderNames = headerNames,
            Definitions = definitions,
            Variables = variables,
            Globals = globals,
            Required = required,
            Lines = new LineTable(reader.Ints()),
            Language = language,
            Available = options.Capabilities,
            KeepsMatches = keepsMatches,
        };
        return true;
    }

    private ref struct Reader(ReadOnlySpan<byte> octets)
    {
        private ReadOnlySpan<byte> _rest = octets;

        public int Int()
        {
            int value = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            _rest = _rest[sizeof(int)..];
            return value;
        }

        public int[] Ints()
        {
            int[] values = new int[Int()];
            foreach (ref int value in values.AsSpan())
            {
                value = Int();
            }

            return values;
        }

        public ReadOnlySpan<byte> Octets()
        {
            int length = Int();
            ReadOnlySpan<byte> taken = _rest[..length];
            _rest = _rest[length..];
            return taken;
        }

        public string[] Strings()
        {
            string[] texts = new string[Int()];
            for (int i = 0; i < texts.Length; i++)
            {
                texts[i] = Encoding.UTF8.GetString(Octets());
            }

            return texts;
        }
    }
}
