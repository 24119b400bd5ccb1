namespace Protocols.ManageSieve;

/// <summary>How much a client may make the server hold or do. Every value is checked when it is set; the defaults suit the open internet.</summary>
public sealed record ManageSieveLimits
{
    private readonly int _maxLineLength = 8192;
    private readonly int _maxStringLength = 16 * 1024;
    private readonly int _maxScriptLength = 1024 * 1024;
    private readonly int _maxScriptNameLength = 256;
    private readonly long _maxDropLength = 16 * 1024 * 1024;
    private readonly int _maxUnauthenticatedDropLength = 64 * 1024;
    private readonly int _maxBadCommands = 20;
    private readonly int _maxAuthenticationFailures = 3;

    /// <summary>The defaults.</summary>
    public static ManageSieveLimits Default { get; } = new();

    /// <summary>The longest line of a command, in octets, without its CRLF; literals not counted. The default is 8,192. A longer one is answered NO and read past.</summary>
    public int MaxLineLength
    {
        get => _maxLineLength;
        init => _maxLineLength = AtLeast(value, 1024);
    }

    /// <summary>
    /// The largest literal that is no script: names, responses of SASL, tags; and how much a command may have beside its script. The default is 16,384 octets. More
    /// is answered NO and read past.
    /// </summary>
    public int MaxStringLength
    {
        get => _maxStringLength;
        init => _maxStringLength = AtLeast(value, 512);
    }

    /// <summary>The largest script, in octets. The default is 1 MiB. A larger one is answered NO (QUOTA/MAXSIZE) before an octet of it is taken, and read past.</summary>
    public int MaxScriptLength
    {
        get => _maxScriptLength;
        init => _maxScriptLength = AtLeast(value, 1);
    }

    /// <summary>The longest name of a script in Unicode characters, from 128, which RFC 5804 §1.6 wants, up. The default is 256. A longer one is answered NO.</summary>
    public int MaxScriptNameLength
    {
        get => _maxScriptNameLength;
        init => _maxScriptNameLength = AtLeast(value, ScriptName.LeastMaxLength);
    }

    /// <summary>How many octets of a command that was refused are read past; what goes beyond ends the connection with BYE. The default is 16 MiB.</summary>
    public long MaxDropLength
    {
        get => _maxDropLength;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _maxDropLength = value;
        }
    }

    /// <summary>The same before the client has logged in. The default is 65,536.</summary>
    public int MaxUnauthenticatedDropLength
    {
        get => _maxUnauthenticatedDropLength;
        init => _maxUnauthenticatedDropLength = AtLeast(value, 0);
    }

    /// <summary>How many commands in a row may be refused by the session itself before it says BYE. The default is 20.</summary>
    public int MaxBadCommands
    {
        get => _maxBadCommands;
        init => _maxBadCommands = AtLeast(value, 1);
    }

    /// <summary>How many attempts to log in may fail before the session says BYE. The default is 3.</summary>
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
