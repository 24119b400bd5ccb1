using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Mailboxes;

/// <summary>Mailboxes and annotations (RFC 5490).</summary>
public sealed class MailboxTests
{
    [Theory, Rfc(5490, "3.1")]
    [InlineData("mailboxexists \"INBOX\"", true)]
    [InlineData("mailboxexists [\"INBOX\", \"Work\"]", true)]
    [InlineData("mailboxexists [\"INBOX\", \"Nowhere\", \"Work\"]", false)]
    public void All_mailboxes_must_be_there(string test, bool holds) => Assert.Equal(holds, Script.Holds(test, require: "\"mailbox\"", host: new Host()));

    [Fact, Rfc(5490, "3.1")]
    public void No_more_is_asked_than_it_takes_to_know()
    {
        Host host = new();
        Script.Holds("mailboxexists [\"Nowhere\", \"INBOX\"]", require: "\"mailbox\"", host: host);

        Assert.Equal(["Nowhere"], host.Asked);
    }

    [Fact, Rfc(5490, "3.2")]
    public void A_mailbox_is_created_where_it_is_asked_for() =>
        Assert.Equal([new SieveFileInto("x") { Create = true }], Script.Run("require [\"fileinto\", \"mailbox\"]; fileinto :create \"x\";").Actions);

    [Theory, Rfc(5490, "3.3"), Rfc(5490, "3.4"), Rfc(5490, "4.1"), Rfc(5490, "4.2")]
    [InlineData("metadata \"INBOX\" \"/private/auto\" \"ON\"", true)]
    [InlineData("metadata :contains \"INBOX\" \"/private/none\" \"\"", false)]
    [InlineData("metadata :count \"eq\" :comparator \"i;ascii-numeric\" \"INBOX\" \"/private/none\" \"0\"", true)]
    [InlineData("metadataexists \"INBOX\" \"/private/auto\"", true)]
    [InlineData("metadataexists \"INBOX\" [\"/private/auto\", \"/private/none\"]", false)]
    [InlineData("servermetadata :matches \"/private/uri\" \"mailto:*\"", true)]
    [InlineData("servermetadata \"/private/none\" \"\"", false)]
    [InlineData("servermetadataexists [\"/private/uri\"]", true)]
    [InlineData("servermetadataexists [\"/private/none\", \"/private/uri\"]", false)]
    public void Annotations_are_compared(string test, bool holds) =>
        Assert.Equal(holds, Script.Holds(test, require: "\"mboxmetadata\", \"servermetadata\", \"relational\", \"comparator-i;ascii-numeric\"", host: new Host()));

    private sealed class Host : ISieveHost
    {
        public List<string> Asked { get; } = [];

        public ValueTask<bool> MailboxExistsAsync(string mailbox, CancellationToken cancellationToken)
        {
            Asked.Add(mailbox);
            return new(mailbox is "INBOX" or "Work");
        }

        public ValueTask<string?> GetMetadataAsync(string mailbox, string annotation, CancellationToken cancellationToken) =>
            new((mailbox, annotation) == ("INBOX", "/private/auto") ? "on" : null);

        public ValueTask<string?> GetServerMetadataAsync(string annotation, CancellationToken cancellationToken) => new(annotation == "/private/uri" ? "mailto:ann@example.org" : null);
    }
}
