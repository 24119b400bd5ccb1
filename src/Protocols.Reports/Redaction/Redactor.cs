using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Reports;

/// <summary>
/// Takes private data out of reports (RFC 6590): the same data becomes the same text each time, so that reports about one person can still be
/// told to be so, and nobody without the key can find out who it is. HMAC with SHA-256, in base64 of the alphabet for URLs, 43 characters.
/// </summary>
/// <remarks>
/// What identifies a message in logs, such as its Message-ID, identifies a person too for who has the logs (RFC 6590 §5.3): redact that as
/// well, or let it be known. Data inside base64, quoted-printable or encoded words is not found: send the header alone where that matters.
/// </remarks>
public sealed class Redactor
{
    /// <summary>The length of what takes the place of private data, in characters. A local part has room for 64 (RFC 5321 §4.5.3.1.1).</summary>
    public const int ReplacementLength = 43;

    private readonly byte[] _key;

    /// <summary>Makes a redactor.</summary>
    /// <param name="key">The key, at least 16 octets that are kept secret. Another key makes other texts of the same data.</param>
    /// <exception cref="ArgumentException">The key is shorter.</exception>
    public Redactor(ReadOnlySpan<byte> key)
    {
        if (key.Length < 16)
        {
            throw new ArgumentException("A key has at least 16 octets.", nameof(key));
        }

        _key = key.ToArray();
    }

    /// <summary>Gives what takes the place of some private data: letters, digits, hyphens and underscores.</summary>
    /// <param name="data">The data.</param>
    public string Redact(string data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return Redact(Encoding.UTF8.GetBytes(data));
    }

    /// <summary>Redacts the local part of an address, and leaves the domain. Letter case makes a difference (RFC 5321 §2.4). What has no at sign is redacted whole.</summary>
    /// <param name="address">The address.</param>
    public string RedactAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int at = address.LastIndexOf('@');
        return at < 0 ? Redact(address) : Redact(address[..at]) + address[at..];
    }

    /// <summary>
    /// Replaces each instance of private data in a message or a header, wherever it stands as it is. Where two begin at one place the longer
    /// one is taken. The cost is linear in the message for a given list.
    /// </summary>
    /// <param name="message">The octets.</param>
    /// <param name="data">The private data, such as local parts and names; those that are empty are passed over.</param>
    public byte[] RedactMessage(ReadOnlySpan<byte> message, IEnumerable<string> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        string[] texts = [.. data.Where(static text => text.Length > 0).Distinct().OrderByDescending(static text => text.Length)];
        if (texts.Length == 0)
        {
            return message.ToArray();
        }

        // Octets as characters, one for one, so that the framework's search for many strings at once can be had.
        string[] wanted = [.. texts.Select(static text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)))];
        string[] replacements = [.. texts.Select(Redact)];
        SearchValues<string> search = SearchValues.Create(wanted, StringComparison.Ordinal);
        string text = Encoding.Latin1.GetString(message);
        StringBuilder redacted = new(text.Length);
        ReadOnlySpan<char> rest = text;
        while (rest.IndexOfAny(search) is var found && found >= 0)
        {
            redacted.Append(rest[..found]);
            rest = rest[found..];
            int which = Longest(rest, wanted);
            redacted.Append(replacements[which]);
            rest = rest[wanted[which].Length..];
        }

        return Encoding.Latin1.GetBytes(redacted.Append(rest).ToString());
    }

    private static int Longest(ReadOnlySpan<char> rest, string[] wanted)
    {
        int which = 0;
        while (!rest.StartsWith(wanted[which], StringComparison.Ordinal))
        {
            which++;
        }

        return which;
    }

    private string Redact(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, data, hash);
        return Base64Url.EncodeToString(hash);
    }
}
