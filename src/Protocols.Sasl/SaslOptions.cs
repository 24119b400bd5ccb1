namespace Protocols.Sasl;

/// <summary>The limits of an exchange.</summary>
public sealed record SaslOptions
{
    private readonly int _maxIdentityLength = 255;
    private readonly int _maxPasswordLength = 1024;

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
