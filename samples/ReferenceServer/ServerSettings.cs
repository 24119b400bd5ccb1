using System.Net;
using Microsoft.Extensions.Configuration;
using Protocols.Smtp.Server;

namespace Protocols.Samples.ReferenceServer;

/// <summary>When a password may be sent without TLS.</summary>
internal enum PlaintextAuthentication
{
    /// <summary>Never.</summary>
    Never,

    /// <summary>From this very machine: the bytes never leave it.</summary>
    Loopback,

    /// <summary>Always. Only for networks that are protected otherwise.</summary>
    Always,
}

/// <summary>The ports, each <c>address:port</c>; empty for one that is not served, port 0 for any that is free.</summary>
internal sealed record ListenSettings
{
    public string Smtp { get; init; } = "";

    public string Submission { get; init; } = "";

    public string Submissions { get; init; } = "";

    /// <summary>LMTP, for a mail server in front of this one: no login, so for this machine or a network of one's own.</summary>
    public string Lmtp { get; init; } = "";

    public string Imap { get; init; } = "";

    public string Imaps { get; init; } = "";

    /// <summary>POP3 with STLS.</summary>
    public string Pop3 { get; init; } = "";

    /// <summary>POP3 with TLS from the first byte.</summary>
    public string Pop3s { get; init; } = "";

    /// <summary>ManageSieve, by which people edit what sorts their mail.</summary>
    public string ManageSieve { get; init; } = "";

    /// <summary>HTTP for the queue verbs of the command line and for programs that have the token; on this machine alone.</summary>
    public string Admin { get; init; } = "";
}

/// <summary>The certificate, as two PEM files; both empty for a self-signed one that is made for development.</summary>
internal sealed record TlsSettings
{
    public string CertificateFile { get; init; } = "";

    public string KeyFile { get; init; } = "";

    /// <summary>
    /// Who may log in with a certificate of their own (EXTERNAL): the account's address for each fingerprint, SHA-256 in hexadecimal digits without colons. Clients are asked
    /// for a certificate where there is one at all.
    /// </summary>
    public Dictionary<string, string> ClientCertificates { get; init; } = [];
}

/// <summary>Who is asked for names.</summary>
internal sealed record DnsSettings
{
    /// <summary>Name servers, each an address with or without a port; none for those that the machine is set up with.</summary>
    public string[] Servers { get; init; } = [];
}

/// <summary>What is asked of messages that others send.</summary>
internal sealed record AuthenticationSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>The name that results are given under; empty for the host's.</summary>
    public string ServiceId { get; init; } = "";

    /// <summary>How long all look-ups of a message may take; then it is delivered, and what is not known is told as a temporary error.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How far the policies of authors' domains are followed.</summary>
    public DmarcHandling Dmarc { get; init; } = DmarcHandling.Junk;

    /// <summary>Whether a message whose result cannot be known now is put off instead.</summary>
    public bool DeferTemporaryErrors { get; init; }

    /// <summary>Whether there is a Received-SPF field as well.</summary>
    public bool ReceivedSpf { get; init; }
}

/// <summary>One key that submissions of a domain are signed with.</summary>
internal sealed record DkimKeySettings
{
    public string Domain { get; init; } = "";

    public string Selector { get; init; } = "";

    /// <summary>The private key in PEM, RSA or Ed25519: <c>dkim new</c> makes one.</summary>
    public string PrivateKeyFile { get; init; } = "";
}

/// <summary>What submissions are signed with; nothing without keys.</summary>
internal sealed record DkimSettings
{
    public DkimKeySettings[] Keys { get; init; } = [];
}

/// <summary>The section <c>Server</c> of the configuration.</summary>
internal sealed record ServerSettings
{
    public string HostName { get; init; } = "localhost";

    public string DataFolder { get; init; } = "data";

    public ListenSettings Listen { get; init; } = new();

    public TlsSettings Tls { get; init; } = new();

    public DnsSettings Dns { get; init; } = new();

    public AuthenticationSettings Authentication { get; init; } = new();

    public DkimSettings Dkim { get; init; } = new();

    public RelaySettings Relay { get; init; } = new();

    public ReceptionSettings Reception { get; init; } = new();

    public SubmissionSettings Submission { get; init; } = new();

    public AliasSettings[] Aliases { get; init; } = [];

    public SieveSettings Sieve { get; init; } = new();

    /// <summary>How many octets of mail a new account may hold; 0 for as many as there is room for.</summary>
    public long NewAccountStorage { get; init; } = 10L << 30;

    /// <summary>Whether mail for an account that has used its quota is refused for good; else its sender tries again later.</summary>
    public bool RefusesOverQuota { get; init; }

    public MtaStsSettings MtaSts { get; init; } = new();

    public TlsReportSettings TlsReports { get; init; } = new();

    public PlaintextAuthentication PlaintextAuthentication { get; init; } = PlaintextAuthentication.Loopback;

    public int MaxMessageSize { get; init; } = 50 * 1024 * 1024;

    public int ConnectionsPerAddress { get; init; } = 100;

    /// <summary>
    /// Reads the settings: <c>appsettings.json</c> beside the program, then one in the current folder, then variables that begin with
    /// <c>PROTOCOLS_</c> (<c>PROTOCOLS_Server__HostName</c>), then the command line.
    /// </summary>
    /// <exception cref="UsageException">A value cannot be read.</exception>
    public static (ServerSettings Settings, IConfigurationRoot Configuration) Load(string[] options)
    {
        try
        {
            IConfigurationRoot configuration = new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: false)
                .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
                .AddEnvironmentVariables("PROTOCOLS_")
                .AddCommandLine(options, CommandLine.Switches)
                .Build();
            return (configuration.GetSection("Server").Get<ServerSettings>() ?? new ServerSettings(), configuration);
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or InvalidDataException)
        {
            throw new UsageException("The configuration cannot be read: " + (e.InnerException?.Message ?? e.Message));
        }
    }

    /// <summary>Reads an address and port.</summary>
    /// <exception cref="UsageException">It is neither empty nor <c>address:port</c>.</exception>
    public static IPEndPoint? EndPoint(string name, string value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return null;
        }

        string text = value.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" + value[9..]
            : value.StartsWith("*:", StringComparison.Ordinal) ? "[::]" + value[1..]
            : value;
        return text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out IPEndPoint? point)
            ? point
            : throw new UsageException($"Server:Listen:{name} is '{value}', which is no address:port (such as 127.0.0.1:2525, [::1]:25, or *:25 for all addresses).");
    }
}
