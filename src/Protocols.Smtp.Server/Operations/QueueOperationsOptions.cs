using System.Security.Cryptography;
using System.Text;

namespace Protocols.Smtp.Server;

/// <summary>Who may work on the queue over HTTP, and how much at a time. Immutable; the values are validated when they are set.</summary>
public sealed record QueueOperationsOptions
{
    private const int ShortestToken = 20;

    /// <summary>
    /// The bearer token (RFC 6750 §2.1) that a request has to show, of 20 to 1,000 letters, digits, and <c>-._~+/=</c>. It should be made at random:
    /// <see cref="NewToken"/> does.
    /// </summary>
    /// <exception cref="ArgumentException">It is too short, too long, or has other characters.</exception>
    public required string Token
    {
        get;
        init => field = value is { Length: >= ShortestToken and <= 1_000 } && value.All(static c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c, StringComparison.Ordinal))
            ? value
            : throw new ArgumentException("This is no token of 20 to 1,000 letters, digits, and - . _ ~ + / =.", nameof(value));
    }

    /// <summary>Whether requests from other machines are answered too. False unless set: then give the port TLS, since the token goes over it.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>How many messages, recipients or destinations a page has where the request does not say, and at most, from 1 to 10,000; 100 and 1,000 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range, or the first is above the second.</exception>
    public (int Default, int Max) PageSize
    {
        get;
        init => field = value.Default >= 1 && value.Default <= value.Max && value.Max <= 10_000 ? value : throw new ArgumentOutOfRangeException(nameof(value));
    }
    = (100, 1_000);

    /// <summary>Makes a token of 256 random bits.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>Tells whether a token is the one, in a time that tells nothing of how alike they are.</summary>
    /// <param name="token">The token that was shown.</param>
    internal bool IsToken(ReadOnlySpan<char> token)
    {
        Span<byte> shown = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> wanted = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token.ToString()), shown);
        SHA256.HashData(Encoding.UTF8.GetBytes(Token), wanted);
        return CryptographicOperations.FixedTimeEquals(shown, wanted);
    }
}
