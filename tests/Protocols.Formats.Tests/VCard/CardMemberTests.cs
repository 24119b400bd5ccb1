using Protocols.VCard;

namespace Protocols.Formats.Tests.VCard;

/// <summary>Members that few cards have.</summary>
public sealed class CardMemberTests
{
    [Fact, Rfc(2426, "2.1.2"), Rfc(2426, "3.3.3"), Rfc(2426, "3.5.4"), Rfc(2426, "3.7.1")]
    public void Those_of_version_3()
    {
        Card card = Card.Parse("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\nN:a;;;;\r\nCLASS:PRIVATE\r\nMAILER:m\\, 1\r\nNAME:of the book\r\nAGENT;VALUE=uri:CID:1@example.com\r\nEND:VCARD\r\n"u8.ToArray());
        Assert.Equal(("PRIVATE", "m, 1", "of the book", "CID:1@example.com"), (card.AccessClass, card.Mailer, card.SourceName, Assert.Single(card.Agents).Property.RawValue));
        card.AccessClass = "PUBLIC";
        card.Mailer = null;
        card.SourceName = "b";
        Assert.Equal("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:a\r\nN:a;;;;\r\nCLASS:PUBLIC\r\nNAME:b\r\nAGENT;VALUE=uri:CID:1@example.com\r\nEND:VCARD\r\n", card.ToString());
    }

    [Fact, Rfc(6350, "5.8"), Rfc(9555, "3.3.1"), Rfc(9555, "3.3.2")]
    public void Those_of_parameters()
    {
        Card card = Card.Create("a");
        CardProperty property = card.Add("JSPROP", "1");
        property.JsonPointer = "a/b";
        CardProperty name = card.Add("N", "b");
        name.ComponentOrder = ";0";
        name.CalendarScale = "gregorian";
        Card read = Card.Parse(card.ToBytes());
        Assert.Equal("a/b", read.JsonProperties[0].JsonPointer);
        CardProperty again = read.Views("N"u8)[0];
        Assert.Equal((";0", "gregorian"), (again.ComponentOrder, again.CalendarScale));
    }
}
