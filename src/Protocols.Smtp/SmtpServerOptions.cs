using Protocols.Sasl;

namespace Protocols.Smtp;

/// <summary>What to do with a CR or LF in a message that is not part of a CRLF.</summary>
public enum BareLineEndPolicy
{
    /// <summary>Refuse the message when it has come in. The default: other programs would read such a message otherwise than we do (RFC 5321 §2.3.8).</summary>
    Reject,

    /// <summary>Keep the bytes as they are. They still end no line and no message.</summary>
    Keep,
}

/// <summary>The settings and limits of a server's session.</summary>
public sealed partial record SmtpServerOptions
{
    private readonly int _maxLineLength = 4096;
    private readonly int _maxAuthenticationLineLength = 12288;
    private readonly int _maxPathLength = 512;
    private readonly int _maxRecipients = 1000;
    private readonly long _maxMessageSize = 50 * 1024 * 1024;
    private readonly long _maxDrain = 256 * 1024 * 1024;
    private readonly int _maxErrors = 20;
    private readonly int _maxIdleCommands = 200;
    private readonly int _maxAuthenticationFailures = 3;

    /// <summary>The name the server goes by in its greeting.</summary>
    public string HostName { get; init; } = "localhost";

    /// <summary>Whether AUTH is offered at all.</summary>
    public bool OfferAuthentication { get; init; }

    /// <summary>
    /// The SASL mechanisms that the host answers the questions of, strongest first: PLAIN and LOGIN by default. Those that end with <c>-PLUS</c> are offered
    /// where the session has a channel binding.
    /// </summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = SaslMechanisms.Password;

    /// <summary>The limits of authentications.</summary>
    public SaslOptions Sasl { get; init; } = SaslOptions.Default;

    /// <summary>Whether AUTH is offered without TLS too. A password is then sent in the clear.</summary>
    public bool AllowPlaintextAuthentication { get; init; }

    /// <summary>Whether mail is taken from authenticated clients alone (RFC 6409 §4.3).</summary>
    public bool RequireAuthentication { get; init; }

    /// <summary>Whether mail is taken over TLS alone (RFC 8314 §3.3).</summary>
    public bool RequireTls { get; init; }

    /// <summary>What to do with a CR or LF that stands alone in a message.</summary>
    public BareLineEndPolicy BareLineEnds { get; init; }

    /// <summary>The longest command line in bytes, CRLF included; at least 512 (RFC 5321 §4.5.3.1.4), 4,096 by default, which holds MAIL with all its parameters. Beyond: 500 5.5.2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 512.</exception>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 512);
    }

    /// <summary>The longest line of an authentication exchange in bytes, CRLF included; 12,288 by default (RFC 4954 §4). Beyond: 500 5.5.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 512.</exception>
    public int MaxAuthenticationLineLength
    {
        get => _maxAuthenticationLineLength;
        init => _maxAuthenticationLineLength = AtLeast(value, 512);
    }

    /// <summary>The longest path in bytes without its brackets; at least 256 (RFC 5321 §4.5.3.1.3), 512 by default. Beyond: 501.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 256.</exception>
    public int MaxPathLength
    {
        get => _maxPathLength;
        init => _maxPathLength = AtLeast(value, 256);
    }

    /// <summary>The most recipients of a message; at least 100 (RFC 5321 §4.5.3.1.8), 1,000 by default. Beyond: 452 4.5.3.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 100.</exception>
    public int MaxRecipients
    {
        get => _maxRecipients;
        init => _maxRecipients = AtLeast(value, 100);
    }

    /// <summary>The largest message in bytes, offered with SIZE (RFC 1870); 50 MiB by default. Beyond: 552 5.3.4.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 64 KiB (RFC 5321 §4.5.3.1.7).</exception>
    public long MaxMessageSize
    {
        get => _maxMessageSize;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 64 * 1024);
            _maxMessageSize = value;
        }
    }

    /// <summary>How many bytes of a refused message or line are read past before the connection is closed with 421; 256 MiB by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long MaxDrain
    {
        get => _maxDrain;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxDrain = value;
        }
    }

    /// <summary>After how many commands refused for their syntax or order the connection is closed with 421; 20 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxErrors
    {
        get => _maxErrors;
        init => _maxErrors = AtLeast(value, 1);
    }

    /// <summary>After how many commands in a row that move no mail (NOOP, RSET, VRFY, EHLO …) the connection is closed with 421; 200 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxIdleCommands
    {
        get => _maxIdleCommands;
        init => _maxIdleCommands = AtLeast(value, 1);
    }

    /// <summary>After how many failed logins the connection is closed with 421; 3 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxAuthenticationFailures
    {
        get => _maxAuthenticationFailures;
        init => _maxAuthenticationFailures = AtLeast(value, 1);
    }

    private static int AtLeast(int value, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least);
        return value;
    }
}
