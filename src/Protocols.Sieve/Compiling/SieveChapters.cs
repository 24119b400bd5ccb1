namespace Protocols.Sieve;

/// <summary>All chapters of the language, a line each.</summary>
internal static class SieveChapters
{
    public static SieveLanguage.Builder Register(SieveLanguage.Builder language)
    {
        BaseLanguage.Register(language);            // RFC 5228
        MatchTypes.Register(language);              // RFC 5231, draft-ietf-sieve-regex-01, comparators, RFC 5233
        CopyExtension.Register(language);           // RFC 3894
        VariablesExtension.Register(language);      // RFC 5229
        Imap4FlagsExtension.Register(language);     // RFC 5232
        EnvironmentExtension.Register(language);    // RFC 5183
        IhaveExtension.Register(language);          // RFC 5463
        IncludeExtension.Register(language);        // RFC 6609
        MailboxExtension.Register(language);        // RFC 5490
        EnvelopeExtension.Register(language);       // RFC 6009
        DateExtension.Register(language);           // RFC 5260
        BodyExtension.Register(language);           // RFC 5173
        EditHeaderExtension.Register(language);     // RFC 5293
        VacationExtension.Register(language);       // RFC 5230, RFC 6131
        RejectExtension.Register(language);         // RFC 5429
        NotifyExtension.Register(language);         // RFC 5435, RFC 5436
        MimePartsExtension.Register(language);      // RFC 5703
        DuplicateExtension.Register(language);      // RFC 7352
        SpamExtension.Register(language);           // RFC 5235
        ListExtension.Register(language);           // RFC 6134
        ConvertExtension.Register(language);        // RFC 6558
        SpecialUseExtension.Register(language);     // RFC 8579, RFC 9042
        ImapEventsExtension.Register(language);     // RFC 6785
        return language;
    }
}
