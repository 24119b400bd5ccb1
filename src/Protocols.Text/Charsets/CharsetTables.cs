using System.Globalization;
using System.Text;

namespace Protocols.Text;

/// <summary>The character sets of one octet a character that the framework lacks, and the parts of others (Tables/make-charsets.py).</summary>
internal static class CharsetTables
{
    private static readonly ReadOnlyMemory<byte> s_data = TableData.Load("charsets.bin");
    private static readonly Dictionary<string, Entry> s_entries = ReadEntries();

    /// <summary>The two planes of JIS X 0213: code points of three octets, and flags above them, by row and cell.</summary>
    public static ReadOnlyMemory<byte> JisX0213(int plane) => s_data[(plane == 1 ? s_entries["plane1"] : s_entries["plane2"]).Offset..];

    /// <summary>What a code page of pairs lacks in the framework, in records of five octets.</summary>
    /// <param name="name">Its name in the tables.</param>
    public static ReadOnlyMemory<byte> Pairs(string name)
    {
        int start = s_entries[name].Offset;
        int end = s_entries.Values.Min(entry => entry.Offset > start ? entry.Offset : int.MaxValue);
        return s_data[start..end];
    }

    /// <summary>Whether there is a table of a name.</summary>
    /// <param name="squeezedName">The name, letters and digits only, in small letters.</param>
    public static bool Has(string squeezedName) => s_entries.ContainsKey(squeezedName);

    /// <summary>Finds a set of one octet a character.</summary>
    /// <param name="squeezedName">Its name, letters and digits only, in small letters.</param>
    public static Encoding? Find(string squeezedName)
    {
        if (!s_entries.TryGetValue(squeezedName, out Entry entry) || entry.Kind is not ("upper" or "full"))
        {
            return null;
        }

        // Some maps have what Unicode has not: it is of private use, and means nothing to others.
        char[] characters = new char[256];
        int first = entry.Kind == "upper" ? 128 : 0;
        for (int i = 0; i < characters.Length; i++)
        {
            characters[i] = i < first ? (char)i : TableData.ReadChar(s_data.Span, entry.Offset + ((i - first) * 2));
        }

        characters.AsSpan().ReplaceAny(CharsetNames.PrivateUse, '\uFFFD');
        return new SingleOctetEncoding(entry.Name, characters, CharsetNames.FindWriter(squeezedName));
    }

    private static Dictionary<string, Entry> ReadEntries()
    {
        Dictionary<string, Entry> entries = [];
        string lines = Encoding.ASCII.GetString(TableData.Load("charsets.txt").Span);
        foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Split(' ');
            Entry entry = new(words[0], int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
            foreach (string name in words.AsSpan(2))
            {
                entries.TryAdd(CharsetNames.Squeeze(name), entry);
            }
        }

        return entries;
    }

    private readonly record struct Entry(string Kind, int Offset, string Name);
}
