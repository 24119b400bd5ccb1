namespace Protocols.Sasl;

/// <summary>
/// The server's side of one authentication exchange (RFC 4422 §3), without I/O: it takes responses, gives challenges, and asks the
/// host to check what it cannot know.
/// </summary>
/// <remarks>
/// <see cref="Start"/> once, then <see cref="Respond"/> after each challenge and <see cref="Resume(SaslAnswer)"/> after each question, until the step is
/// <see cref="SaslServerStepKind.Succeeded"/> or <see cref="SaslServerStepKind.Failed"/>. The bytes are those of the mechanism: base64
/// and its framing belong to the protocol that carries it.
/// </remarks>
public abstract class SaslServerExchange
{
    private enum State
    {
        New,
        AwaitingResponse,
        AwaitingAnswer,
        Ended,
    }

    private State _state;

    private protected SaslServerExchange(SaslOptions options)
    {
        Options = options;
    }

    /// <summary>The mechanism's registered name.</summary>
    public abstract string MechanismName { get; }

    /// <summary>The limits.</summary>
    protected SaslOptions Options { get; }

    /// <summary>Who the host was asked about.</summary>
    private protected SaslCredentials? Asked { get; private set; }

    /// <summary>Begins an exchange by the mechanism's name.</summary>
    /// <param name="mechanism">The name as the client sent it; case does not matter.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <param name="binding">
    /// The binding of the TLS connection, where the mechanisms that use it are offered; null where they are not. It matters to the others of SCRAM, too:
    /// by it they notice that somebody in between took the offer away (RFC 5802 §6).
    /// </param>
    /// <returns>The exchange, or null if the mechanism is not known, or needs a binding or a realm that is not there.</returns>
    public static SaslServerExchange? Create(ReadOnlySpan<char> mechanism, SaslOptions? options = null, SaslChannelBinding? binding = null)
    {
        options ??= SaslOptions.Default;
        if (ScramHash.Find(mechanism) is { } hash)
        {
            bool isBound = SaslMechanisms.IsBound(mechanism);
            return isBound && binding is null ? null : new ScramServerExchange(options, hash, isBound, binding);
        }

        return mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) ? new PlainServerExchange(options)
            : mechanism.Equals("LOGIN", StringComparison.OrdinalIgnoreCase) ? new LoginServerExchange(options)
            : mechanism.Equals("OAUTHBEARER", StringComparison.OrdinalIgnoreCase) ? new OAuthBearerServerExchange(options)
            : mechanism.Equals("XOAUTH2", StringComparison.OrdinalIgnoreCase) ? new XOAuth2ServerExchange(options)
            : mechanism.Equals(SaslMechanisms.Digest, StringComparison.OrdinalIgnoreCase) && options.DigestRealm is not null ? new DigestMd5ServerExchange(options)
            : mechanism.Equals(SaslMechanisms.External, StringComparison.OrdinalIgnoreCase) ? new ExternalServerExchange(options)
            : null;
    }

    /// <summary>Begins, with the client's initial response if it sent one (RFC 4422 §4.1).</summary>
    /// <param name="initialResponse">The response, which may be empty; null if there was none.</param>
    /// <exception cref="InvalidOperationException">The exchange was begun before.</exception>
    public SaslServerStep Start(ReadOnlyMemory<byte>? initialResponse)
    {
        Expect(State.New);
        return Take(initialResponse is { } response ? OnResponse(response.Span) : OnStart());
    }

    /// <summary>Takes the client's response to a challenge.</summary>
    /// <param name="response">The response, which may be empty.</param>
    /// <exception cref="InvalidOperationException">No challenge is open.</exception>
    public SaslServerStep Respond(ReadOnlySpan<byte> response)
    {
        Expect(State.AwaitingResponse);
        return Take(OnResponse(response));
    }

    /// <summary>Takes the answer to a question.</summary>
    /// <param name="answer">The keys that were asked for, or whether what was asked about is right.</param>
    /// <exception cref="InvalidOperationException">No question is open.</exception>
    public SaslServerStep Resume(SaslAnswer answer)
    {
        Expect(State.AwaitingAnswer);
        return Take(OnAnswer(answer));
    }

    /// <summary>Takes the verdict over what was asked about.</summary>
    /// <param name="verdict"><see cref="SaslFailure.None"/> if it is right, else what is wrong.</param>
    /// <exception cref="InvalidOperationException">No question is open.</exception>
    public SaslServerStep Resume(SaslFailure verdict) => Resume(verdict == SaslFailure.None ? SaslAnswer.Right : SaslAnswer.Wrong(verdict));

    /// <summary>Ends the exchange because the client gave up (in most protocols a line with <c>*</c> alone).</summary>
    public SaslServerStep Abort()
    {
        _state = State.Ended;
        return SaslServerStep.Fail(SaslFailure.Aborted, "the client cancelled the exchange");
    }

    /// <summary>The first step where the client sent no initial response.</summary>
    private protected abstract SaslServerStep OnStart();

    /// <summary>The step after a response, the initial one included.</summary>
    private protected abstract SaslServerStep OnResponse(ReadOnlySpan<byte> response);

    /// <summary>The step after the host's answer to a question: the end, where all hangs on one verdict.</summary>
    private protected virtual SaslServerStep OnAnswer(SaslAnswer answer) => answer.Verdict == SaslFailure.None
        ? new SaslServerStep { Kind = SaslServerStepKind.Succeeded, Credentials = Asked }
        : SaslServerStep.Fail(answer.Verdict, "the host refused the credentials");

    /// <summary>A question to the host.</summary>
    private protected SaslServerStep Ask(SaslServerStepKind question, SaslCredentials credentials)
    {
        Asked = credentials;
        return new SaslServerStep { Kind = question, Credentials = credentials };
    }

    private SaslServerStep Take(SaslServerStep step)
    {
        _state = step.Kind == SaslServerStepKind.Challenge ? State.AwaitingResponse : step.IsQuestion ? State.AwaitingAnswer : State.Ended;
        return step;
    }

    private void Expect(State state)
    {
        if (_state != state)
        {
            throw new InvalidOperationException($"The exchange is in the state {_state}, not {state}.");
        }
    }
}
