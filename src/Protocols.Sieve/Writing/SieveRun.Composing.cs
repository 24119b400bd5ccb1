using System.Security.Cryptography;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <content>What extensions need that change the message or make others.</content>
public sealed partial class SieveRun
{
    private bool _isQuiet;

    /// <summary>The message as it came, whatever the script made of it.</summary>
    internal MimeDocument OriginalMessage => State<EditState>().IsUsed ? State<EditState>().Original : _message;

    /// <summary>Whether the run has ended in an error.</summary>
    internal bool HasFailed => _result.HasFailed;

    /// <summary>The address of whose script it is.</summary>
    internal string OwnerAddress => FirstOf(Options.UserEmail, _envelope.To, Options.OwnAddresses.Count > 0 ? Options.OwnAddresses[0] : null) ?? "postmaster@localhost";

    /// <summary>When the script runs, in the zone of the user.</summary>
    internal DateTimeOffset LocalNow => TimeZoneInfo.ConvertTime(Now, Options.LocalZone);

    /// <summary>How many scripts are including the one that runs.</summary>
    internal int FrameDepth => _depth;

    /// <summary>Goes up when the message becomes another.</summary>
    internal int MessageVersion { get; private set; }

    /// <summary>The loops of <c>foreverypart</c> that are running.</summary>
    internal PartLoops Loops
    {
        get
        {
            // Those of included scripts that have ended are over.
            PartLoops loops = State<LoopState>().Loops;
            loops.EndWithin(_depth, int.MaxValue);
            return loops;
        }
    }

    /// <summary>Gives the octets of which a message's identifier and boundaries are made.</summary>
    internal byte[] NextRandom()
    {
        byte[] octets = new byte[ComposedMessage.RandomLength];
        if (Options.Random is { } random)
        {
            random.NextBytes(octets);
        }
        else
        {
            RandomNumberGenerator.Fill(octets);
        }

        return octets;
    }

    /// <summary>Begins to change the message; <see cref="EndEdit"/> lets tests see what came of it.</summary>
    internal EditedMessage BeginEdit()
    {
        EditState state = State<EditState>();
        if (!state.IsUsed)
        {
            state.Begin(_message);
            Edits = state.Message;
        }

        Charge(_message.Length);
        return state.Message;
    }

    /// <summary>Lets tests see what was changed.</summary>
    internal void EndEdit() => UseMessage(State<EditState>().Message.Current);

    /// <summary>Lets tests see a changed header, which may make other parts of the message.</summary>
    internal void EndHeaderEdit()
    {
        EndEdit();
        Loops.Fit(_message.PartCount);
    }

    /// <summary>Forgets what was changed: the host has another message.</summary>
    internal void ForgetEdits()
    {
        State<EditState>().Reset();
        Edits = null;
    }

    /// <summary>Counts work against what a run may compare (<see cref="SieveLimits.MaxComparedBytes"/>).</summary>
    internal void Charge(long octets) => _bytesLeft -= octets;

    /// <summary>Matches without a match's being kept for <c>${1}</c>.</summary>
    internal bool MatchQuietly(ReadOnlySpan<byte> value, int parameter)
    {
        _isQuiet = true;
        bool isMatch = MatchHere(value, parameter);
        _isQuiet = false;
        return isMatch;
    }

    /// <summary>Keeps a value as what the last match was, for <c>${0}</c>.</summary>
    internal void SetMatch(ReadOnlySpan<byte> value)
    {
        _captures.Clear();
        _captures.Add(0, value.Length);
        _matched.Clear();
        _matched.Append(value);
    }

    private static string? FirstOf(params ReadOnlySpan<string?> addresses)
    {
        foreach (string? address in addresses)
        {
            if (!string.IsNullOrEmpty(address))
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>The message as the script has changed it.</summary>
    private sealed class EditState : ISieveState
    {
        public bool IsUsed { get; private set; }

        public MimeDocument Original { get; private set; }

        public EditedMessage Message { get; } = new();

        public void Begin(MimeDocument message)
        {
            IsUsed = true;
            Original = message;
            Message.Reset(message);
        }

        public void Reset()
        {
            IsUsed = false;
            Original = default;
            Message.Reset(default);
        }
    }

    private sealed class LoopState : ISieveState
    {
        public PartLoops Loops { get; } = new();

        public void Reset() => Loops.Clear();
    }
}
