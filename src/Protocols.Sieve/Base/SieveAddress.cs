using System.Buffers;
using System.Text.Unicode;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>An address that is sent to (RFC 5228 §2.4.2.3): strict, unlike what is read in messages.</summary>
internal static class SieveAddress
{
    private static readonly SearchValues<byte> s_special = SearchValues.Create("<>()[]:;@\\,\""u8);

    /// <summary>Reads <c>addr-spec</c>, or <c>phrase "&lt;" addr-spec "&gt;"</c>: no routes, no groups, no more than one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="address">The <c>addr-spec</c>.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out string address)
    {
        address = "";
        text = text.Trim(" \t"u8);
        if (text.IndexOfAnyInRange((byte)0, (byte)0x1F) >= 0 || !Utf8.IsValid(text))
        {
            return false;
        }

        int open = text.EndsWith(">"u8) ? text.LastIndexOf((byte)'<') : -1;
        ReadOnlySpan<byte> phrase = open < 0 ? default : text[..open].Trim((byte)' ');
        ReadOnlySpan<byte> spec = open < 0 ? text : text[(open + 1)..^1].Trim((byte)' ');
        bool isQuoted = phrase.Length > 1 && phrase[0] == (byte)'"' && phrase[1..].IndexOf((byte)'"') == phrase.Length - 2;
        if (!isQuoted && phrase.IndexOfAny(s_special) >= 0)
        {
            return false;
        }

        AddressEnumerator addresses = new AddressList(spec).GetEnumerator();
        if (!addresses.MoveNext() || addresses.Current is not { Kind: AddressKind.Mailbox } found)
        {
            return false;
        }

        // What the lenient reader passed over or put in order is not good enough to send to.
        bool isWhole = found.DisplayName.IsEmpty && found.Route.IsEmpty && !found.LocalPart.IsEmpty && !found.Domain.IsEmpty
            && (found.LocalPart[0] == (byte)'"' || found.LocalPart.IndexOfAny(s_special) < 0)
            && spec.StartsWith(found.LocalPart) && spec.EndsWith(found.Domain)
            && spec[found.LocalPart.Length..^found.Domain.Length].Trim(" \t"u8).SequenceEqual("@"u8);
        address = isWhole ? found.GetAddress() : "";
        return isWhole && new MailboxAddress(address).Check(MimeOutputMode.SmtpUtf8) == WriteStatus.Ok;
    }
}
