using System.Globalization;
using System.Text;

namespace Protocols.MailAuth.Dkim;

/// <summary>Builds a field of tags, folded where a line would be too long (RFC 5322 §2.1.1), and last its signature.</summary>
internal sealed class SignatureField
{
    private const int LineLength = 76;
    private const int Indent = 8;

    private readonly StringBuilder _field;
    private int _line;

    /// <summary>Begins a field.</summary>
    public SignatureField(string name)
    {
        _field = new StringBuilder(name).Append(':');
        _line = _field.Length;
    }

    public void Add(string tag, string value) => AddWord($" {tag}={value};");

    public void Add(string tag, long value) => Add(tag, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds the names of a key: as they were given in a message whose header is not ASCII, in A-labels in any other (RFC 8616 §5).</summary>
    public void AddNames(DkimSigningKey key, SignedHeader header)
    {
        Add("d", header.IsAscii ? AsciiDomain.Of(key.Domain) : key.Domain);
        Add("s", header.IsAscii ? AsciiDomain.Of(key.Selector) : key.Selector);
    }

    /// <summary>Adds a list with colons between its words, at each of which a line may end.</summary>
    public void AddList(string tag, List<string> words)
    {
        for (int i = 0; i < words.Count; i++)
        {
            AddWord($"{(i == 0 ? $" {tag}=" : "")}{words[i]}{(i == words.Count - 1 ? ";" : ":")}");
        }
    }

    /// <summary>Ends with an empty signature: what is hashed.</summary>
    public byte[] Unsigned()
    {
        AddWord(" b=");
        return Encoding.UTF8.GetBytes(_field.ToString());
    }

    /// <summary>Puts the signature behind it, and ends the field.</summary>
    public byte[] Signed(byte[] signature)
    {
        string text = Convert.ToBase64String(signature);
        for (int i = 0; i < text.Length;)
        {
            int length = Math.Min(text.Length - i, Math.Max(LineLength - _line, 1));
            _field.Append(text, i, length);
            i += length;
            if (i < text.Length)
            {
                _field.Append("\r\n\t");
                _line = Indent;
            }
        }

        return Encoding.UTF8.GetBytes(_field.Append("\r\n").ToString());
    }

    private void AddWord(string word)
    {
        if (_line + word.Length > LineLength && _line > Indent)
        {
            _field.Append("\r\n\t");
            _line = Indent;
            word = word.TrimStart(' ');
        }

        _field.Append(word);
        _line += word.Length;
    }
}
