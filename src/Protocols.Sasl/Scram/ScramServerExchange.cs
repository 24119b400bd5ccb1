using System.Security.Cryptography;
using System.Text;

namespace Protocols.Sasl;

/// <summary>The server's side of SCRAM, with or without a binding to the connection (RFC 5802 §3, §5, §6; RFC 7677).</summary>
/// <param name="options">The limits.</param>
/// <param name="hash">The mechanism's hash.</param>
/// <param name="isBound">Whether it is the form with <c>-PLUS</c>.</param>
/// <param name="binding">The connection's binding, or null where there is none to be had.</param>
/// <param name="serverNonce">What makes the exchange unlike others; null for chance.</param>
internal sealed class ScramServerExchange(SaslOptions options, ScramHash hash, bool isBound, SaslChannelBinding? binding, string? serverNonce = null)
    : SaslServerExchange(options)
{
    private enum Step
    {
        ClientFirst,
        ClientFinal,
        Acknowledgement,
    }

    private readonly string _serverNonce = serverNonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
    private Step _step;
    private string _header = "";
    private string _clientFirst = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private byte[] _bindingData = [];
    private ScramKeys? _keys;

    public override string MechanismName => isBound ? hash.Mechanism + SaslMechanisms.PlusSuffix : hash.Mechanism;

    private int MaxMessageLength => (Options.MaxIdentityLength * 6) + 1024;

    // RFC 5802 §5.2: the client speaks first.
    private protected override SaslServerStep OnStart() => new() { Kind = SaslServerStepKind.Challenge };

    private protected override SaslServerStep OnResponse(ReadOnlySpan<byte> response)
    {
        if (_step == Step.Acknowledgement)
        {
            return response.IsEmpty
                ? new SaslServerStep { Kind = SaslServerStepKind.Succeeded, Credentials = Asked }
                : SaslServerStep.Fail(SaslFailure.MalformedResponse, "the last message is not empty");
        }

        if (!ScramText.TryDecode(response, MaxMessageLength, out string? message))
        {
            return response.Length > MaxMessageLength
                ? SaslServerStep.Fail(SaslFailure.TooLong, "the message is too long")
                : SaslServerStep.Fail(SaslFailure.MalformedResponse, "the message is not UTF-8");
        }

        return _step == Step.ClientFirst ? ReadFirst(message) : ReadFinal(message);
    }

    private protected override SaslServerStep OnAnswer(SaslAnswer answer)
    {
        if (answer.Keys is not { } keys)
        {
            return SaslServerStep.Fail(answer.Verdict == SaslFailure.None ? SaslFailure.TemporaryFailure : answer.Verdict, "the host gave no keys");
        }

        _keys = keys;
        _serverFirst = $"r={_nonce},s={Convert.ToBase64String(keys.Salt.Span)},i={keys.Iterations}";
        _step = Step.ClientFinal;
        return new SaslServerStep { Kind = SaslServerStepKind.Challenge, Challenge = Encoding.UTF8.GetBytes(_serverFirst) };
    }

    // client-first-message = gs2-header client-first-message-bare
    private SaslServerStep ReadFirst(string message)
    {
        int comma = message.IndexOf(',', StringComparison.Ordinal);
        int end = comma < 0 ? -1 : message.IndexOf(',', comma + 1);
        if (end < 0)
        {
            return Malformed("the message has no header");
        }

        if (CheckFlag(message.AsSpan(0, comma)) is { } refusal)
        {
            return refusal;
        }

        string authorization = "";
        ReadOnlySpan<char> identity = message.AsSpan(comma + 1, end - comma - 1);
        if (!identity.IsEmpty && (!ScramText.TryTake(ref identity, 'a', out ReadOnlySpan<char> authzid) || !ScramText.TryReadName(authzid, out authorization!)))
        {
            return Malformed("the identity to act as is malformed");
        }

        _header = message[..(end + 1)];
        _clientFirst = message[(end + 1)..];
        ReadOnlySpan<char> rest = _clientFirst;

        // RFC 5802 §5.1: "m" is for extensions that have to be understood, and none is; TryTake finds no "n" then.
        if (!ScramText.TryTake(ref rest, 'n', out ReadOnlySpan<char> user) || !ScramText.TryReadName(user, out string? name)
            || !ScramText.TryTake(ref rest, 'r', out ReadOnlySpan<char> nonce) || !ScramText.IsNonce(nonce))
        {
            return Malformed("the name or the nonce is malformed");
        }

        if (!SaslPrep.TryPrepare(name, out string? prepared) || prepared.Length == 0)
        {
            return Malformed("the name cannot be one");
        }

        if (Encoding.UTF8.GetByteCount(prepared) > Options.MaxIdentityLength || Encoding.UTF8.GetByteCount(authorization) > Options.MaxIdentityLength)
        {
            return SaslServerStep.Fail(SaslFailure.TooLong, "an identity is too long");
        }

        _nonce = nonce.ToString() + _serverNonce;
        return Ask(SaslServerStepKind.FindScramKeys, new SaslCredentials(prepared, authorization, default)) with { Mechanism = hash.Mechanism };
    }

    // RFC 5802 §6
    private SaslServerStep? CheckFlag(ReadOnlySpan<char> flag)
    {
        switch (flag)
        {
            case "n" when !isBound:
                return null;
            case "y" when !isBound:
                // The client could have bound the exchange and believes that we cannot: if we said that we can, somebody in between took it away.
                return binding is null ? null : SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the client was kept from binding the exchange to the connection");
            case ['p', '=', ..] when isBound && binding is not null && flag[2..].SequenceEqual(binding.Type):
                _bindingData = binding.Data.ToArray();
                return null;
            case ['p', '=', ..]:
                return SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the kind of channel binding is not to be had");
            default:
                return Malformed("the channel binding flag is malformed");
        }
    }

    // client-final-message = channel-binding "," nonce ["," extensions] "," proof
    private SaslServerStep ReadFinal(string message)
    {
        int proofAt = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (proofAt < 0 || !ScramText.TryReadBase64(message.AsSpan(proofAt + 3), out byte[] proof))
        {
            return Malformed("the proof is missing or malformed");
        }

        ReadOnlySpan<char> rest = message.AsSpan(0, proofAt);
        if (!ScramText.TryTake(ref rest, 'c', out ReadOnlySpan<char> channel) || !ScramText.TryReadBase64(channel, out byte[] bound)
            || !ScramText.TryTake(ref rest, 'r', out ReadOnlySpan<char> nonce) || rest.StartsWith("m="))
        {
            return Malformed("the message is malformed");
        }

        byte[] expected = [.. Encoding.UTF8.GetBytes(_header), .. _bindingData];
        if (!CryptographicOperations.FixedTimeEquals(bound, expected))
        {
            return SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the exchange is bound to another connection");
        }

        if (!nonce.SequenceEqual(_nonce))
        {
            return SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the nonce is another");
        }

        byte[] authMessage = Encoding.UTF8.GetBytes($"{_clientFirst},{_serverFirst},{message.AsSpan(0, proofAt)}");
        byte[] signature = hash.Hmac(_keys!.StoredKey.Span, authMessage);
        if (proof.Length != signature.Length)
        {
            return Malformed("the proof is of another length than the hash");
        }

        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= signature[i];
        }

        if (!CryptographicOperations.FixedTimeEquals(hash.Hash(proof), _keys.StoredKey.Span))
        {
            return SaslServerStep.Fail(SaslFailure.InvalidCredentials, "the proof is wrong");
        }

        _step = Step.Acknowledgement;
        string final = "v=" + Convert.ToBase64String(hash.Hmac(_keys.ServerKey.Span, authMessage));
        return new SaslServerStep { Kind = SaslServerStepKind.Challenge, Challenge = Encoding.UTF8.GetBytes(final) };
    }

    private static SaslServerStep Malformed(string reason) => SaslServerStep.Fail(SaslFailure.MalformedResponse, reason);
}
