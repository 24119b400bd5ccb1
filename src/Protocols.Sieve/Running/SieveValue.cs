namespace Protocols.Sieve;

/// <summary>The value of a variable. The array is kept for the next one.</summary>
internal sealed class SieveValue
{
    private byte[] _octets = [];
    private int _length;

    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _length);

    public bool IsEmpty => _length == 0;

    public void Clear() => _length = 0;

    public void Set(ReadOnlySpan<byte> value)
    {
        if (_octets.Length < value.Length)
        {
            _octets = new byte[Math.Max(value.Length, 32)];
        }

        value.CopyTo(_octets);
        _length = value.Length;
    }
}
