using System.Buffers;
using System.Text;

namespace Protocols.Mime;

public sealed partial class MimeEditor
{
    private Wrap? _wrap;

    /// <summary>
    /// Adds an attachment: to the message where it is a mixed multipart; else the message becomes one, and what it was its first part, with
    /// the fields that describe it and with every octet of its body.
    /// </summary>
    /// <param name="attachment">The attachment.</param>
    /// <param name="random">16 random octets, for boundaries.</param>
    /// <exception cref="ArgumentException">There are not 16 octets, or a value of the attachment cannot be written.</exception>
    /// <exception cref="InvalidOperationException">The document has no bodies.</exception>
    public void AddAttachment(BodyPart attachment, ReadOnlySpan<byte> random)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        RequireBodies();
        MimePart root = _document.Root;
        if (_wrap is null && root.IsMultipart && root.KnownMediaType == KnownMediaType.MultipartMixed)
        {
            AddPart(root, attachment, "attachment", random);
            return;
        }

        string boundary = _wrap?.Boundary ?? MimeBoundary.Create(random, root.BodySpan);
        MimeWriter writer = new(new ArrayBufferWriter<byte>(), _options);
        ReadOnlyMemory<byte> octets = Render(writer, Encoding.ASCII.GetBytes("--" + boundary), attachment, "attachment", random);
        if (_wrap is null)
        {
            BeginWrap(root, boundary);
        }

        _wrap!.Parts.Add(octets);
    }

    private void BeginWrap(MimePart root, string boundary)
    {
        BodyScan scan = default;
        scan.Add(root.BodySpan);
        HeaderEditor header = Header;
        _wrap = new Wrap(boundary, header.TakeContentFields());
        header.HasNewBody = true;
        bool hasVersion = header.CountOf("MIME-Version") > 0;
        header.Insert(header.Count, fields =>
        {
            if (!hasVersion)
            {
                fields.WriteMimeVersion();
            }

            fields.WriteRaw("Content-Type", Encoding.ASCII.GetBytes($"multipart/mixed; boundary=\"{boundary}\""));

            // RFC 2045 §6.4: as the body inside, which stays as it is, and what may be added.
            bool isBinary = root.TransferEncoding == TransferEncoding.Binary || (_options.AllowBinary && _options.Mode != MimeOutputMode.SevenBit);
            if (isBinary || scan.HasEightBit || _options.Mode != MimeOutputMode.SevenBit)
            {
                fields.WriteToken("Content-Transfer-Encoding", isBinary ? "binary" : "8bit");
            }
        });
    }

    private void AppendWrapStart(EditPlan plan)
    {
        if (_wrap is not null)
        {
            plan.Add((byte[])[.. Encoding.ASCII.GetBytes("--" + _wrap.Boundary), .. LineEnd.Span]);
            HeaderEditor.Append(plan, _wrap.ContentFields, out bool isEnded);
            plan.AddLineEnd(!isEnded);
            plan.AddLineEnd(true);
        }
    }

    private void AppendWrapEnd(EditPlan plan)
    {
        if (_wrap is null)
        {
            return;
        }

        foreach (ReadOnlyMemory<byte> part in _wrap.Parts)
        {
            plan.Add((byte[])[.. LineEnd.Span, .. Encoding.ASCII.GetBytes("--" + _wrap.Boundary), .. LineEnd.Span]);
            plan.Add(part);
        }

        plan.Add((byte[])[.. LineEnd.Span, .. Encoding.ASCII.GetBytes($"--{_wrap.Boundary}--"), .. LineEnd.Span]);
    }

    private sealed record Wrap(string Boundary, List<FieldSlot> ContentFields)
    {
        public List<ReadOnlyMemory<byte>> Parts { get; } = [];
    }
}
