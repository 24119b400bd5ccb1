namespace Protocols.Sasl;

/// <summary>The limits of an exchange.</summary>
public sealed record SaslOptions
{
    private readonly int _maxIdentityLength = 255;
    private readonly int _maxPasswordLength = 1024;

    private readonly int _maxTokenLength = 16 * 1024;
    private readonly int _maxIterations = 1_000_000;
    private readonly string? _tokenScope;

    /// <summary>The defaults.</summary>
    public static SaslOptions Default { get; } = new();

    /// <summary>The longest identity, in bytes of UTF-8; the default is 255.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIdentityLength
    {
        get => _maxIdentityLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxIdentityLength = value;
        }
    }

    /// <summary>The longest bearer token, in characters; the default is 16,384.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxTokenLength
    {
        get => _maxTokenLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxTokenLength = value;
        }
    }

    /// <summary>How often a server may make a client run SCRAM's hash; the default is 1,000,000. A client gives up where more are asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIterations
    {
        get => _maxIterations;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxIterations = value;
        }
    }

    /// <summary>The scope that a token needs, told to a client whose token was refused (RFC 7628 §3.2.2); null, the default, for none.</summary>
    /// <exception cref="ArgumentException">It holds what a scope cannot (RFC 6749 §3.3).</exception>
    public string? TokenScope
    {
        get => _tokenScope;
        init
        {
            if (value is not null && (value.Length == 0 || value.Any(static c => c is < ' ' or > '~' or '"' or '\\')))
            {
                throw new ArgumentException("A scope is printable ASCII without quotes and backslashes.", nameof(value));
            }

            _tokenScope = value;
        }
    }

    /// <summary>Where a client whose token was refused learns how to get one (RFC 7628 §3.2.2); null, the default, for nowhere.</summary>
    public Uri? OpenIdConfiguration { get; init; }

    /// <summary>The realm of DIGEST-MD5, which is part of its keys (RFC 2831 §2.1.1); null, the default, where it is not served.</summary>
    /// <exception cref="ArgumentException">It is empty, longer than 255 characters, or holds a control.</exception>
    public string? DigestRealm
    {
        get;
        init => field = value is null || (value.Length is > 0 and <= 255 && !value.Any(char.IsControl)) ? value : throw new ArgumentException("That can be no realm.", nameof(value));
    }

    /// <summary>
    /// The services that clients of DIGEST-MD5 may name, such as <c>imap/mail.example.org</c> (RFC 2831 §2.1.2, digest-uri); any where there is none, which is the default.
    /// </summary>
    public IReadOnlyList<string> DigestServices { get; init; } = [];

    /// <summary>The longest password, in bytes of UTF-8; the default is 1,024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxPasswordLength
    {
        get => _maxPasswordLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _maxPasswordLength = value;
        }
    }
}
