using Protocols.Dns;

namespace Protocols.MailAuth.Spf;

/// <summary>
/// One run of check_host() and of those inside it (RFC 7208 §4). All that changes is in the result, so that nothing else is made for a check
/// whose look-ups need not wait.
/// </summary>
internal readonly struct SpfCheck(SpfResult result, SpfOptions options, IDnsResolver resolver, TimeProvider time, CancellationToken cancellationToken)
{
    private readonly SpfAddress _client = new(result.Client!);

    private enum Match
    {
        No,
        Yes,
        Error,
    }

    public async ValueTask<SpfResult> RunAsync(string domain)
    {
        result.Domain = domain;
        result.Verdict = await CheckHostAsync(domain, 0, isIncluded: false).ConfigureAwait(false);
        if (result.Verdict == SpfVerdict.Fail)
        {
            result.Explanation = await ExplainAsync().ConfigureAwait(false) ?? options.DefaultExplanation;
        }

        return result;
    }

    private async ValueTask<SpfVerdict> CheckHostAsync(string domain, int depth, bool isIncluded)
    {
        // RFC 7208 §4.3
        if (!DnsNames.IsValid(domain) || domain.AsSpan().TrimEnd('.').IndexOf('.') < 0)
        {
            return Decide(SpfVerdict.None, SpfReason.MalformedDomain, domain, depth);
        }

        DnsAnswer answer = await resolver.QueryAsync(domain, DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        Note(depth, answer);

        // RFC 7208 §4.4
        if (answer.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
        {
            return Decide(SpfVerdict.TempError, SpfReason.LookupFailed, domain, depth, problem: answer.Reason);
        }

        if (Select(answer, out ReadOnlyMemory<byte> record) is { } reason)
        {
            return Decide(reason == SpfReason.SeveralRecords ? SpfVerdict.PermError : SpfVerdict.None, reason, domain, depth);
        }

        if (record.Length > options.MaxRecordLength)
        {
            return Decide(SpfVerdict.PermError, SpfReason.RecordTooLong, domain, depth);
        }

        if (!isIncluded)
        {
            result.SetOwnRecord(record, domain);
        }

        // RFC 7208 §4.6: the syntax of the whole record first.
        SpfLayout layout = SpfLayout.Of(record.Span, _client);
        if (layout.Malformed is { } malformed)
        {
            return Decide(SpfVerdict.PermError, SpfReason.MalformedRecord, domain, depth, record, malformed);
        }

        // A trace tells of every term; otherwise those that are known to match nothing are not read again.
        for (int position = options.Trace ? 0 : layout.Passed; SpfLayout.NextMechanism(record.Span, ref position, out SpfTerm term);)
        {
            Match match = term.Kind switch
            {
                SpfTermKind.All => Match.Yes,
                SpfTermKind.Ip4 or SpfTermKind.Ip6 => _client.IsInNetworkOf(term) ? Match.Yes : Match.No,
                _ => await AskAsync(term, record, domain, depth).ConfigureAwait(false),
            };
            switch (match)
            {
                case Match.Yes:
                    if (!isIncluded)
                    {
                        // RFC 7208 §6.2: that of an included record is not used, that of one gone on to is.
                        result.SetExplanation(layout.Explanation is { } explanation ? record.Slice(explanation.SpecStart, explanation.SpecLength) : default, domain);
                    }

                    return Decide(term.Qualifier, SpfReason.Matched, domain, depth, record, term);
                case Match.Error:
                    return result.Verdict;
                default:
                    Note(depth, record, term, "does not match");
                    break;
            }
        }

        // RFC 7208 §6.1: not where there is an "all" anywhere.
        return layout.Redirect is { } redirect && !layout.HasAll
            ? await RedirectAsync(redirect, record, domain, depth, isIncluded).ConfigureAwait(false)
            : Decide(SpfVerdict.Neutral, SpfReason.Default, domain, depth, record);
    }

    // RFC 7208 §4.5
    private static SpfReason? Select(DnsAnswer answer, out ReadOnlyMemory<byte> record)
    {
        record = default;
        bool found = false;
        foreach (DnsRecord candidate in answer.Records)
        {
            if (candidate is TextRecord text && SpfTermReader.IsRecord(text.Text.Span))
            {
                if (found)
                {
                    return SpfReason.SeveralRecords;
                }

                found = true;
                record = text.Text;
            }
        }

        return found ? null : answer.Status == DnsStatus.NameError ? SpfReason.NoSuchDomain : SpfReason.NoRecord;
    }

    private async ValueTask<SpfVerdict> RedirectAsync(SpfTerm term, ReadOnlyMemory<byte> record, string domain, int depth, bool isIncluded)
    {
        if (!CountLookup(domain, depth, record, term))
        {
            return result.Verdict;
        }

        string? target = await ExpandAsync(record.Slice(term.SpecStart, term.SpecLength), domain).ConfigureAwait(false);
        Note(depth, record, term, "goes on");
        SpfVerdict verdict = target is null ? SpfVerdict.None : await CheckHostAsync(target, depth + 1, isIncluded).ConfigureAwait(false);
        return verdict == SpfVerdict.None ? Decide(SpfVerdict.PermError, SpfReason.ReferenceWithoutRecord, domain, depth, record, term) : verdict;
    }

    private async ValueTask<Match> AskAsync(SpfTerm term, ReadOnlyMemory<byte> record, string domain, int depth)
    {
        if (!CountLookup(domain, depth, record, term))
        {
            return Match.Error;
        }

        string? target = term.SpecLength == 0 ? domain : await ExpandAsync(record.Slice(term.SpecStart, term.SpecLength), domain).ConfigureAwait(false);
        if (target is null)
        {
            // RFC 8616 §4: a local part that no label can hold matches nothing.
            return Match.No;
        }

        switch (term.Kind)
        {
            case SpfTermKind.Include:
                return await IncludeAsync(term, record, domain, target, depth).ConfigureAwait(false);
            case SpfTermKind.Ptr:
                return await IsNamedBelowAsync(target, depth).ConfigureAwait(false) ? Match.Yes : Match.No;
            case SpfTermKind.A when !DnsNames.IsValid(target):
            case SpfTermKind.Mx when !DnsNames.IsValid(target):
            case SpfTermKind.Exists when !DnsNames.IsValid(target):
                // RFC 7208 §4.8 leaves it open what a name is that can be none; it has no records.
                return Match.No;
        }

        DnsRecordType type = term.Kind switch
        {
            SpfTermKind.Mx => DnsRecordType.Mx,
            SpfTermKind.Exists => DnsRecordType.A,
            _ => AddressType,
        };
        DnsAnswer answer = await resolver.QueryAsync(target, type, cancellationToken).ConfigureAwait(false);
        Note(depth, answer);
        if (!Accept(answer, domain, depth, record, term))
        {
            return Match.Error;
        }

        return term.Kind switch
        {
            SpfTermKind.Exists => answer.Records.IsEmpty ? Match.No : Match.Yes,
            SpfTermKind.A => HasClient(answer, term) ? Match.Yes : Match.No,
            _ => await HasHostAsync(answer, term, record, domain, depth).ConfigureAwait(false),
        };
    }

    // RFC 7208 §5.2
    private async ValueTask<Match> IncludeAsync(SpfTerm term, ReadOnlyMemory<byte> record, string domain, string target, int depth)
    {
        Note(depth, record, term, "is looked into");
        switch (await CheckHostAsync(target, depth + 1, isIncluded: true).ConfigureAwait(false))
        {
            case SpfVerdict.Pass:
                return Match.Yes;
            case SpfVerdict.TempError or SpfVerdict.PermError:
                return Match.Error;
            case SpfVerdict.None:
                Decide(SpfVerdict.PermError, SpfReason.ReferenceWithoutRecord, domain, depth, record, term);
                return Match.Error;
            default:
                return Match.No;
        }
    }

    // RFC 7208 §5.4
    private async ValueTask<Match> HasHostAsync(DnsAnswer hosts, SpfTerm term, ReadOnlyMemory<byte> record, string domain, int depth)
    {
        int asked = 0;
        foreach (DnsRecord host in hosts.Records)
        {
            // RFC 7208 §4.6.4: more hosts than are looked up are an error, unless one of the first matched.
            if (asked++ == options.MaxHosts)
            {
                Decide(SpfVerdict.PermError, SpfReason.HostLimit, domain, depth, record, term);
                return Match.Error;
            }

            if (host is not MxRecord { Exchange: { Length: > 0 } name } || !DnsNames.IsValid(name))
            {
                continue;
            }

            DnsAnswer addresses = await resolver.QueryAsync(name, AddressType, cancellationToken).ConfigureAwait(false);
            Note(depth, addresses);
            if (addresses.Status is DnsStatus.TemporaryFailure or DnsStatus.PermanentFailure)
            {
                Decide(SpfVerdict.TempError, SpfReason.LookupFailed, domain, depth, record, term, addresses.Reason);
                return Match.Error;
            }

            if (HasClient(addresses, term))
            {
                return Match.Yes;
            }
        }

        return Match.No;
    }

    // RFC 7208 §5.5: one of the client's names, confirmed by its addresses, is the target or lies below it.
    private async ValueTask<bool> IsNamedBelowAsync(string target, int depth)
    {
        target = DnsNames.Normalize(target);
        foreach (string name in await ValidatedNamesAsync(depth).ConfigureAwait(false))
        {
            if (IsSameOrBelow(name, target))
            {
                return true;
            }
        }

        return false;
    }

    private async ValueTask<List<string>> ValidatedNamesAsync(int depth)
    {
        List<string> names = [];
        DnsAnswer pointers = await resolver.QueryAsync(DnsNames.Reverse(result.Client!), DnsRecordType.Ptr, cancellationToken).ConfigureAwait(false);
        Note(depth, pointers);

        // RFC 7208 §4.6.4: those behind the tenth are ignored.
        for (int i = 0; i < Math.Min(pointers.Records.Length, options.MaxHosts); i++)
        {
            string name = DnsNames.Normalize(((NameRecord)pointers.Records[i]).Target);
            if (!DnsNames.IsValid(name))
            {
                continue;
            }

            DnsAnswer addresses = await resolver.QueryAsync(name, AddressType, cancellationToken).ConfigureAwait(false);
            Note(depth, addresses);
            if (HasClient(addresses, new SpfTerm { Prefix4 = 32, Prefix6 = 128 }))
            {
                names.Add(name);
            }
        }

        return names;
    }

    // RFC 7208 §6.2. Null where the domain explains nothing, or not so that it can be given on.
    private async ValueTask<string?> ExplainAsync()
    {
        (ReadOnlyMemory<byte> spec, string domain) = result.ExplanationSource;
        if (spec.IsEmpty || await ExpandAsync(spec, domain).ConfigureAwait(false) is not { } target || !DnsNames.IsValid(target))
        {
            return null;
        }

        DnsAnswer answer = await resolver.QueryAsync(target, DnsRecordType.Txt, cancellationToken).ConfigureAwait(false);
        Note(0, answer);
        if (answer.Records is not [TextRecord text] || !SpfMacros.IsExplainString(text.Text.Span))
        {
            return null;
        }

        SpfMacroValues values = await ValuesAsync(text.Text, domain).ConfigureAwait(false);
        string explanation = SpfMacros.Expand(text.Text.Span, values);
        return explanation.AsSpan().ContainsAnyExceptInRange(' ', '~') ? null : explanation[..Math.Min(explanation.Length, options.MaxExplanationLength)];
    }

    private async ValueTask<string?> ExpandAsync(ReadOnlyMemory<byte> spec, string domain)
    {
        if (!spec.Span.Contains((byte)'%'))
        {
            return Shorten(SpfMacros.Expand(spec.Span, default));
        }

        if ((SpfMacros.Uses(spec.Span, 's') || SpfMacros.Uses(spec.Span, 'l')) && !System.Text.Ascii.IsValid(result.Sender.AsSpan(0, result.Sender.LastIndexOf('@'))))
        {
            return null;
        }

        SpfMacroValues values = await ValuesAsync(spec, domain).ConfigureAwait(false);
        return Shorten(SpfMacros.Expand(spec.Span, values));
    }

    private async ValueTask<SpfMacroValues> ValuesAsync(ReadOnlyMemory<byte> text, string domain)
    {
        string name = "unknown";
        if (SpfMacros.Uses(text.Span, 'p'))
        {
            // RFC 7208 §7.3: the domain itself, else one below it, else any.
            List<string> names = await ValidatedNamesAsync(0).ConfigureAwait(false);
            string wanted = DnsNames.Normalize(domain);
            name = names.Find(n => n == wanted) ?? names.Find(n => IsSameOrBelow(n, wanted)) ?? (names.Count > 0 ? names[0] : name);
        }

        return new SpfMacroValues(result.Sender, domain, result.Client!, name, result.Helo, options.Receiver, time.GetUtcNow());
    }

    // RFC 7208 §7.3: what is too long loses labels on its left.
    private static string Shorten(string name)
    {
        int end = name.AsSpan().TrimEnd('.').Length;
        int start = 0;
        while (end - start > DnsNames.MaxLength && name.IndexOf('.', start) is >= 0 and int dot)
        {
            start = dot + 1;
        }

        return name[start..];
    }

    private static bool IsSameOrBelow(string name, string domain) =>
        name == domain || (name.Length > domain.Length && name.EndsWith(domain, StringComparison.Ordinal) && name[^(domain.Length + 1)] == '.');

    private DnsRecordType AddressType => _client.IsVersion4 ? DnsRecordType.A : DnsRecordType.Aaaa;

    private bool HasClient(DnsAnswer addresses, in SpfTerm term)
    {
        foreach (DnsRecord record in addresses.Records)
        {
            if (record is AddressRecord { Address: var address } && _client.IsIn(SpfAddress.Value(address), _client.IsVersion4 ? term.Prefix4 : term.Prefix6))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 7208 §4.6.4
    private bool CountLookup(string domain, int depth, ReadOnlyMemory<byte> record, in SpfTerm term)
    {
        if (++result.Lookups <= options.MaxLookups)
        {
            return true;
        }

        Decide(SpfVerdict.PermError, SpfReason.LookupLimit, domain, depth, record, term);
        return false;
    }

    private bool Accept(DnsAnswer answer, string domain, int depth, ReadOnlyMemory<byte> record, in SpfTerm term)
    {
        switch (answer.Status)
        {
            case DnsStatus.Success:
                return true;
            case DnsStatus.NoData or DnsStatus.NameError:
                if (++result.VoidLookups <= options.MaxVoidLookups)
                {
                    return true;
                }

                Decide(SpfVerdict.PermError, SpfReason.VoidLookupLimit, domain, depth, record, term);
                return false;
            default:
                Decide(SpfVerdict.TempError, SpfReason.LookupFailed, domain, depth, record, term, answer.Reason);
                return false;
        }
    }

    private SpfVerdict Decide(SpfVerdict verdict, SpfReason reason, string domain, int depth, ReadOnlyMemory<byte> record = default, SpfTerm term = default, string problem = "")
    {
        result.Decide(verdict, reason, domain, record, record[term.Start..term.End], problem);
        if (options.Trace)
        {
            result.Note(depth, $"{domain}: {result}");
        }

        return verdict;
    }

    private void Note(int depth, DnsAnswer answer)
    {
        if (options.Trace)
        {
            result.Note(depth, answer.ToString());
        }
    }

    private void Note(int depth, ReadOnlyMemory<byte> record, in SpfTerm term, string what)
    {
        if (options.Trace)
        {
            result.Note(depth, $"{System.Text.Encoding.UTF8.GetString(record.Span[term.Start..term.End])} {what}");
        }
    }
}
