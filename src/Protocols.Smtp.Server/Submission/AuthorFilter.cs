using Protocols.Mime;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>author</c>: the addresses in From, of a message from a client that logged in, are all of its own account (RFC 6409 §6.1), so that what is
/// signed for a domain is of the one who wrote it. It stands before <see cref="DkimSigningFilter"/>.
/// </summary>
/// <param name="directory">Whose addresses are whose.</param>
/// <param name="resolver">What stands for what; null where nothing does.</param>
public sealed class AuthorFilter(IDirectory directory, RecipientResolver? resolver = null) : IMessageFilter
{
    private static readonly SmtpReply s_notYours = new(550, 7, 1, "The author's address is none of yours");
    private static readonly SmtpReply s_unclear = new(550, 6, 0, "Whom the message is from cannot be read");
    private static readonly SmtpReply s_directoryDown = new(451, 4, 3, "The directory cannot be asked now");

    private readonly OwnAddresses _own = new(directory, resolver);

    /// <inheritdoc/>
    public string Name => "author";

    /// <summary>How many authors a message may have, from 1; 10 unless set. Beyond: 550 5.6.0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxAuthors
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }
    = 10;

    /// <inheritdoc/>
    public async ValueTask<FilterVerdict> FilterAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Sender.AuthenticatedAs is null)
        {
            return FilterVerdict.Accept;
        }

        if (message.Sender.Account is not { } account)
        {
            return FilterVerdict.Refuse(s_notYours, $"{message.Sender.AuthenticatedAs} has no account here");
        }

        if (message.Document.Root.IsHeaderCut || !TryReadAuthors(message.Document.Root, out List<string> authors))
        {
            return FilterVerdict.Refuse(s_unclear, "the authors cannot be read");
        }

        foreach (string author in authors)
        {
            switch (await _own.ContainAsync(account, author, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    return FilterVerdict.Refuse(s_directoryDown, "the directory cannot be asked");
                case false:
                    return FilterVerdict.Refuse(s_notYours, $"{message.Sender.AuthenticatedAs} writes in the name of {author}");
            }
        }

        return FilterVerdict.Accept;
    }

    // A field that others may read otherwise than we do is no field to check: false. One that is missing names nobody.
    private bool TryReadAuthors(MimePart header, out List<string> authors)
    {
        authors = [];
        int fields = 0;
        foreach (HeaderField field in header.Headers)
        {
            if (field.Id != HeaderId.From)
            {
                continue;
            }

            fields++;
            int before = authors.Count;
            foreach (Address address in field.Addresses)
            {
                if (address.Kind != AddressKind.Mailbox)
                {
                    continue;
                }

                if (authors.Count == MaxAuthors)
                {
                    return false;
                }

                authors.Add(address.GetAddress());
            }

            if (authors.Count == before)
            {
                return false;
            }
        }

        return fields <= 1;
    }
}
