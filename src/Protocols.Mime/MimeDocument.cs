using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// A message (RFC 5322, MIME) as a flat, pooled index of its parts and header fields over the caller's bytes. Nothing is
/// copied or decoded until it is asked for, and in the steady state parsing allocates nothing.
/// </summary>
/// <remarks>
/// This is a handle: copies of it mean the same document. <see cref="Dispose"/> gives the index back to the pool; from then on
/// this handle, its copies, and every <see cref="MimePart"/> and <see cref="HeaderField"/> taken from it throw
/// <see cref="ObjectDisposedException"/>. The bytes must not change while the document lives. Reading from several threads at once is safe.
/// </remarks>
public readonly partial struct MimeDocument : IDisposable
{
    private readonly MimeIndex? _index;
    private readonly int _version;

    private MimeDocument(MimeIndex index)
    {
        _index = index;
        _version = index.Version;
    }

    /// <summary>The message itself; its <see cref="MimePart.Children"/> are its parts.</summary>
    public MimePart Root => new(Index, _version, 0);

    /// <summary>How many parts there are, the message itself among them; at least 1.</summary>
    public int PartCount => Index.PartCount;

    /// <summary>The length of the message in octets.</summary>
    public int Length => Index.MessageLength;

    /// <summary>Whether the bodies are at hand. They are not where the document was opened from an outline.</summary>
    public bool HasBodies => Index.HasBodies;

    /// <summary>What was wrong with the message, in no particular order, up to <see cref="MimeReadOptions.MaxDefects"/>.</summary>
    public ReadOnlySpan<Defect> Defects => Index.Defects.AsSpan(0, Index.DefectCount);

    private MimeIndex Index
    {
        get
        {
            if (_index is null)
            {
                throw new ObjectDisposedException(nameof(MimeDocument), "This document was never made: use Parse or TryOpenOutline.");
            }

            _index.Guard(_version);
            return _index;
        }
    }

    /// <summary>Finds the parts and header fields of a message. Any octets are a message; what is wrong is told as <see cref="Defects"/>.</summary>
    /// <param name="message">The whole message. It is borrowed, not copied, until the document is disposed.</param>
    /// <param name="options">The limits, or null for <see cref="MimeReadOptions.Default"/>.</param>
    public static MimeDocument Parse(ReadOnlyMemory<byte> message, MimeReadOptions? options = null)
    {
        MimeIndex index = MimeIndex.Rent();
        index.Source = message;
        index.MessageLength = message.Length;
        index.HasBodies = true;
        StructureParser.Run(message.Span, index, options ?? MimeReadOptions.Default);
        return new MimeDocument(index);
    }

    // The array is the document's from now on.
    internal static MimeDocument ParseOwned(byte[] rented, int length, MimeReadOptions options)
    {
        MimeDocument document = Parse(rented.AsMemory(0, length), options);
        document.Index.OwnedSource = rented;
        return document;
    }

    /// <summary>Gives a part by its place in the message, from 0 (the message itself) to <see cref="PartCount"/> − 1.</summary>
    /// <param name="number">The place, in the order in which the parts begin.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such part.</exception>
    public MimePart GetPart(int number)
    {
        MimeIndex index = Index;
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, index.PartCount);
        return new MimePart(index, _version, number);
    }

    /// <summary>Finds a part by its IMAP section path (RFC 9051 §6.4.5.1), such as <c>1.2.3</c>.</summary>
    /// <param name="path">The part numbers, each from 1. An empty path is the message itself.</param>
    /// <param name="part">The part. Where the message is no multipart, <c>1</c> is the message itself, for its body.</param>
    public bool TryGetSection(ReadOnlySpan<int> path, out MimePart part)
    {
        MimePart container = Root;
        bool isMessage = true;
        part = container;
        foreach (int number in path)
        {
            if (container.IsMultipart)
            {
                if (!container.TryGetChild(number - 1, out part))
                {
                    return false;
                }
            }
            else if (isMessage && number == 1)
            {
                part = container;
            }
            else
            {
                part = default;
                return false;
            }

            isMessage = part.TryGetEmbeddedMessage(out container);
            if (!isMessage)
            {
                container = part;
            }
        }

        return true;
    }

    /// <summary>
    /// Writes what has to be kept beside the message so that its headers and structure can be had later without it and without
    /// parsing again: the index and the bytes of all headers. The bodies are left out.
    /// </summary>
    /// <param name="output">Takes the outline: a versioned form that only <see cref="TryOpenOutline"/> reads.</param>
    public void WriteOutline(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        OutlineWriter.Write(Index, output);
    }

    /// <summary>Opens what <see cref="WriteOutline"/> wrote. Offsets are those of the message; bodies are not at hand.</summary>
    /// <param name="outline">The outline. It is borrowed, not copied, until the document is disposed.</param>
    /// <exception cref="FormatException">The bytes are no whole outline of a version known here.</exception>
    public static MimeDocument OpenOutline(ReadOnlyMemory<byte> outline) =>
        TryOpenOutline(outline, out MimeDocument document) is var status && status == OutlineStatus.Ok
            ? document
            : throw new FormatException($"This is no outline that can be opened: {status}.");

    /// <summary>Opens what <see cref="WriteOutline"/> wrote, or tells why that cannot be. No bytes make this throw.</summary>
    /// <param name="outline">The outline. It is borrowed, not copied, until the document is disposed.</param>
    /// <param name="document">The document, to be disposed; a dead handle unless the status is <see cref="OutlineStatus.Ok"/>.</param>
    public static OutlineStatus TryOpenOutline(ReadOnlyMemory<byte> outline, out MimeDocument document)
    {
        MimeIndex index = MimeIndex.Rent();
        OutlineStatus status = OutlineReader.Read(outline, index);
        if (status == OutlineStatus.Ok)
        {
            document = new MimeDocument(index);
            return status;
        }

        index.Return(index.Version);
        document = default;
        return status;
    }

    /// <summary>Gives the index back to the pool. Doing so again, through any copy, does nothing.</summary>
    public void Dispose() => _index?.Return(_version);
}
