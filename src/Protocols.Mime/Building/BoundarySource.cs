using System.Globalization;

namespace Protocols.Mime;

/// <summary>Makes all the boundaries of one message from 16 random octets; none begins like another.</summary>
internal sealed class BoundarySource
{
    private readonly string _random;
    private int _count;

    public BoundarySource(ReadOnlySpan<byte> random)
    {
        if (random.Length != MimeBoundary.RandomLength)
        {
            throw new ArgumentException("A message takes 16 random octets.", nameof(random));
        }

        _random = Convert.ToHexStringLower(random);
    }

    public string Next() => string.Create(CultureInfo.InvariantCulture, $"=_{_count++}_{_random}");

    /// <summary>An identifier for a part that nobody else refers to.</summary>
    public string NextId() => string.Create(CultureInfo.InvariantCulture, $"{_count++}.{_random}@part");
}
