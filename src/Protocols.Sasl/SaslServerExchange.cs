namespace Protocols.Sasl;

/// <summary>
/// The server's side of one authentication exchange (RFC 4422 §3), without I/O: it takes responses, gives challenges, and asks the
/// host to check what it cannot know.
/// </summary>
/// <remarks>
/// <see cref="Start"/> once, then <see cref="Respond"/> after each challenge and <see cref="Resume"/> after each question, until the step is
/// <see cref="SaslServerStepKind.Succeeded"/> or <see cref="SaslServerStepKind.Failed"/>. The bytes are those of the mechanism: base64
/// and its framing belong to the protocol that carries it.
/// </remarks>
public abstract class SaslServerExchange
{
    private enum State
    {
        New,
        AwaitingResponse,
        AwaitingVerdict,
        Ended,
    }

    private State _state;
    private SaslCredentials? _credentials;

    private protected SaslServerExchange(SaslOptions options)
    {
        Options = options;
    }

    /// <summary>The mechanism's registered name.</summary>
    public abstract string MechanismName { get; }

    /// <summary>The limits.</summary>
    protected SaslOptions Options { get; }

    /// <summary>The mechanisms this package serves, by their registered names, strongest first.</summary>
    public static IReadOnlyList<string> Mechanisms { get; } = ["PLAIN", "LOGIN"];

    /// <summary>Begins an exchange by the mechanism's name.</summary>
    /// <param name="mechanism">The name as the client sent it; case does not matter.</param>
    /// <param name="options">The limits; null for the defaults.</param>
    /// <returns>The exchange, or null if the mechanism is not known.</returns>
    public static SaslServerExchange? Create(ReadOnlySpan<char> mechanism, SaslOptions? options = null)
    {
        options ??= SaslOptions.Default;
        return mechanism.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) ? new PlainServerExchange(options)
            : mechanism.Equals("LOGIN", StringComparison.OrdinalIgnoreCase) ? new LoginServerExchange(options)
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

    /// <summary>Takes the verdict over the credentials that were asked about.</summary>
    /// <param name="verdict"><see cref="SaslFailure.None"/> if they are right, else what is wrong.</param>
    /// <exception cref="InvalidOperationException">No question is open.</exception>
    public SaslServerStep Resume(SaslFailure verdict)
    {
        Expect(State.AwaitingVerdict);
        _state = State.Ended;
        return verdict == SaslFailure.None
            ? new SaslServerStep { Kind = SaslServerStepKind.Succeeded, Credentials = _credentials }
            : SaslServerStep.Fail(verdict, "the host refused the credentials");
    }

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

    private protected static SaslServerStep Ask(SaslCredentials credentials) =>
        new() { Kind = SaslServerStepKind.VerifyPassword, Credentials = credentials };

    private SaslServerStep Take(SaslServerStep step)
    {
        _credentials = step.Credentials;
        _state = step.Kind switch
        {
            SaslServerStepKind.Challenge => State.AwaitingResponse,
            SaslServerStepKind.VerifyPassword => State.AwaitingVerdict,
            _ => State.Ended,
        };
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
