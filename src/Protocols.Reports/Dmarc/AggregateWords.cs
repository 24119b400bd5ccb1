namespace Protocols.Reports;

/// <summary>The words of aggregate reports and what they mean: one table for reading and writing.</summary>
internal static class AggregateWords
{
    private static readonly (string Word, DmarcDisposition Value)[] s_dispositions =
        [("none", DmarcDisposition.None), ("quarantine", DmarcDisposition.Quarantine), ("reject", DmarcDisposition.Reject), ("pass", DmarcDisposition.Pass)];

    private static readonly (string Word, DmarcOutcome Value)[] s_outcomes = [("pass", DmarcOutcome.Pass), ("fail", DmarcOutcome.Fail)];

    // The last three are older words: RFC 7489 Appendix C has them in its comments, RFC 8601 §2.7.2 knows hardfail.
    private static readonly (string Word, AuthOutcome Value)[] s_results =
    [
        ("none", AuthOutcome.None), ("pass", AuthOutcome.Pass), ("fail", AuthOutcome.Fail), ("softfail", AuthOutcome.SoftFail), ("policy", AuthOutcome.Policy),
        ("neutral", AuthOutcome.Neutral), ("temperror", AuthOutcome.TempError), ("permerror", AuthOutcome.PermError),
        ("unknown", AuthOutcome.TempError), ("error", AuthOutcome.PermError), ("hardfail", AuthOutcome.Fail),
    ];

    private static readonly (string Word, PolicyOverrideType Value)[] s_reasons =
    [
        ("forwarded", PolicyOverrideType.Forwarded), ("sampled_out", PolicyOverrideType.SampledOut), ("trusted_forwarder", PolicyOverrideType.TrustedForwarder),
        ("mailing_list", PolicyOverrideType.MailingList), ("local_policy", PolicyOverrideType.LocalPolicy),
        ("policy_test_mode", PolicyOverrideType.PolicyTestMode), ("other", PolicyOverrideType.Other),
    ];

    private static readonly (string Word, SpfScope Value)[] s_scopes = [("helo", SpfScope.Helo), ("mfrom", SpfScope.MailFrom)];
    private static readonly (string Word, PolicyDiscovery Value)[] s_discoveries = [("psl", PolicyDiscovery.PublicSuffixList), ("treewalk", PolicyDiscovery.TreeWalk)];

    public static DmarcDisposition Disposition(string word) => Find(s_dispositions, word);

    public static DmarcOutcome Outcome(string word) => Find(s_outcomes, word);

    public static AuthOutcome Result(string word) => Find(s_results, word);

    public static PolicyOverrideType Reason(string word) => Find(s_reasons, word);

    public static SpfScope Scope(string word) => Find(s_scopes, word);

    public static PolicyDiscovery Discovery(string word) => Find(s_discoveries, word);

    // Null for what has no word, such as the values Unknown.
    public static string? Of(DmarcDisposition value) => Find(s_dispositions, value);

    public static string? Of(DmarcOutcome value) => Find(s_outcomes, value);

    public static string? Of(AuthOutcome value) => Find(s_results, value);

    public static string? Of(PolicyOverrideType value) => Find(s_reasons, value);

    public static string? Of(SpfScope value) => Find(s_scopes, value);

    public static string? Of(PolicyDiscovery value) => Find(s_discoveries, value);

    private static T Find<T>((string Word, T Value)[] table, string word)
        where T : struct
    {
        foreach ((string known, T value) in table)
        {
            if (known.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return default;
    }

    private static string? Find<T>((string Word, T Value)[] table, T value)
        where T : struct
    {
        foreach ((string word, T known) in table)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                return word;
            }
        }

        return null;
    }
}
