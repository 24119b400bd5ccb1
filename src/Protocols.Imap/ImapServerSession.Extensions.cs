using System.Buffers;

namespace Protocols.Imap;

/// <content>What the client has switched on, and what is legal only then.</content>
public sealed partial class ImapServerSession
{
    private ImapExtension _enabled;
    private bool _isCondstoreAware;

    /// <summary>Whether the client switched on all of these.</summary>
    /// <param name="extensions">One extension, or several.</param>
    public bool IsEnabled(ImapExtension extensions)
    {
        // RFC 7162 §3.2.3, §3.1
        ImapExtension now = (_enabled & ImapExtension.Qresync) != 0 || _isCondstoreAware ? _enabled | ImapExtension.Condstore : _enabled;
        return (now & extensions) == extensions;
    }

    /// <summary>Whether strings and mailbox names are UTF-8: the client enabled IMAP4rev2 or UTF8=ACCEPT (RFC 9051 §5.1, RFC 6855 §3).</summary>
    public bool IsUtf8Enabled => IsRev2Enabled || IsEnabled(ImapExtension.Utf8Accept);

    /// <summary>RFC 9051 §6.3.1: what is not known is passed over; what is on stays on.</summary>
    private EnableCommand Enable(EnableCommand command)
    {
        List<string> enabled = [];
        foreach (string capability in command.Capabilities)
        {
            switch (capability)
            {
                case "IMAP4REV2" when !IsRev2Enabled:
                    IsRev2Enabled = true;
                    enabled.Add("IMAP4rev2");
                    break;
                case "CONDSTORE":
                    Add(ImapExtension.Condstore, capability);
                    break;
                case "METADATA" when _options.HostCapabilities.Contains(capability):
                    // RFC 5464 §4.1
                    Add(ImapExtension.Metadata, capability);
                    break;
                case "UTF8=ACCEPT":
                    Add(ImapExtension.Utf8Accept, capability);
                    break;
                case "UIDONLY":
                    Add(ImapExtension.UidOnly, capability);
                    break;
                case "QRESYNC":
                    Add(ImapExtension.Qresync, capability);
                    break;
            }
        }

        return enabled.Count == 0 ? command : command with { Enabled = [.. enabled] };

        void Add(ImapExtension extension, string name)
        {
            if ((_enabled & extension) == 0)
            {
                _enabled |= extension;
                enabled.Add(name);
            }
        }
    }

    /// <summary>Whether commands and responses are compressed (RFC 4978).</summary>
    public bool IsCompressed { get; private set; }

    /// <summary>
    /// Says that COMPRESS was answered OK: what is written after that answer is compressed, and what comes of the input is to be inflated before it
    /// is read (RFC 4978 §3).
    /// </summary>
    /// <exception cref="InvalidOperationException">The connection is compressed already, or nobody has logged in.</exception>
    public void Compressed()
    {
        Expect(_phase == Phase.Line && IsLoggedIn && !IsCompressed);
        IsCompressed = true;
    }

    /// <summary>Why a command that is well formed cannot be given now, or null.</summary>
    private string? NotNow(ImapCommand command) => command switch
    {
        // RFC 7162 §3.2.5, §3.2.6
        SelectCommand { Resync: not null } when !IsEnabled(ImapExtension.Qresync) => "enable QRESYNC first",
        // RFC 6855 §3
        SearchingCommand { HasCharset: true } when IsEnabled(ImapExtension.Utf8Accept) => "with UTF8=ACCEPT there is no other charset",

        // RFC 4978 §3
        CompressCommand when !_options.CanCompress => "there is no compression here",
        CompressCommand when IsCompressed => "compression is on already",
        FetchCommand { WithVanished: true } when !IsEnabled(ImapExtension.Qresync) => "enable QRESYNC first",
        _ => null,
    };

    /// <summary>RFC 9586: whether a command names messages by their numbers.</summary>
    private static bool NamesNumbers(ImapCommand command) => command switch
    {
        FetchCommand fetch => !fetch.IsUid,
        StoreCommand store => !store.IsUid,
        CopyCommand copy => !copy.IsUid,
        MultiSearchCommand search => HasNumbers(search.Key),
        SearchingCommand search => !search.IsUid || HasNumbers(search.Key),
        ThreadCommand thread => !thread.IsUid || HasNumbers(thread.Key),
        SelectCommand select => select.Resync is { MatchNumbers: not null },
        _ => false,
    };

    private static bool HasNumbers(SearchKey key) => key switch
    {
        SearchSet set => !set.IsUid && !set.Messages.IsSavedResult,
        SearchAnd and => and.Keys.Any(HasNumbers),
        SearchOr or => HasNumbers(or.Left) || HasNumbers(or.Right),
        SearchNot not => HasNumbers(not.Key),
        SearchFuzzy fuzzy => HasNumbers(fuzzy.Key),
        _ => false,
    };

    /// <summary>RFC 7162 §3.1: the commands by which a client shows that it understands mod-sequences.</summary>
    private static bool ShowsCondstore(ImapCommand command) => command switch
    {
        SelectCommand select => select.IsCondstore || select.Resync is not null,
        StatusCommand status => (status.Items & StatusItems.HighestModSeq) != 0,
        ListCommand list => (list.Status & StatusItems.HighestModSeq) != 0,
        FetchCommand fetch => fetch.ChangedSince is not null || fetch.Items.Any(static i => i.Kind == FetchItemKind.ModSeq),
        StoreCommand store => store.UnchangedSince is not null,
        SearchCommand search => search.HasModSeq,
        _ => false,
    };
}
