using System.Buffers.Binary;
using System.Text;
using Protocols.Dns;

namespace Protocols.Server.Tests.Interop;

/// <summary>Puts the answers of a zone in memory on the wire (RFC 1035 §4.1).</summary>
internal static class ZoneAnswers
{
    public static LoopbackNameServer Serve(this DnsZone zone) => new(question => Answer(zone, question));

    private static byte[] Answer(DnsZone zone, byte[] question)
    {
        int end = LoopbackNameServer.NameEnd(question);
        StringBuilder name = new();
        for (int position = 12; position < end; position += question[position] + 1)
        {
            name.Append(Encoding.ASCII.GetString(question, position + 1, question[position])).Append('.');
        }

        DnsAnswer answer = zone.Query(name.ToString(), (DnsRecordType)BinaryPrimitives.ReadUInt16BigEndian(question.AsSpan(end + 1)));
        List<byte> octets =
        [
            .. LoopbackNameServer.Reply(question, answer.Status switch
            {
                DnsStatus.Success or DnsStatus.NoData => 0x80,
                DnsStatus.NameError => 0x83,
                _ => 0x82,
            }),
        ];
        octets[7] = (byte)answer.Records.Length;
        foreach (DnsRecord record in answer.Records)
        {
            byte[] data = record switch
            {
                TextRecord text => [.. text.Text.ToArray().Chunk(255).SelectMany(static s => s.Prepend((byte)s.Length))],
                AddressRecord address => address.Address.GetAddressBytes(),
                NameRecord target => Name(target.Target),
                MxRecord mx => [(byte)(mx.Preference >> 8), (byte)mx.Preference, .. Name(mx.Exchange)],
                _ => throw new NotSupportedException(record.ToString()),
            };
            octets.AddRange([0xC0, 12, 0, (byte)record.Type, 0, 1, 0, 0, 0, 60, (byte)(data.Length >> 8), (byte)data.Length, .. data]);
        }

        return [.. octets];
    }

    private static byte[] Name(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(static l => Encoding.ASCII.GetBytes(l).Prepend((byte)l.Length)), 0];
}
