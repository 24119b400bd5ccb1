using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Protocols.TestKit.Generators;

/// <summary>Makes messages of everything that is awkward to write: nasty names, values, bodies and nestings.</summary>
public static class MessageModels
{
    /// <summary>Any message. Larger sizes give more parts, fields and octets.</summary>
    public static Gen<MessageModel> Any() =>
        Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => Make(seed, size)));

    /// <summary>The message of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="size">How large it may become: 0 to 100.</param>
    public static MessageModel Make(int seed, int size)
    {
        Maker maker = new(new Random(seed), size);
        PartModel root = maker.Part(0, isRoot: true);
        return new MessageModel(seed, root);
    }

    private sealed class Maker(Random random, int size)
    {
        private static readonly string[] s_words =
        [
            "word", "Re:", "a", "Grüße", "日本語", "😀", "é", "=?utf-8?q?x?=", "=?", "?=", "\"", "\\", "(", ")", "<", ">", "@", ",", ";", ":", "[", "]", ".", "..", "=", "'", "%41", "*", "--b0.", "\t", "\u001b", "\u0085", "\u007f",
            "\u2028", "\u00a0", "From", "undisclosed-recipients:;", "very-long-word-" + new string('x', 100), "utf-8''x", "&", "/", "~", "\ufeff", "e\u0301",
        ];

        private static readonly string[] s_pieces =
        [
            "\r\n", "\r\n", "\r\n", "\n", "\r", "\0", ".", "\r\n.\r\n", "\r\nFrom x", "From ", " \r\n", "\t\r\n", "=", "=3D", "=\r\n", "é", "日本語", "text ", "more text", "--", "--b0.", "\r\n--b0.\r\n", "\r\n--b1=--\r\n", "\r\n--=_2\r\n", "--=_0",
            "\r\n--b0.--\r\nX: forged\r\n\r\n", "Content-Type: text/plain\r\n\r\n", "\u001b", "begin 644 x\r\n",
        ];

        private static readonly string[] s_locals = ["jdoe", "a", "x1", "a b", "a\"b", "a\\b", "a@b", "", ".a", "a..b", "a,b", "a;b", "a(b)", "<a>", "jürgen", "ü ö", "用户", "a:b", " "];

        private static readonly (string Unicode, string Ascii)[] s_domains = [("b.example", "b.example"), ("mail.b-c.example", "mail.b-c.example"), ("[192.0.2.1]", "[192.0.2.1]"), ("[IPv6:2001:db8::1]", "[IPv6:2001:db8::1]"), ("bücher.example", "xn--bcher-kva.example")];

        private static readonly string[] s_subtypes = ["mixed", "alternative", "related", "digest", "x-other"];

        private int _boundaries;
        private int _partsLeft = 2 + (size / 4);

        public PartModel Part(int depth, bool isRoot)
        {
            _partsLeft--;
            int kind = depth < 6 && _partsLeft > 0 ? random.Next(isRoot ? 5 : 4) : 0;
            PartModel part = kind switch
            {
                2 or 4 => new PartModel(PartKind.Multipart, "multipart", Pick(s_subtypes)) { Boundary = NextBoundary() },
                3 => new PartModel(PartKind.Message, "message", "rfc822"),
                _ => new PartModel(PartKind.Leaf, Pick("text", "application", "image"), Pick("plain", "x-other", "octet-stream")),
            };
            AddFields(part, isRoot);
            if (part.Kind == PartKind.Multipart)
            {
                int count = 1 + random.Next(3);
                for (int i = 0; i < count; i++)
                {
                    part.Children.Add(Part(depth + 1, isRoot: false));
                }
            }
            else if (part.Kind == PartKind.Message)
            {
                part.Children.Add(Part(depth + 1, isRoot: true));
            }
            else
            {
                part.Content = Content();
            }

            return part;
        }

        private string NextBoundary()
        {
            int number = _boundaries++;
            return Pick($"b{number}.", $"b{number}=", $"=_{number}_", $"=_{number}_0123456789abcdef0123456789abcdef");
        }

        private void AddFields(PartModel part, bool isRoot)
        {
            int count = random.Next(1 + (size / 20));
            for (int i = 0; i < count; i++)
            {
                part.Fields.Add(random.Next(isRoot ? 3 : 1) switch
                {
                    0 => new FieldModel(Pick("Subject", "X-Other", "Comments", "Content-Description")) { Text = Text() },
                    1 => new FieldModel(Pick("To", "Cc", "From", "Reply-To")) { Groups = Groups() },
                    _ => new FieldModel(Pick("Message-ID", "References")) { Ids = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(i => $"{i}.{new string('x', random.Next(60))}={random.Next()}@mail.example")] },
                });
            }

            if (part.Kind != PartKind.Message)
            {
                part.Parameters.AddRange(Parameters());
            }

            if (random.Next(3) == 0)
            {
                part.Disposition = [.. Parameters(), ("filename", Text())];
            }
        }

        private IEnumerable<(string Name, string Value)> Parameters() =>
            Enumerable.Range(0, random.Next(3)).Select(i => ($"p{i}", Text()));

        private List<(string? Group, List<AddressModel> Members)> Groups()
        {
            List<(string? Group, List<AddressModel> Members)> groups = [];
            int count = 1 + random.Next(3);
            for (int i = 0; i < count; i++)
            {
                bool isGroup = random.Next(3) == 0;
                string name = Text();
                groups.Add((isGroup ? (name.Length == 0 ? "g" : name) : null, [.. Enumerable.Range(0, random.Next(4) + (isGroup ? 0 : 1)).Select(_ => Address())]));
            }

            return groups;
        }

        private AddressModel Address()
        {
            (string unicode, string ascii) = Pick(s_domains);
            return new AddressModel(random.Next(2) == 0 ? "" : Text(), Pick(s_locals), unicode, ascii);
        }

        private string Text()
        {
            StringBuilder text = new();
            int count = random.Next(1 + (random.Next(8) == 0 ? size : size / 8));
            for (int i = 0; i < count; i++)
            {
                text.Append(Pick(s_words)).Append(Pick("", " ", " ", " ", "  ", "\t"));
            }

            // What is at the ends of a text is a part of it; a byte order mark at the beginning is not, for the decoder.
            return text.ToString().TrimStart('\ufeff');
        }

        private byte[] Content()
        {
            switch (random.Next(6))
            {
                case 0:
                    byte[] octets = new byte[random.Next(1 + (size * 10))];
                    random.NextBytes(octets);
                    return octets;
                case 1:
                    return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("plain lines of text\r\n", random.Next(1 + (size / 4)))));
                case 2:
                    return Encoding.UTF8.GetBytes(new string(Pick('a', 'é'), random.Next(1 + (size * 30))) + Pick("", "\r\n"));
                default:
                    return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(1 + (size / 2))).Select(_ => Pick(s_pieces))));
            }
        }

        private T Pick<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];
    }
}
