using System.Text.Json;
using Protocols.VCard.JSContact;

namespace Protocols.Formats.Tests.VCard.JSContact;

/// <summary>Cards for serializers.</summary>
public sealed class JSContactJsonContextTests
{
    [Fact, Rfc(9553, "2.1")]
    public void A_card_is_written_as_it_was_read()
    {
        const string Json = """{"@type":"Card","version":"1.0","uid":"a","x.example:y":[1],"name":{"full":"b"}}""";
        JSCard card = JsonSerializer.Deserialize(Json, JSContactJsonContext.Default.JSCard)!;
        Assert.Equal("b", card.Name!.Full);
        Assert.Equal(Json, JsonSerializer.Serialize(card, JSContactJsonContext.Default.JSCard));
    }
}
