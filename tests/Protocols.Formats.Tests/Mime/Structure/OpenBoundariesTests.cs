using System.Globalization;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Structure;

/// <summary>
/// Which of many open boundaries a line bears is found by heads, masks and hashes; here it is held against the rule itself, tried line by line
/// and boundary by boundary, on boundaries that begin and end like one another.
/// </summary>
public sealed class OpenBoundariesTests
{
    private const int Cases = 20_000;

    // How far out a boundary with text behind it is looked for.
    private const int Innermost = 4;

    [Fact]
    [Rfc(2046, "5.1.1")]
    [Rfc(2046, "5.1.2")]
    public void Each_line_is_held_against_every_open_boundary_from_the_innermost_on()
    {
        Random random = new(20461);
        int delimiters = 0;
        for (int i = 0; i < Cases; i++)
        {
            string[] boundaries = [.. Enumerable.Range(0, random.Next(1, 14)).Select(_ => Letters(random, 1, random.Next(2) == 0 ? 4 : 20))];
            StringBuilder text = new();
            List<int> starts = [0];
            foreach (string boundary in boundaries)
            {
                text.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n--{boundary}\r\n");
                starts.Add(text.Length);
            }

            text.Append("\r\n");
            List<string> open = [.. boundaries];
            for (int line = random.Next(1, 12); line > 0; line--)
            {
                string rest = Line(random, boundaries) + (random.Next(3) == 0 ? "\n" : "\r\n");
                text.Append("--").Append(rest);
                if (open.Count > 0 && Match(open, rest, out bool isClose) is >= 0 and int found)
                {
                    delimiters++;
                    open.RemoveRange(isClose ? found : found + 1, open.Count - (isClose ? found : found + 1));
                    if (!isClose)
                    {
                        starts.Add(text.Length);
                    }
                }

                // The part that may begin here has no header.
                text.Append("\r\n");
            }

            using MimeDocument document = MimeDocument.Parse(Encoding.ASCII.GetBytes(text.ToString()));
            Assert.Equal(starts, Enumerable.Range(0, document.PartCount).Select(p => document.GetPart(p).HeaderStart));
        }

        Assert.InRange(delimiters, Cases, int.MaxValue);
    }

    private static string Letters(Random random, int least, int most) =>
        string.Concat(Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => random.Next(4) == 0 ? '-' : random.Next(8) == 0 ? 'c' : 'b'));

    private static string Line(Random random, string[] boundaries)
    {
        string start = random.Next(4) == 0 ? Letters(random, 0, 20) : boundaries[random.Next(boundaries.Length)];
        string behind = random.Next(6) switch
        {
            0 => "--",
            1 => " \t",
            2 => "-- ",
            3 => Letters(random, 1, 2),
            4 => " x",
            _ => "",
        };
        return start + behind;
    }

    private static int Match(List<string> open, string rest, out bool isClose)
    {
        string text = rest.TrimEnd(' ', '\t', '\r', '\n');
        for (int i = open.Count - 1; i >= 0; i--)
        {
            isClose = text == open[i] + "--";
            if (isClose || text == open[i])
            {
                return i;
            }
        }

        for (int i = open.Count - 1; i >= Math.Max(0, open.Count - Innermost); i--)
        {
            isClose = rest.StartsWith(open[i] + "--", StringComparison.Ordinal);
            if (isClose || (rest.StartsWith(open[i], StringComparison.Ordinal) && rest[open[i].Length] is ' ' or '\t'))
            {
                return i;
            }
        }

        isClose = false;
        return -1;
    }
}
