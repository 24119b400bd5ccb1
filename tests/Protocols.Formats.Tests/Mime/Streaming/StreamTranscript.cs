using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Streaming;

/// <summary>What a stream reader tells of a message, in one text that does not depend on how many pieces a body came in; and the same from a document.</summary>
internal static class StreamTranscript
{
    public static string Of(IReadOnlyList<byte[]> pieces, MimeReadOptions? options = null)
    {
        using MimeStreamReader reader = new(options);
        StringBuilder text = new();
        StringBuilder run = new();
        MimeStreamEventKind running = MimeStreamEventKind.NeedMoreData;
        int runningPart = 0;
        ArrayBufferWriter<byte> message = new();
        ReadOnlySequence<byte> input = ReadOnlySequence<byte>.Empty;
        int next = 0;
        bool isFinal = pieces.Count == 0;
        while (true)
        {
            MimeStreamEvent step = reader.Read(ref input, isFinal);
            if (step.Kind == MimeStreamEventKind.NeedMoreData)
            {
                Assert.False(isFinal);

                // What was left goes in front of what comes, with a seam between them.
                List<byte[]> atHand = [];
                foreach (ReadOnlyMemory<byte> piece in input)
                {
                    if (!piece.IsEmpty)
                    {
                        atHand.Add(piece.ToArray());
                    }
                }

                if (next < pieces.Count)
                {
                    atHand.Add(pieces[next++]);
                }
                else
                {
                    isFinal = true;
                }

                input = SplitInvariance.Sequence(atHand);
                continue;
            }

            if (!step.Octets.IsEmpty)
            {
                Assert.Equal(message.WrittenCount, step.Offset);
                message.Write(step.Octets.ToArray());
            }

            if (step.Kind != running || step.PartNumber != runningPart || step.Octets.IsEmpty)
            {
                Flush(text, run, running, runningPart);
                running = step.Kind;
                runningPart = step.PartNumber;
            }

            switch (step.Kind)
            {
                case MimeStreamEventKind.Header:
                    Assert.Equal(message.WrittenCount, step.Offset);
                    message.Write(reader.Part.HeaderSpan);
                    Header(text, reader.Part, step.PartNumber, step.Depth);
                    break;
                case MimeStreamEventKind.Defect:
                    text.Append("defect ").Append(step.Defect).Append(" at ").Append(step.Offset).Append('\n');
                    break;
                case MimeStreamEventKind.PartEnd:
                    text.Append("end of ").Append(step.PartNumber).Append(" at ").Append(step.Offset).Append('\n');
                    break;
                case MimeStreamEventKind.End:
                    Assert.Equal(MimeStreamEventKind.End, reader.Read(ref input, true).Kind);
                    byte[] whole = [.. pieces.SelectMany(p => p)];
                    Assert.True(message.WrittenSpan.SequenceEqual(whole), "The octets of all events are the message.");
                    return text.ToString();
                default:
                    run.Append(MimeText.Latin(step.Octets.ToArray()));
                    break;
            }
        }
    }

    /// <summary>The parts, leaves' bodies and defects of a document.</summary>
    public static string Facts(MimeDocument document)
    {
        StringBuilder text = new();
        for (int i = 0; i < document.PartCount; i++)
        {
            MimePart part = document.GetPart(i);
            Header(text, part, i, part.Depth);
            text.Append("ends at ").Append(part.BodyEnd).Append('\n');
            if (!part.HasChildren)
            {
                text.Append("body ").Append(MimeText.Latin(part.BodySpan)).Append('\n');
            }
        }

        foreach (string defect in document.Defects.ToArray().Select(d => $"{d.Code} at {d.Offset}").Order(StringComparer.Ordinal))
        {
            text.Append(defect).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The same from a stream.</summary>
    public static string Facts(byte[] octets, MimeReadOptions? options = null)
    {
        using MimeStreamReader reader = new(options);
        ReadOnlySequence<byte> input = new(octets);
        List<string> headers = [];
        List<(long Start, StringBuilder Octets)> bodies = [];
        Dictionary<int, long> ends = [];
        List<string> defects = [];
        while (reader.Read(ref input, isFinal: true) is { Kind: not MimeStreamEventKind.End } step)
        {
            switch (step.Kind)
            {
                case MimeStreamEventKind.Header:
                    StringBuilder header = new();
                    Header(header, reader.Part, step.PartNumber, step.Depth);
                    headers.Add(header.ToString());
                    bodies.Add((-1, new StringBuilder()));
                    break;
                case MimeStreamEventKind.Body or MimeStreamEventKind.Preamble or MimeStreamEventKind.Delimiter or MimeStreamEventKind.Epilogue:
                    (long begins, StringBuilder octetsSoFar) = bodies[step.PartNumber];
                    bodies[step.PartNumber] = (begins < 0 ? step.Offset : begins, octetsSoFar);
                    octetsSoFar.Append(MimeText.Latin(step.Octets.ToArray()));
                    break;
                case MimeStreamEventKind.PartEnd:
                    ends.Add(step.PartNumber, step.Offset);
                    break;
                case MimeStreamEventKind.Defect:
                    defects.Add($"{step.Defect} at {step.Offset}");
                    break;
            }
        }

        StringBuilder text = new();
        for (int i = 0; i < headers.Count; i++)
        {
            text.Append(headers[i]).Append("ends at ").Append(ends[i]).Append('\n');
            bool isParent = i + 1 < headers.Count && Depth(headers[i + 1]) > Depth(headers[i]);
            if (!isParent)
            {
                // The line end before a delimiter belongs to it, even where it is that of another delimiter, which was told of by then.
                (long start, StringBuilder body) = bodies[i];
                text.Append("body ").Append(body.ToString(0, (int)Math.Min(ends[i] - start, body.Length))).Append('\n');
            }
        }

        foreach (string defect in defects.Order(StringComparer.Ordinal))
        {
            text.Append(defect).Append('\n');
        }

        return text.ToString();
    }

    private static int Depth(string header) => int.Parse(header.AsSpan(0, header.IndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture);

    private static void Header(StringBuilder text, MimePart part, int number, int depth)
    {
        text.Append(depth).Append(" part ").Append(number).Append(' ').Append(part.MediaType).Append(' ').Append(part.KnownMediaType).Append(' ').Append(part.TransferEncoding).Append(part.IsHeaderCut ? " cut" : "").Append('\n');
        foreach (HeaderField field in part.Headers)
        {
            text.Append("field ").Append(field.Id).Append(' ').Append(MimeText.Latin(field.RawField)).Append('\n');
        }
    }

    private static void Flush(StringBuilder text, StringBuilder run, MimeStreamEventKind kind, int part)
    {
        if (run.Length > 0)
        {
            text.Append(kind).Append(" of ").Append(part).Append(": ").Append(run).Append('\n');
            run.Clear();
        }
    }
}
