using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// A <c>mailto:</c> URI (RFC 6068), as far as notifications want it (RFC 5436). The fields that a URI must not set are read and left out: originator, date,
/// identity, trace and MIME fields (RFC 5436 §2.7, RFC 6068 §3).
/// </summary>
internal sealed class MailtoUri
{
    /// <summary>The scheme with its colon.</summary>
    public const string Scheme = "mailto:";

    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";

    // RFC 6068 §2: a semicolon has to be encoded in an address.
    private static readonly SearchValues<char> s_addressCharacters = SearchValues.Create(Unreserved + "!$'()*+,:@");
    private static readonly SearchValues<char> s_fieldCharacters = SearchValues.Create(Unreserved + "!$'()*+,;:@/?");

    private static readonly string[] s_unsafeFields =
    [
        "From", "Sender", "Date", "Message-ID", "Auto-Submitted", "Received", "Return-Path", "Apparently-To", "MIME-Version", "Delivered-To", "DKIM-Signature",
        "Authentication-Results", "Original-From", "Original-Subject", "Disposition-Notification-To", "Return-Receipt-To", "Errors-To",
    ];

    private readonly List<MailboxAddress> _to = [];
    private readonly List<MailboxAddress> _cc = [];
    private readonly List<MailboxAddress> _bcc = [];
    private readonly List<(string Name, string Text)> _fields = [];

    private MailtoUri()
    {
    }

    /// <summary>Whom it is for: the addresses, and those of fields <c>to</c>.</summary>
    public IReadOnlyList<MailboxAddress> To => _to;

    /// <summary>Who gets a copy.</summary>
    public IReadOnlyList<MailboxAddress> Cc => _cc;

    /// <summary>Who gets a copy that nobody sees.</summary>
    public IReadOnlyList<MailboxAddress> Bcc => _bcc;

    /// <summary>The subject; null where there is none.</summary>
    public string? Subject { get; private set; }

    /// <summary>The text; null where there is none.</summary>
    public string? Body { get; private set; }

    /// <summary>The other fields that may be set, with a capital letter first.</summary>
    public IReadOnlyList<(string Name, string Text)> Fields => _fields;

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI.</param>
    /// <param name="uri">What it says.</param>
    /// <param name="error">What is wrong with it, in words.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out MailtoUri? uri, [NotNullWhen(false)] out string? error)
    {
        uri = new MailtoUri();
        error = text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? uri.Read(text.AsSpan(Scheme.Length)) : "this is no mailto URI";
        uri = error is null ? uri : null;
        return error is null;
    }

    private string? Read(ReadOnlySpan<char> text)
    {
        // A fragment has no meaning here (RFC 6068 §2).
        int fragment = text.IndexOf('#');
        text = fragment < 0 ? text : text[..fragment];
        int query = text.IndexOf('?');
        ReadOnlySpan<char> to = query < 0 ? text : text[..query];
        if (!TryDecode(to, s_addressCharacters, out string addresses))
        {
            return "the addresses of the mailto URI have characters that have to be encoded";
        }

        string? error = ReadAddresses(addresses, _to);
        ReadOnlySpan<char> fields = query < 0 ? default : text[(query + 1)..];
        foreach (Range range in fields.Split('&'))
        {
            if (error is null && !fields[range].IsEmpty)
            {
                error = ReadField(fields[range]);
            }
        }

        return error;
    }

    private string? ReadField(ReadOnlySpan<char> field)
    {
        int equals = field.IndexOf('=');
        if (equals <= 0 || !TryDecode(field[..equals], s_fieldCharacters, out string name) || !TryDecode(field[(equals + 1)..], s_fieldCharacters, out string value))
        {
            return "a field of the mailto URI is not a name, an equals sign and a value with all special characters encoded";
        }

        if (name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':', StringComparison.Ordinal))
        {
            return $"'{name}' in the mailto URI is no name of a header field";
        }

        if (name.Equals("body", StringComparison.OrdinalIgnoreCase))
        {
            Body = Body is null ? value : $"{Body}\r\n{value}";
            return value.Contains('\0', StringComparison.Ordinal) ? "the body of the mailto URI has a NUL in it" : null;
        }

        if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
        {
            return $"the field '{name}' of the mailto URI has a line end in it";
        }

        List<MailboxAddress>? addresses = name.ToUpperInvariant() switch
        {
            "TO" => _to,
            "CC" => _cc,
            "BCC" => _bcc,
            _ => null,
        };
        if (addresses is not null)
        {
            return ReadAddresses(value, addresses);
        }

        if (name.Equals("Subject", StringComparison.OrdinalIgnoreCase))
        {
            Subject ??= value;
        }
        else if (!IsUnsafe(name))
        {
            _fields.Add((char.ToUpperInvariant(name[0]) + name[1..], value));
        }

        return null;
    }

    private static bool IsUnsafe(string name) =>
        s_unsafeFields.Contains(name, StringComparer.OrdinalIgnoreCase)
        || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("List-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("ARC-", StringComparison.OrdinalIgnoreCase);

    // Each address once.
    private static string? ReadAddresses(string text, List<MailboxAddress> addresses)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (!MailboxListSyntax.TryRead(text, out List<MailboxAddress> mailboxes))
        {
            return $"'{text}' in the mailto URI is no address";
        }

        foreach (MailboxAddress mailbox in mailboxes)
        {
            if (mailbox.Address.IndexOf('@', StringComparison.Ordinal) < 0)
            {
                return $"'{mailbox.Address}' in the mailto URI is no address";
            }

            if (!addresses.Exists(known => known.Address.Equals(mailbox.Address, StringComparison.OrdinalIgnoreCase)))
            {
                addresses.Add(mailbox);
            }
        }

        return null;
    }

    private static bool TryDecode(ReadOnlySpan<char> text, SearchValues<char> allowed, out string decoded)
    {
        decoded = "";
        if (text.ContainsAnyExcept(allowed))
        {
            return false;
        }

        byte[] octets = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                octets[length++] = (byte)text[i];
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return false;
            }

            octets[length++] = byte.Parse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            i += 2;
        }

        if (!System.Text.Unicode.Utf8.IsValid(octets.AsSpan(0, length)))
        {
            return false;
        }

        decoded = Encoding.UTF8.GetString(octets, 0, length);
        return true;
    }
}
