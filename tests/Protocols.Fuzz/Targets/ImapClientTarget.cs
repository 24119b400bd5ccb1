using System.Text;
using Protocols.Imap;
using Protocols.Wire.Tests.Imap;

namespace Protocols.Fuzz.Targets;

/// <summary>The client's session of IMAP: what a server says, whole and cut, with commands under way and without.</summary>
internal static class ImapClientTarget
{
    private static readonly ImapClientLimits s_limits = new() { MaxResponseLength = 2000, MaxLiteralLength = 500, MaxStreamedLiteralLength = 1000, MaxLiterals = 20, MaxDepth = 20 };

    public static void Run(ReadOnlySpan<byte> input)
    {
        (int first, int second) = Cuts.Of(input);
        byte[][] pieces = [.. new[] { input[..first].ToArray(), input[first..second].ToArray(), input[second..].ToArray() }.Where(p => p.Length > 0)];
        byte[][] whole = [input.ToArray()];
        Assert.Equal(Ask(whole, isGreeted: false), Ask(pieces, isGreeted: false));
        Assert.Equal(Ask(whole, isGreeted: true), Ask(pieces, isGreeted: true));
    }

    // The session stays in its last state once it has failed or closed, however often it is asked.
    private static string Ask(byte[][] pieces, bool isGreeted)
    {
        ClientReplay replay = new(s_limits);
        if (isGreeted)
        {
            replay.Feed("* OK hi\r\n");
            replay.Session.Send(t => new LoginCommand { Tag = t, UserName = "a\r\nb", Password = Encoding.ASCII.GetBytes("secret") }, replay.Output);
            replay.Session.Append("INBOX", [], null, 3, replay.Output);
            replay.Session.Send(t => new IdleCommand { Tag = t }, replay.Output);
            replay.Message = "abc";
        }

        replay.Feed(pieces);
        List<string> lines = [.. replay.Transcript.Split('\n')];
        int end = lines.FindIndex(static l => l.StartsWith("Failed", StringComparison.Ordinal) || l.StartsWith("Closed", StringComparison.Ordinal));
        return string.Join('\n', end < 0 ? lines : lines[..(end + 1)]) + replay.Sent;
    }
}
