using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;

namespace Protocols.Dns;

/// <summary>
/// Answers as they came, to be kept in a file and given again: what was decided by them is decided so again, without a network. As JSON it is for people to
/// read as well. Immutable.
/// </summary>
/// <param name="RecordedAt">When that was: who decides again has to take this for the time.</param>
/// <param name="Answers">The answers, in the order in which they came; a name may be there several times.</param>
public sealed record DnsTrace(DateTimeOffset RecordedAt, ImmutableArray<DnsAnswer> Answers)
{
    /// <summary>As many answers are read, unless another number is given.</summary>
    public const int DefaultMaxAnswers = 100_000;

    /// <summary>Writes it as JSON in UTF-8. Answers that are the same one, as a cache gives them, are written once, with how often they came.</summary>
    /// <param name="output">Where to.</param>
    public void Write(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using Utf8JsonWriter writer = new(output, new JsonWriterOptions { Indented = true });
        JsonSerializer.Serialize(writer, TraceDocument.Of(this), TraceJson.Default.TraceDocument);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The JSON, in UTF-8.</param>
    /// <param name="trace">The trace; null where it cannot be read.</param>
    /// <param name="problem">Why it cannot, in words for a person; empty where it can.</param>
    /// <param name="maxAnswers">How many answers it may have, from 1: one that came several times counts so often.</param>
    /// <returns>Whether it can be read. It is read whole or not at all, since half of it would decide otherwise.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out DnsTrace? trace, out string problem, int maxAnswers = DefaultMaxAnswers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAnswers, 1);
        trace = null;
        try
        {
            TraceDocument? document = JsonSerializer.Deserialize(json, TraceJson.Default.TraceDocument);
            problem = document is null ? "It is null." : document.Read(maxAnswers, out trace);
        }
        catch (JsonException e)
        {
            problem = $"This is no trace: {e.Message}";
        }

        return problem.Length == 0;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The JSON, in UTF-8.</param>
    /// <exception cref="FormatException">It cannot be read; the message tells why.</exception>
    public static DnsTrace Parse(ReadOnlySpan<byte> json) => TryRead(json, out DnsTrace? trace, out string problem) ? trace! : throw new FormatException(problem);

    /// <summary>
    /// The answers as a resolver. A name that is there several times gets its answers one after the other, and the last one from then on; a name that is not
    /// there was never asked for, so that nothing can be known of it: that is a failure for now.
    /// </summary>
    public IDnsResolver ToResolver() => new TraceResolver(Answers);
}
