using System.Buffers;
using System.Text;
using Protocols.ManageSieve;
using Protocols.Wire.Tests.ManageSieve;

namespace Protocols.Fuzz.Targets;

/// <summary>Both sessions of ManageSieve, whole and cut.</summary>
internal static class ManageSieveTarget
{
    private static readonly ManageSieveServerOptions s_options = SessionReplay.Options with { Limits = new ManageSieveLimits { MaxScriptLength = 200, MaxDropLength = 1000, MaxUnauthenticatedDropLength = 1000 } };

    public static void Run(ReadOnlySpan<byte> input)
    {
        (int first, int second) = Cuts.Of(input);
        byte[][] pieces = [.. new[] { input[..first].ToArray(), input[first..second].ToArray(), input[second..].ToArray() }.Where(p => p.Length > 0)];
        byte[][] whole = [input.ToArray()];
        foreach (bool isLoggedIn in new[] { false, true })
        {
            Assert.Equal(Serve(whole, isLoggedIn), Serve(pieces, isLoggedIn));
        }

        Assert.Equal(Ask(whole), Ask(pieces));
        if (SieveUrl.TryParse(Encoding.Latin1.GetString(input), out SieveUrl? url))
        {
            Assert.True(SieveUrl.TryParse(url.ToString(), out SieveUrl? again));
            Assert.Equal(url, again);
        }
    }

    private static string Serve(byte[][] pieces, bool isLoggedIn) => new SessionReplay(s_options, isSecure: false, isLoggedIn).Feed(pieces).Transcript;

    private static string Ask(byte[][] pieces)
    {
        ManageSieveClientSession session = new(new ManageSieveClientOptions());
        ArrayBufferWriter<byte> output = new();
        StringBuilder transcript = new();
        byte[] rest = [];
        foreach (byte[] piece in pieces)
        {
            ReadOnlySequence<byte> sequence = new([.. rest, .. piece]);
            while (session.Read(ref sequence, output) is { Kind: not ManageSieveClientEventKind.NeedMoreData } e)
            {
                transcript.Append(e.Kind).Append(e.Reason).Append(e.Response?.Text).Append(e.Response?.Code.Name).Append('\n');
            }

            rest = sequence.ToArray();
        }

        Assert.Equal(0, output.WrittenCount);
        return transcript.ToString();
    }
}
