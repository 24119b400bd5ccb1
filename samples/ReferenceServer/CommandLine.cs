namespace Protocols.Samples.ReferenceServer;

/// <summary>The operator asked for something that cannot be done as asked; the message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The words of the command line.</summary>
internal static class CommandLine
{
    public const string Help = """
        Protocols reference server: mail in over SMTP, filed in SQLite, read over IMAP and POP3.

        Usage:
          ReferenceServer [serve] [options]                 run the server (the default)
          ReferenceServer account add ADDRESS [options]     make an account; asks for a password, or makes one up
          ReferenceServer account list [options]            list the accounts
          ReferenceServer account passwd ADDRESS [options]  give an account another password
          ReferenceServer account quota ADDRESS [options]   tell what an account uses and may use; --storage, --messages and --mailboxes set it
          ReferenceServer dkim new DOMAIN [options]         make a key to sign a domain's mail with, and tell its DNS record
          ReferenceServer sieve check FILE                  tell whether a Sieve script is valid, and what is wrong with it
          ReferenceServer sieve run FILE MESSAGE            try it on a message: what it looks at, and what it would do
          ReferenceServer queue list [filters]              list the messages that are on their way out
          ReferenceServer queue show NUMBER                 one of them, with its recipients and what was answered
          ReferenceServer queue destinations                where they go, with counts
          ReferenceServer queue retry NUMBER                try it now; hold, release and cancel NUMBER keep it back, let it go, take it out
          ReferenceServer queue retry all [filters]         the same for all that the filters find; hold, release and cancel, too
          ReferenceServer queue retry destination NAME      try all that waits for a destination now
          ReferenceServer --help                            this text

        Options:
          --data FOLDER           where everything is kept (default: data)
          --host-name NAME        the name the server goes by (default: localhost)
          --smtp ADDRESS:PORT     mail from other servers, STARTTLS (default: 127.0.0.1:2525)
          --submission A:P        mail from clients, STARTTLS and login (default: 127.0.0.1:2587)
          --submissions A:P       the same with TLS from the first byte (default: 127.0.0.1:2465)
          --lmtp ADDRESS:PORT     mail from a mail server in front of this one, no login (default: off)
          --imap ADDRESS:PORT     IMAP with STARTTLS (default: 127.0.0.1:2143)
          --imaps ADDRESS:PORT    IMAP with TLS from the first byte (default: 127.0.0.1:2993)
          --pop3 ADDRESS:PORT     POP3 with STLS (default: 127.0.0.1:2110)
          --pop3s ADDRESS:PORT    POP3 with TLS from the first byte (default: 127.0.0.1:2995)
          --managesieve A:P       ManageSieve, to edit Sieve scripts, with STARTTLS (default: 127.0.0.1:4190)
          --admin ADDRESS:PORT    HTTP for the queue verbs, on this machine alone (default: 127.0.0.1:8025)
          --certificate FILE      certificate and chain in PEM; else a self-signed one is made
          --key FILE              its private key in PEM
          --plaintext-auth WHEN   passwords without TLS: Never, Loopback (default) or Always
          --max-message-size N    in bytes (default: 52428800)
          --dns ADDRESS[:PORT]    the name server to ask (default: those that the machine is set up with)
          --dmarc HOW             what becomes of mail that fails its author's policy: Ignore (delivered), Junk (filed as junk; default)
                                  or Enforce (refused where the policy says reject)
          --selector NAME         with dkim new: the key's name (default: the algorithm and the month)
          --algorithm NAME        with dkim new: rsa (default) or ed25519
          --destination NAME, --sender ADDRESS, --status STATUS, --held true|false, --from TIME, --before TIME
                                  filters of the queue: pending for a destination, of a sender, with a recipient that is Pending, Delivered, Failed,
                                  Relayed, Expired or Cancelled, held or not, submitted at a time or later, or before it
          --storage N, --messages N, --mailboxes N
                                  with account quota: the most octets of mail, messages and mailboxes, or none for as much as there is
          --max N                 with queue list: how many at most
          --recipient N           with queue cancel NUMBER: this recipient alone; with sieve run an address: the envelope, --sender, too
                                  (default: whom the Return-Path field names, and me@HOST-NAME)
          --password-stdin        with account add and passwd: the password is the first line of standard input

        An empty value turns a port off; port 0 takes one that is free. Each option is also a key of appsettings.json and a variable
        (PROTOCOLS_Server__HostName, PROTOCOLS_Server__Listen__Smtp, PROTOCOLS_Logging__LogLevel__Default ...).
        Mail from others is authenticated (SPF, DKIM, ARC, DMARC) unless Server:Authentication:Enabled is false; submissions are signed with the keys of
        Server:Dkim:Keys, each with Domain, Selector and PrivateKeyFile.
        Clients that log in may send to other hosts, by their exchangers or by Server:Relay:SmartHost (Host, Port, User, Password); Server:Relay:Enabled
        turns that off, Server:Relay:TrustedNetworks lets others, and Server:Relay:Routes sends a Domain to a Host and Port.
        Policies of MTA-STS are followed unless Server:MtaSts:Enabled is false. With Server:TlsReports:Enabled the owners of other domains are told each day how
        connections to them went, in the name of Server:TlsReports:Author.
        Who logs in sends from an address of its account unless Server:Submission:MatchSender is false. Server:Aliases has an Address, its Members and, for a
        list, its Owner each; Server:Submission:Rate and Server:Reception:Rate limit Messages and Recipients an hour.
        Server:Sieve:Enabled runs the recipients' scripts (default), Server:Sieve:MaxRedirects and MaxScriptSize limit them, and CreatesMailboxes lets fileinto make
        a mailbox that is not there. Mail for an account that has used its quota is tried again later, or refused with Server:RefusesOverQuota.
        A new account may hold 10 GiB, or Server:NewAccountStorage octets; account quota sets another limit.
        The account verbs need the server to be stopped: one program at a time may hold the data folder. The queue verbs need it to be running.
        """;

    public static Dictionary<string, string> Switches { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--data"] = "Server:DataFolder",
        ["--host-name"] = "Server:HostName",
        ["--smtp"] = "Server:Listen:Smtp",
        ["--submission"] = "Server:Listen:Submission",
        ["--submissions"] = "Server:Listen:Submissions",
        ["--lmtp"] = "Server:Listen:Lmtp",
        ["--imap"] = "Server:Listen:Imap",
        ["--imaps"] = "Server:Listen:Imaps",
        ["--pop3"] = "Server:Listen:Pop3",
        ["--pop3s"] = "Server:Listen:Pop3s",
        ["--managesieve"] = "Server:Listen:ManageSieve",
        ["--admin"] = "Server:Listen:Admin",
        ["--certificate"] = "Server:Tls:CertificateFile",
        ["--key"] = "Server:Tls:KeyFile",
        ["--plaintext-auth"] = "Server:PlaintextAuthentication",
        ["--max-message-size"] = "Server:MaxMessageSize",
        ["--dns"] = "Server:Dns:Servers:0",
        ["--dmarc"] = "Server:Authentication:Dmarc",
        ["--selector"] = "Dkim:Selector",
        ["--algorithm"] = "Dkim:Algorithm",
        ["--destination"] = "Queue:Destination",
        ["--sender"] = "Queue:Sender",
        ["--status"] = "Queue:Status",
        ["--held"] = "Queue:Held",
        ["--from"] = "Queue:From",
        ["--before"] = "Queue:Before",
        ["--max"] = "Queue:Max",
        ["--storage"] = "Quota:Storage",
        ["--messages"] = "Quota:Messages",
        ["--mailboxes"] = "Quota:Mailboxes",
        ["--recipient"] = "Queue:Recipient",
    };

    /// <summary>Splits the words from the options, and refuses options that do not exist.</summary>
    /// <exception cref="UsageException">An option is not known or lacks its value.</exception>
    public static (List<string> Words, string[] Options, bool PasswordFromStandardInput) Split(string[] args)
    {
        List<string> words = [];
        List<string> options = [];
        bool standardInput = false;
        for (int i = 0; i < args.Length; i++)
        {
            string arg = args[i];
            if (!arg.StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(arg);
                continue;
            }

            if (arg == "--password-stdin")
            {
                standardInput = true;
                continue;
            }

            int equals = arg.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? arg : arg[..equals];
            if (!Switches.ContainsKey(name) && !name.Contains(':', StringComparison.Ordinal))
            {
                throw new UsageException($"There is no option {name}.");
            }

            if (equals < 0 && ++i == args.Length)
            {
                throw new UsageException($"The option {name} needs a value.");
            }

            options.Add(equals < 0 ? $"{arg}={args[i]}" : arg);
        }

        return (words, [.. options], standardInput);
    }
}
