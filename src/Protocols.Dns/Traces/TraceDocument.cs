using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Protocols.Dns;

/// <summary>A trace in the shape that it has as JSON.</summary>
internal sealed class TraceDocument
{
    private const int Current = 1;

    public int Version { get; set; }

    public DateTimeOffset RecordedAt { get; set; }

    public List<TraceAnswer?> Answers { get; set; } = [];

    public static TraceDocument Of(DnsTrace trace)
    {
        TraceDocument document = new() { Version = Current, RecordedAt = trace.RecordedAt };

        // The same answer again, with no other to its name in between, is only counted.
        Dictionary<DnsKey, (DnsAnswer Answer, TraceAnswer Written)> last = [];
        foreach (DnsAnswer answer in trace.Answers)
        {
            DnsKey key = new(DnsNames.Normalize(answer.Name), answer.Type);
            if (last.TryGetValue(key, out (DnsAnswer Answer, TraceAnswer Written) known) && ReferenceEquals(known.Answer, answer))
            {
                known.Written.Times = (known.Written.Times ?? 1) + 1;
                continue;
            }

            TraceAnswer written = TraceAnswer.Of(answer);
            last[key] = (answer, written);
            document.Answers.Add(written);
        }

        return document;
    }

    public string Read(int maxAnswers, out DnsTrace? trace)
    {
        trace = null;
        if (Version != Current)
        {
            return string.Create(CultureInfo.InvariantCulture, $"It is of version {Version}, not {Current}.");
        }

        ImmutableArray<DnsAnswer>.Builder answers = ImmutableArray.CreateBuilder<DnsAnswer>();
        for (int i = 0; i < (Answers?.Count ?? 0); i++)
        {
            if (Answers![i]?.Read() is not { } answer)
            {
                return string.Create(CultureInfo.InvariantCulture, $"Answer {i + 1} cannot be one.");
            }

            int times = Answers[i]!.Times ?? 1;
            if (times < 1 || times > maxAnswers - answers.Count)
            {
                return string.Create(CultureInfo.InvariantCulture, $"There are more than {maxAnswers} answers.");
            }

            answers.AddRange(Enumerable.Repeat(answer, times));
        }

        trace = new DnsTrace(RecordedAt, answers.ToImmutable());
        return "";
    }
}

/// <summary>How traces are written and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TraceDocument))]
internal sealed partial class TraceJson : JsonSerializerContext;
