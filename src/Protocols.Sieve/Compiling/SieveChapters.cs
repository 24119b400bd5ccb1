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
        return language;
    }
}
