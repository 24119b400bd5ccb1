namespace Protocols.Text;

/// <summary>uuencode, which predates MIME: lines of a length character and groups of four characters between <c>begin</c> and <c>end</c>.</summary>
public static class UuEncoding
{
    /// <summary>Decodes what is between <c>begin</c> and <c>end</c>, as <see cref="UuDecoder"/> does.</summary>
    /// <param name="source">The encoded octets.</param>
    /// <param name="destination">At least as long as the source.</param>
    /// <returns>How many octets were written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public static int Decode(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < source.Length)
        {
            throw new ArgumentException("The destination is shorter than the source.", nameof(destination));
        }

        UuDecoder decoder = default;
        int written = decoder.DecodePiece(source, destination);
        return written + decoder.FinishText(destination[written..]);
    }
}
