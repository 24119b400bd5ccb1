using System.Text;
using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>The value of a header field, read as each grammar there is.</summary>
internal static class HeadersTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        foreach (Address address in new AddressList(input))
        {
            address.GetDisplayName();
            address.GetAddress();
            address.GetLocalPart();
            address.GetDomain();
            Assert.NotNull(address.ToString());
        }

        int length = 0;
        foreach (ReadOnlySpan<byte> id in new MessageIdList(input))
        {
            Assert.False(id.IsEmpty);
            length += id.Length;
        }

        Assert.InRange(length, 0, input.Length);
        string text = HeaderText.Decode(input);
        Assert.False(text.AsSpan().ContainsAny('\r', '\n'), "A text of a field has a line end in it.");
        HeaderText.DecodePhrase(input);
        HtmlText.ToText(text);
        AsFields(input);
        AsHeader(input);
    }

    private static void AsHeader(ReadOnlySpan<byte> input)
    {
        MimeHeaderReader reader = new(input);
        int length = 0;
        while (reader.Read())
        {
            Assert.False(reader.Current.Name.IsEmpty);
            length += reader.Current.RawValue.Length;
        }

        Assert.True(reader.IsAtEnd);
        Assert.InRange(reader.Position, length, input.Length);
    }

    // As the field of each name, folded, so that all of it is its value.
    private static void AsFields(ReadOnlySpan<byte> input)
    {
        string value = Encoding.Latin1.GetString(input).Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n ", StringComparison.Ordinal);
        byte[] message = Encoding.Latin1.GetBytes(
            $"Content-Type: {value}\r\nContent-Disposition: {value}\r\nReceived: {value}\r\nList-Id: {value}\r\nList-Unsubscribe: {value}\r\nDate: {value}\r\nTo: {value}\r\n\r\n");
        Formats.Tests.Mime.Exercise.All(message);
    }
}
