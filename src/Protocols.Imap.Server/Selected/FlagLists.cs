using Protocols.Storage;

namespace Protocols.Imap.Server;

/// <summary>Lists of flags as responses have them, made once for all messages that have the same; keywords that the client has not heard of are told first.</summary>
internal sealed class FlagLists(ImapContext context, SelectedMailbox selected)
{
    // As many as there are ways to put keywords together; a mailbox of many is a mailbox of few for each.
    private const int Most = 10_000;

    private readonly Dictionary<(SystemFlags, string, bool), FlagListText> _lists = [];
    private (SystemFlags Flags, string Keywords, bool IsRecent, FlagListText List)? _last;

    /// <summary>A message's list. It may write a response of its own: ask before one is begun.</summary>
    public FlagListText Of(in EntryRow entry)
    {
        bool isRecent = !context.Session.IsRev2Enabled && selected.Recent.Contains(entry.Uid);
        if (_last is { } last && last.Flags == entry.Flags && last.IsRecent == isRecent && last.Keywords == entry.Keywords)
        {
            return last.List;
        }

        if (!_lists.TryGetValue((entry.Flags, entry.Keywords, isRecent), out FlagListText? list))
        {
            MailFlags flags = new(entry.Flags, entry.Keywords.Length == 0 ? [] : entry.Keywords.Split(' '));
            selected.TellKeywords(context, flags);
            List<string> names = FlagNames.Of(flags);
            if (isRecent)
            {
                names.Add(@"\Recent");
            }

            list = FlagListText.Of(names);
            if (_lists.Count < Most)
            {
                _lists.Add((entry.Flags, entry.Keywords, isRecent), list);
            }
        }

        _last = (entry.Flags, entry.Keywords, isRecent, list);
        return list;
    }
}
