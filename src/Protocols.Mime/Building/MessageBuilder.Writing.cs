using System.Buffers;

namespace Protocols.Mime;

public sealed partial class MessageBuilder
{
    /// <summary>Writes the message.</summary>
    /// <param name="output">Takes the octets.</param>
    /// <param name="random">16 random octets, of which the boundaries are made.</param>
    /// <param name="options">How to write, or null for <see cref="MimeWriteOptions.Default"/>.</param>
    /// <exception cref="MimeValueException">A value cannot be written.</exception>
    /// <exception cref="ArgumentException">There are not 16 octets.</exception>
    /// <exception cref="InvalidOperationException">There is no date or no author, or there are several authors and no sender (RFC 5322 §3.6).</exception>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> random, MimeWriteOptions? options = null) =>
        WriteTo(new MimeWriter(output, options), new BoundarySource(random));

    internal void WriteTo(MimeWriter writer, BoundarySource boundaries)
    {
        WriteHeader(writer);
        writer.WriteMimeVersion();
        Node text = TextNode(boundaries);
        Node root = Report is not null
            ? Node.Multipart("report", [text, Node.Leaf(Report.Status, null), .. Report.Returned is null ? (Node[])[] : [Node.Leaf(Report.Returned, null)]], new MimeParameter("report-type", Report.ReportType))
            : Attachments.Count == 0 ? text
            : HasText || Attachments.Count > 1 ? Node.Multipart("mixed", [.. HasText ? (Node[])[text] : [], .. Attachments.Select(static part => Node.Leaf(part, "attachment"))])
            : Node.Leaf(Attachments[0], "attachment");
        root.Write(writer, boundaries);
    }

    private bool HasText => Text is not null || Html is not null || Alternatives.Count > 0 || Related.Count > 0;

    private void WriteHeader(MimeWriter writer)
    {
        if (Date is not { } date || From.Count == 0)
        {
            throw new InvalidOperationException("A message has a date and an author.");
        }

        if (From.Count > 1 && Sender is null)
        {
            throw new InvalidOperationException("A message by several authors has a sender.");
        }

        writer.WriteDate("Date", date);
        From.Write(writer, "From");
        if (Sender is { } sender && !(From.Count == 1 && From.First().Address == sender.Address))
        {
            writer.WriteAddresses("Sender", sender);
        }

        ReplyTo.Write(writer, "Reply-To");
        To.Write(writer, "To");
        Cc.Write(writer, "Cc");
        if (WriteBcc)
        {
            Bcc.Write(writer, "Bcc");
        }

        if (Subject is not null)
        {
            writer.WriteText("Subject", Subject);
        }

        WriteIds(writer, "Message-ID", MessageId is null ? [] : [MessageId]);
        WriteIds(writer, "In-Reply-To", InReplyTo);
        WriteIds(writer, "References", References);
        DispositionNotificationTo.Write(writer, "Disposition-Notification-To");
        if (AutoSubmitted is not null)
        {
            writer.WriteToken("Auto-Submitted", AutoSubmitted);
        }

        List?.Write(writer);
        foreach ((string name, string text) in OtherFields)
        {
            writer.WriteText(name, text);
        }
    }

    private static void WriteIds(MimeWriter writer, string name, IList<string> ids)
    {
        if (ids.Count > 0)
        {
            writer.WriteMessageIds(name, [.. ids]);
        }
    }

    // RFC 2046 §5.1.4: the plainest form comes first. RFC 2387: what a form shows is related to all of them, since readers know that best.
    private Node TextNode(BoundarySource boundaries)
    {
        List<Node> forms = [];
        if (Text is not null || (Html is null && Alternatives.Count == 0))
        {
            forms.Add(IsFlowed
                ? Node.Plain("plain", FlowedText.Encode(Text ?? ""), new MimeParameter("format", "flowed"))
                : Node.Plain("plain", Text ?? ""));
        }

        if (Html is not null)
        {
            forms.Add(Node.Plain("html", Html));
        }

        forms.AddRange(Alternatives.Select(static part => Node.Leaf(part, null)));
        Node text = forms.Count == 1 ? forms[0] : Node.Multipart("alternative", forms);
        if (Related.Count == 0)
        {
            return text;
        }

        text.ContentId ??= boundaries.NextId();
        return Node.Multipart(
            "related",
            [text, .. Related.Select(static part => Node.Leaf(part, "inline"))],
            new MimeParameter("type", text.MediaType),
            new MimeParameter("start", $"<{text.ContentId}>"));
    }

    /// <summary>A part of the tree that is about to be written; no deeper than the four kinds of nesting there are.</summary>
    private sealed class Node
    {
        private readonly MimeParameter[] _parameters;
        private IReadOnlyList<Node>? _children;
        private BodyPart? _part;
        private string? _disposition;
        private string? _text;

        private Node(string type, string subtype, MimeParameter[] parameters)
        {
            (Type, Subtype) = (type, subtype);
            _parameters = parameters;
        }

        public string? ContentId { get; set; }

        public string MediaType => $"{Type}/{Subtype}";

        private string Type { get; }

        private string Subtype { get; }

        public static Node Multipart(string subtype, IReadOnlyList<Node> children, params MimeParameter[] parameters) =>
            new("multipart", subtype, parameters) { _children = children };

        public static Node Plain(string subtype, string text, params MimeParameter[] parameters) => new("text", subtype, parameters) { _text = text };

        public static Node Leaf(BodyPart part, string? disposition) => new(part.Type, part.Subtype, []) { _part = part, _disposition = disposition, ContentId = part.ContentId };

        public void Write(MimeWriter writer, BoundarySource boundaries)
        {
            if (ContentId is not null && _part?.ContentId is null)
            {
                writer.WriteContentId(ContentId);
            }

            if (_part is not null)
            {
                _part.Write(writer, _disposition, boundaries);
            }
            else if (_text is not null)
            {
                writer.WriteTextBody(_text, Subtype, _parameters);
            }
            else
            {
                writer.BeginMultipart(Subtype, boundaries.Next(), _parameters);
                foreach (Node child in _children!)
                {
                    writer.BeginPart();
                    child.Write(writer, boundaries);
                }

                writer.EndMultipart();
            }
        }
    }
}
