using System.Text;
using Protocols.Text;
using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>Inputs that broke something once, made small.</summary>
public sealed class FoundByFuzzingTests
{
    [Theory]
    [InlineData("BEGIN:D\r;QUOTED-PRINTABLE:==\r")]
    [InlineData("BEGIN:D\r:\r=\n QUOTED-PRINTABLE;:=")]
    [InlineData("BEGIN:VCARD\nPHOTO;ENCODING=b;T^nG:")]
    [InlineData("BEGIN:VCARD\nPHOTO:data:image/pn\u0012;base64,AAAA\nEND:VCARD\n")]
    [InlineData("BEGIN:VCARD\nLABEL:a\u000Bb\nADR:;\nEND:VCARD\n")]
    [InlineData("BEGIN:VCARD\nADR:;\nLABEL:a\u000Bb\nEND:VCARD\n")]
    [InlineData("BEGIN:VCARD\nEMAIL;ENCODING=QUOTED-PRINTABLE:=00\nEND:VCARD\n")]
    [InlineData("BEGIN:VCARD\n:nameless\nEND:VCARD\n")]
    [InlineData("BEGIN:VCARD\nPHOTO;BASE64:AAAA\nTEL;TYPE=\"cell,home\";PREF=1;X-A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa;VALUE=u\n ri:tel:+1\nEND:VCARD\n")]
    public void Do_not_any_more(string source) => CardExercise.All(Encoding.Latin1.GetBytes(source));

    [Fact, Rfc(2426, "4")]
    public void A_line_that_is_folded_before_its_colon_is_no_part_of_the_picture_before_it()
    {
        Card card = Card.TryRead("BEGIN:VCARD\r\nVERSION:2.1\r\nPHOTO;BASE64:AAAA\r\nTEL;HO\r\n ME:1\r\nEND:VCARD\r\n"u8.ToArray())!;
        Assert.Equal("1", Assert.Single(card.Telephones).Text);
        Assert.Equal(3, card.Photos[0].GetBytes()!.Length);
    }

    [Fact]
    public void Soft_line_ends_are_known_where_the_word_for_them_is_folded()
    {
        Card card = Card.TryRead("BEGIN:VCARD\r\nVERSION:2.1\r\nNOTE;ENCODING=QUO\r\n TED-PRINTABLE:a=\r\nb=C3=A4=\r\n\r\nEND:VCARD\r\n"u8.ToArray(), ContentTreeOptions.VCard)!;
        Assert.Equal("ab\u00E4", Assert.Single(card.Notes).Text);
    }
}
