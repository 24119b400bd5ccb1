using System.Diagnostics.CodeAnalysis;

namespace Protocols.Imap;

/// <content>Which language the server speaks (RFC 5255 §3), and the end of an authentication (RFC 8437).</content>
public sealed partial class ImapServerSession
{
    /// <summary>The language in use; null for i-default, which is English in US-ASCII.</summary>
    public ImapLanguage? Language { get; private set; }

    /// <summary>The tags of the languages that can be used, i-default last (RFC 5255 §3.2).</summary>
    public IReadOnlyList<string> Languages => [.. _options.Languages.Select(static language => language.Tag), DefaultLanguage];

    /// <summary>Goes over to the first language that one of the ranges stands for: what is said from here on is said in it.</summary>
    /// <param name="ranges">What the client wants, best first.</param>
    /// <param name="tag">The tag of the language in use now.</param>
    /// <returns>False if there is none; then all stays as it was.</returns>
    public bool TrySetLanguage(IReadOnlyList<string> ranges, [NotNullWhen(true)] out string? tag)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        foreach (string range in ranges)
        {
            // RFC 5255 §3.2: what the operator prefers.
            if (range.Equals("default", StringComparison.OrdinalIgnoreCase))
            {
                Language = _options.Languages.FirstOrDefault();
                tag = Language?.Tag ?? DefaultLanguage;
                return true;
            }

            // RFC 4647 §3.4: a range stands for a language, or, cut short by a part at a time, for one that is more general.
            for (int end = range.Length; end > 0; end = range.LastIndexOf('-', end - 1))
            {
                string wanted = range[..end];
                if (wanted.Equals(DefaultLanguage, StringComparison.OrdinalIgnoreCase))
                {
                    Language = null;
                    tag = DefaultLanguage;
                    return true;
                }

                if (_options.Languages.FirstOrDefault(language => language.Tag.Equals(wanted, StringComparison.OrdinalIgnoreCase)) is { } found)
                {
                    Language = found;
                    tag = found.Tag;
                    return true;
                }
            }
        }

        tag = null;
        return false;
    }

    /// <summary>
    /// Says that nobody is logged in any more, as UNAUTHENTICATE wants (RFC 8437 §3): nothing that was enabled or chosen stays, but TLS. Answer OK first.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody had logged in.</exception>
    public void Unauthenticated()
    {
        Expect(IsLoggedIn);
        State = ImapSessionState.NotAuthenticated;
        IsReadOnly = false;
        Forget();
    }

    private const string DefaultLanguage = "i-default";

    // RFC 9051 §6.2.1, RFC 8437 §4.1
    private void Forget()
    {
        IsRev2Enabled = false;
        _enabled = ImapExtension.None;
        _isCondstoreAware = false;
        Language = null;
    }
}
