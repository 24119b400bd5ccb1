using System.Text;
using Protocols.Dns;

namespace Protocols.Fuzz.Targets;

/// <summary>The text of a zone file: it is read, or refused by a <see cref="FormatException"/>; what was read can be asked for.</summary>
internal static class ZoneTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        DnsZone zone;
        try
        {
            zone = DnsZone.Parse(Encoding.Latin1.GetString(input));
        }
        catch (FormatException refusal)
        {
            Assert.NotEqual("", refusal.Message);
            return;
        }

        foreach (DnsAnswer answer in zone.Answers)
        {
            Assert.NotEqual("", answer.ToString());
            Assert.NotNull(zone.Query(answer.Name, answer.Type));
        }
    }
}
