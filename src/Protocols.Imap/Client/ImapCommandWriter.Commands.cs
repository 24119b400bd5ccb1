using System.Buffers;
using System.Buffers.Text;

namespace Protocols.Imap;

/// <content>The commands: the model that a server reads, written by a client.</content>
public sealed partial class ImapCommandWriter
{
    /// <summary>Writes a command's name and arguments; the tag and the line's end are the session's.</summary>
    /// <param name="command">The command.</param>
    /// <exception cref="ArgumentException">There is no writer for a command of this kind: write it by its name and values.</exception>
    public void Command(ImapCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Raw(System.Text.Encoding.ASCII.GetBytes(command.Name));
        switch (command)
        {
            case CapabilityCommand or NoopCommand or LogoutCommand or StartTlsCommand or NamespaceCommand or IdleCommand or CheckCommand or CloseCommand
                or ExpungeCommand { Uids: null }:
                break;
            case CompressCommand:
                Raw(" DEFLATE"u8);
                break;
            case IdCommand id:
                Id(id);
                break;
            case EnableCommand enable:
                Words(enable.Capabilities);
                break;
            case LoginCommand login:
                Space();
                String(login.UserName.AsSpan());
                Space();
                String(login.Password.Span);
                break;
            case AuthenticateCommand authenticate:
                Authenticate(authenticate);
                break;
            case SelectCommand select:
                Select(select);
                break;
            case CreateCommand create:
                Named(create.Mailbox);
                if (!create.SpecialUse.IsEmpty)
                {
                    Raw(" (USE "u8);
                    Flags(create.SpecialUse);
                    Close();
                }

                break;
            case DeleteCommand delete:
                Named(delete.Mailbox);
                break;
            case RenameCommand rename:
                Named(rename.Mailbox);
                Named(rename.NewName);
                break;
            case SubscribeCommand subscribe:
                Named(subscribe.Mailbox);
                break;
            case ListCommand list:
                List(list);
                break;
            case LsubCommand lsub:
                Named(lsub.Reference);
                Named(lsub.Pattern);
                break;
            case StatusCommand status:
                Named(status.Mailbox);
                Space();
                Items(status.Items);
                break;
            case ExpungeCommand expunge:
                Space();
                Set(expunge.Uids!);
                break;
            case CopyCommand copy:
                Space();
                Set(copy.Messages);
                Named(copy.Mailbox);
                break;
            case StoreCommand store:
                Store(store);
                break;
            case FetchCommand fetch:
                Fetch(fetch);
                break;
            case SearchCommand search:
                Search(search);
                break;
            default:
                Extension(command);
                break;
        }
    }

    private void Named(string mailbox)
    {
        Space();
        Mailbox(mailbox);
    }

    private void Words(IEnumerable<string> words)
    {
        foreach (string word in words)
        {
            Space();
            Atom(word);
        }
    }

    private void Id(IdCommand id)
    {
        Space();
        if (id.Fields.IsEmpty)
        {
            Nil();
            return;
        }

        Open();
        for (int i = 0; i < id.Fields.Length; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            String(id.Fields[i].Key.AsSpan());
            Space();
            if (id.Fields[i].Value is { } value)
            {
                String(value.AsSpan());
            }
            else
            {
                Nil();
            }
        }

        Close();
    }

    private void Authenticate(AuthenticateCommand authenticate)
    {
        Space();
        Atom(authenticate.Mechanism);
        if (authenticate.InitialResponse is { } initial)
        {
            // RFC 4959 §3: none is told apart from one of no octets.
            Space();
            if (initial.IsEmpty)
            {
                Raw("="u8);
            }
            else
            {
                byte[] encoded = new byte[Base64.GetMaxEncodedToUtf8Length(initial.Length)];
                Base64.EncodeToUtf8(initial.Span, encoded, out _, out int written);
                Raw(encoded.AsSpan(0, written));
            }
        }
    }

    private void Select(SelectCommand select)
    {
        Named(select.Mailbox);
        if (!select.IsCondstore && select.Resync is null)
        {
            return;
        }

        Raw(select.IsCondstore ? " (CONDSTORE"u8 : " ("u8);
        if (select.Resync is { } resync)
        {
            Raw(select.IsCondstore ? " QRESYNC ("u8 : "QRESYNC ("u8);
            Number(resync.UidValidity);
            Space();
            Number(resync.ModSeq);
            if (resync.KnownUids is { } known)
            {
                Space();
                Set(known);
            }

            if (resync is { MatchNumbers: { } numbers, MatchUids: { } uids })
            {
                Raw(" ("u8);
                Set(numbers);
                Space();
                Set(uids);
                Close();
            }

            Close();
        }

        Close();
    }

    private void List(ListCommand list)
    {
        if (list.Selection != ListSelection.None)
        {
            Raw(" ("u8);
            Options(
                (list.Selection & ListSelection.Subscribed) != 0 ? "SUBSCRIBED" : null,
                (list.Selection & ListSelection.Remote) != 0 ? "REMOTE" : null,
                (list.Selection & ListSelection.RecursiveMatch) != 0 ? "RECURSIVEMATCH" : null,
                (list.Selection & ListSelection.SpecialUse) != 0 ? "SPECIAL-USE" : null);
            Close();
        }

        Named(list.Reference);
        if (list.Patterns.Length == 1)
        {
            Named(list.Patterns[0]);
        }
        else
        {
            Raw(" ("u8);
            for (int i = 0; i < list.Patterns.Length; i++)
            {
                Raw(i == 0 ? ""u8 : " "u8);
                Mailbox(list.Patterns[i]);
            }

            Close();
        }

        if (list.Return == ListReturn.None)
        {
            return;
        }

        Raw(" RETURN ("u8);
        Options(
            (list.Return & ListReturn.Subscribed) != 0 ? "SUBSCRIBED" : null,
            (list.Return & ListReturn.Children) != 0 ? "CHILDREN" : null,
            (list.Return & ListReturn.SpecialUse) != 0 ? "SPECIAL-USE" : null,
            (list.Return & ListReturn.MyRights) != 0 ? "MYRIGHTS" : null);
        if ((list.Return & ListReturn.Status) != 0)
        {
            Raw(list.Return == ListReturn.Status ? "STATUS "u8 : " STATUS "u8);
            Items(list.Status);
        }

        Close();
    }

    private void Options(params ReadOnlySpan<string?> options)
    {
        bool isFirst = true;
        foreach (string? option in options)
        {
            if (option is not null)
            {
                Raw(isFirst ? ""u8 : " "u8);
                Atom(option);
                isFirst = false;
            }
        }
    }

    private void Items(StatusItems items)
    {
        Open();
        Options(
            (items & StatusItems.Messages) != 0 ? "MESSAGES" : null,
            (items & StatusItems.Recent) != 0 ? "RECENT" : null,
            (items & StatusItems.UidNext) != 0 ? "UIDNEXT" : null,
            (items & StatusItems.UidValidity) != 0 ? "UIDVALIDITY" : null,
            (items & StatusItems.Unseen) != 0 ? "UNSEEN" : null,
            (items & StatusItems.Deleted) != 0 ? "DELETED" : null,
            (items & StatusItems.Size) != 0 ? "SIZE" : null,
            (items & StatusItems.HighestModSeq) != 0 ? "HIGHESTMODSEQ" : null);
        Close();
    }

    private void Store(StoreCommand store)
    {
        Space();
        Set(store.Messages);
        if (store.UnchangedSince is { } modSeq)
        {
            Raw(" (UNCHANGEDSINCE "u8);
            Number(modSeq);
            Close();
        }

        Raw(store.Operation switch { StoreOperation.Add => " +FLAGS"u8, StoreOperation.Remove => " -FLAGS"u8, _ => " FLAGS"u8 });
        Raw(store.IsSilent ? ".SILENT "u8 : " "u8);
        Flags(store.Flags);
    }

    private void Fetch(FetchCommand fetch)
    {
        Space();
        Set(fetch.Messages);
        Space();
        FetchItems(fetch.Items);
        if (fetch.ChangedSince is null && fetch.Partial is null)
        {
            return;
        }

        Raw(" ("u8);
        if (fetch.Partial is { } partial)
        {
            Raw("PARTIAL "u8);
            WireText.Ascii(partial.ToString(), _bytes);
            Raw(fetch.ChangedSince is null ? ""u8 : " "u8);
        }

        if (fetch.ChangedSince is { } modSeq)
        {
            Raw("CHANGEDSINCE "u8);
            Number(modSeq);
            Raw(fetch.WithVanished ? " VANISHED"u8 : ""u8);
        }

        Close();
    }

    private void FetchItems(IReadOnlyList<FetchItem> items)
    {
        Open();
        for (int i = 0; i < items.Count; i++)
        {
            Raw(i == 0 ? ""u8 : " "u8);
            FetchItem(items[i]);
        }

        Close();
    }

    private void FetchItem(FetchItem item)
    {
        // The names are those of responses, but for what is asked in another way.
        if (item is { IsPeek: true, Kind: FetchItemKind.BodySection or FetchItemKind.Binary })
        {
            Raw(item.Kind == FetchItemKind.Binary ? "BINARY.PEEK"u8 : "BODY.PEEK"u8);
            Section(item.Section);
        }
        else
        {
            new ImapResponseWriter(_bytes, _isUtf8).FetchItemName(item with { Partial = null, Section = NoLiterals(item.Section) });
        }

        if (item.Partial is { } partial)
        {
            Raw("<"u8);
            Number(partial.Offset);
            Raw("."u8);
            Number(partial.Length);
            Raw(">"u8);
        }
    }

    private void Section(FetchSection section)
    {
        ArrayBufferWriter<byte> name = new();
        new ImapResponseWriter(name, _isUtf8).FetchItemName(new FetchItem { Kind = FetchItemKind.BodySection, Section = NoLiterals(section) });
        Raw(name.WrittenSpan["BODY".Length..]);
    }

    // A header field's name that would be a literal is none.
    private static FetchSection NoLiterals(FetchSection section) =>
        section.Fields.All(static f => f.Length is > 0 and <= MaxQuotedLength && f.All(static c => c is > ' ' and < '\x7F'))
            ? section
            : throw new ArgumentException("A header field's name is made of printable ASCII.");
}
