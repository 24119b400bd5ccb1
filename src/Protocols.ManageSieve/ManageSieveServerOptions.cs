using System.Collections.Immutable;

namespace Protocols.ManageSieve;

/// <summary>What a host offers on a connection, and its limits. Capabilities are computed from this and from the session's state (RFC 5804 §1.7).</summary>
public sealed record ManageSieveServerOptions
{
    private readonly ManageSieveLimits _limits = ManageSieveLimits.Default;
    private readonly ImmutableArray<string> _mechanisms = [];
    private readonly ImmutableArray<string> _sieveExtensions = [];
    private readonly ImmutableArray<string> _notifyMethods = [];
    private readonly int? _maxRedirects;

    /// <summary>The limits.</summary>
    public ManageSieveLimits Limits
    {
        get => _limits;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            _limits = value;
        }
    }

    /// <summary>IMPLEMENTATION: the name of the program, and its version where that is for everybody to know.</summary>
    public string Implementation { get; init; } = "Protocols";

    /// <summary>Whether the host can go over to TLS on this connection when it is in plaintext (RFC 5804 §2.2).</summary>
    public bool CanStartTls { get; init; }

    /// <summary>
    /// Whether a password may be sent without TLS. False by default: then no mechanism is offered until there is TLS (RFC 5804 §5).
    /// </summary>
    public bool AllowPlaintextPasswords { get; init; }

    /// <summary>SASL: the mechanisms that the host serves, strongest first; each a name as RFC 4422 §3.1 has it; those that end with <c>-PLUS</c> are offered over TLS alone. None by default.</summary>
    /// <exception cref="ArgumentException">A name is not a SASL mechanism's.</exception>
    public ImmutableArray<string> Mechanisms
    {
        get => _mechanisms;
        init => _mechanisms = Words(value, static name => name.Length <= 20 && name.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '-' or '_'));
    }

    /// <summary>SIEVE: the extensions that scripts may require. None by default.</summary>
    /// <exception cref="ArgumentException">A name is empty or has a space or a control character.</exception>
    public ImmutableArray<string> SieveExtensions
    {
        get => _sieveExtensions;
        init => _sieveExtensions = Words(value, static _ => true);
    }

    /// <summary>NOTIFY: the schemes of the URIs that <c>enotify</c> takes; has to be told where that extension is. None by default.</summary>
    /// <exception cref="ArgumentException">A name is empty or has a space or a control character.</exception>
    public ImmutableArray<string> NotifyMethods
    {
        get => _notifyMethods;
        init => _notifyMethods = Words(value, static _ => true);
    }

    /// <summary>MAXREDIRECTS: how many redirects a run of a script may come to; null, unless set, to say nothing of it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxRedirects
    {
        get => _maxRedirects;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0);
            _maxRedirects = value;
        }
    }

    /// <summary>LANGUAGE: the language of what is told to people, by its tag (RFC 5646); null, unless set, for <c>i-default</c>.</summary>
    public string? Language { get; init; }

    /// <summary>UNAUTHENTICATE: whether a client may log out and in again on one connection (RFC 5804 §2.14.1). True unless set.</summary>
    public bool OfferUnauthenticate { get; init; } = true;

    private static ImmutableArray<string> Words(ImmutableArray<string> words, Func<string, bool> isGood)
    {
        foreach (string word in words)
        {
            if (string.IsNullOrEmpty(word) || word.Any(static c => c <= ' ' || char.IsControl(c)) || !isGood(word))
            {
                throw new ArgumentException("A name is empty, or holds what no name has.", nameof(words));
            }
        }

        return words;
    }
}
