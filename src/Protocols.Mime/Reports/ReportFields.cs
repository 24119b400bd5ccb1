using System.Buffers;

namespace Protocols.Mime;

/// <summary>
/// The groups of fields of which the parts of reports are made: message/delivery-status (RFC 3464 §2.1: the fields of the message, then
/// those of each recipient), message/disposition-notification (RFC 8098 §3.1: one group) and message/feedback-report (RFC 5965 §3).
/// A group ends at an empty line; several empty lines are one. Borrows the octets, or holds those it had to decode: dispose it.
/// </summary>
/// <example>
/// <code>
/// if (part.TryGetReportFields(out ReportFields report))
/// {
///     using (report)
///     {
///         foreach (ReportGroup group in report)
///         {
///             if (group.TryGet("Final-Recipient"u8, out HeaderFieldView recipient)) { … recipient.Typed.Value … }
///         }
///     }
/// }
/// </code>
/// </example>
public ref struct ReportFields : IDisposable
{
    private readonly ReadOnlySpan<byte> _octets;
    private byte[]? _rented;

    /// <summary>Looks at the groups of a report.</summary>
    /// <param name="octets">The decoded body of the part.</param>
    public ReportFields(ReadOnlySpan<byte> octets) => _octets = octets;

    internal ReportFields(byte[] rented, int length)
    {
        _rented = rented;
        _octets = rented.AsSpan(0, length);
    }

    /// <summary>Gives each group in order.</summary>
    public readonly Enumerator GetEnumerator() => new(_octets);

    /// <summary>Gives back what was rented. The groups are dead from then on.</summary>
    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Walks the groups of a report.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _rest;

        internal Enumerator(ReadOnlySpan<byte> octets) => _rest = octets;

        /// <summary>The group that <see cref="MoveNext"/> came to.</summary>
        public ReportGroup Current { get; private set; }

        /// <summary>Goes on to the next group that has at least one line.</summary>
        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                int empty = HeaderFieldSyntax.EmptyLineLength(_rest, 0);
                if (empty == 0)
                {
                    break;
                }

                _rest = _rest[empty..];
            }

            if (_rest.IsEmpty)
            {
                Current = default;
                return false;
            }

            int end = EndOfGroup(_rest);
            Current = new ReportGroup(_rest[..end]);
            _rest = _rest[end..];
            return true;
        }

        private static int EndOfGroup(ReadOnlySpan<byte> octets)
        {
            int position = 0;
            while (true)
            {
                int found = octets[position..].IndexOf((byte)'\n');
                if (found < 0)
                {
                    return octets.Length;
                }

                position += found + 1;
                if (position == octets.Length || HeaderFieldSyntax.EmptyLineLength(octets, position) > 0)
                {
                    return position;
                }
            }
        }
    }
}

/// <summary>One group of fields of a report: views into its octets.</summary>
public readonly ref struct ReportGroup
{
    internal ReportGroup(ReadOnlySpan<byte> octets) => Octets = octets;

    /// <summary>The lines of the group, without the empty line behind them.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Reads the fields of the group from the first on.</summary>
    public MimeHeaderReader GetReader() => new(Octets);

    /// <summary>Finds the first field of a name.</summary>
    /// <param name="name">The name in ASCII, such as <c>Final-Recipient</c>; letter case does not matter.</param>
    /// <param name="field">The field.</param>
    public bool TryGet(ReadOnlySpan<byte> name, out HeaderFieldView field)
    {
        MimeHeaderReader reader = new(Octets);
        while (reader.Read())
        {
            if (reader.Current.IsNamed(name))
            {
                field = reader.Current;
                return true;
            }
        }

        field = default;
        return false;
    }
}
