namespace Protocols.Mime;

/// <summary>What a mailing list says of itself in each message (RFC 2369, RFC 2919, RFC 8058). URIs stand without angle brackets, the best one first.</summary>
public sealed class MailingListFields
{
    /// <summary>The identifier of the list, such as <c>ietf-822.example.org</c>; null for no List-Id.</summary>
    public string? Id { get; set; }

    /// <summary>What the list is called.</summary>
    public string? Description { get; set; }

    /// <summary>Where to ask for help.</summary>
    public IList<string> Help { get; } = [];

    /// <summary>Where to subscribe.</summary>
    public IList<string> Subscribe { get; } = [];

    /// <summary>Where to unsubscribe.</summary>
    public IList<string> Unsubscribe { get; } = [];

    /// <summary>Whether a POST to the URI of HTTPS in <see cref="Unsubscribe"/> unsubscribes at once (RFC 8058).</summary>
    public bool OneClick { get; set; }

    /// <summary>Where to post.</summary>
    public IList<string> Post { get; } = [];

    /// <summary>Whether nobody may post: <c>List-Post: NO</c>.</summary>
    public bool IsPostForbidden { get; set; }

    /// <summary>Where the owner is reached.</summary>
    public IList<string> Owner { get; } = [];

    /// <summary>Where the archive is.</summary>
    public IList<string> Archive { get; } = [];

    internal void Write(MimeWriter writer)
    {
        if (Id is not null)
        {
            writer.WriteListId(Description, Id);
        }

        Write(writer, "List-Help", Help);
        Write(writer, "List-Subscribe", Subscribe);
        if (OneClick)
        {
            writer.WriteOneClickUnsubscribe([.. Unsubscribe]);
        }
        else
        {
            Write(writer, "List-Unsubscribe", Unsubscribe);
        }

        if (IsPostForbidden)
        {
            writer.WriteListPostForbidden();
        }
        else
        {
            Write(writer, "List-Post", Post);
        }

        Write(writer, "List-Owner", Owner);
        Write(writer, "List-Archive", Archive);
    }

    private static void Write(MimeWriter writer, string name, IList<string> uris)
    {
        if (uris.Count > 0)
        {
            writer.WriteListUris(name, [.. uris]);
        }
    }
}
