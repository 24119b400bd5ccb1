using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Protocols.Smtp;
using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>
/// The stage <c>rate</c>: puts clients off that send more than they may in an hour, by account or, where nobody logged in, by address. Give one and the
/// same to all listeners whose mail is to be counted together. What is counted lives in memory, and is forgotten when the program ends.
/// </summary>
public sealed class RateLimitStage : IMailStage, IRecipientStage
{
    private readonly RateLimits _limits;
    private readonly TokenBuckets<AccountId>? _accountMessages;
    private readonly TokenBuckets<AccountId>? _accountRecipients;
    private readonly TokenBuckets<IPAddress>? _addressMessages;
    private readonly TokenBuckets<IPAddress>? _addressRecipients;

    /// <summary>Makes the stage.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="time">The clock.</param>
    public RateLimitStage(RateLimits limits, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(time);
        _limits = limits;
        _accountMessages = Buckets<AccountId>(limits.AccountMessages);
        _accountRecipients = Buckets<AccountId>(limits.AccountRecipients);
        _addressMessages = Buckets<IPAddress>(limits.AddressMessages);
        _addressRecipients = Buckets<IPAddress>(limits.AddressRecipients);

        TokenBuckets<TKey>? Buckets<TKey>(int? size)
            where TKey : notnull => size is { } most ? new TokenBuckets<TKey>(most, limits.MaxRemembered, time) : null;
    }

    /// <inheritdoc/>
    public string Name => "rate";

    /// <inheritdoc/>
    public ValueTask<StageRefusal?> MailAsync(SmtpSender sender, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);
        return new(Take(sender, _accountMessages, _addressMessages, 450, "messages"));
    }

    /// <inheritdoc/>
    public ValueTask<StageRefusal?> RecipientAsync(SmtpSender sender, SmtpRecipient recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sender);

        // RFC 5321 §4.5.3.1.10: by 452 the client knows to send the message to the others now, and to this one later.
        return new(Take(sender, _accountRecipients, _addressRecipients, 452, "recipients"));
    }

    private StageRefusal? Take(SmtpSender sender, TokenBuckets<AccountId>? accounts, TokenBuckets<IPAddress>? addresses, int code, string what)
    {
        TimeSpan wait = TimeSpan.Zero;
        bool isTaken = sender.Account is { } account ? accounts?.TryTake(account, out wait) ?? true
            : addresses is null || sender.ClientAddress is not { } address || Networks.Contain(_limits.ExemptNetworks, address) || addresses.TryTake(Key(address), out wait);
        if (isTaken)
        {
            return null;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"Too many {what} in an hour; there is room for the next in {Math.Ceiling(wait.TotalMinutes)} min");
        string who = sender.Account is { } id ? $"account {id}" : sender.ClientAddress!.ToString();
        return new StageRefusal(new SmtpReply(code, 7, 1, text), $"{who} sends too many {what}");
    }

    // Whoever has one address of IPv6 has all of its last 64 bits.
    private static IPAddress Key(IPAddress address)
    {
        IPAddress plain = Networks.Plain(address);
        if (plain.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return plain;
        }

        Span<byte> octets = stackalloc byte[16];
        plain.TryWriteBytes(octets, out _);
        octets[8..].Clear();
        return new IPAddress(octets);
    }
}
