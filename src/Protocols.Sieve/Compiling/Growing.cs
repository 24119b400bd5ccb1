namespace Protocols.Sieve;

/// <summary>An array that grows while a program is made.</summary>
internal struct Growing<T>(int expected)
{
    private T[] _items = new T[expected];

    public int Count { get; private set; }

    public readonly ref T this[int index] => ref _items[index];

    public readonly Span<T> Span => _items.AsSpan(0, Count);

    public void Add(in T item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(8, Count * 2));
        }

        _items[Count++] = item;
    }

    /// <summary>Makes room for some and gives it; they count as there.</summary>
    public Span<T> Extend(int count)
    {
        if (Count + count > _items.Length)
        {
            Array.Resize(ref _items, Math.Max(Count + count, _items.Length * 2));
        }

        Count += count;
        return _items.AsSpan(Count - count, count);
    }

    public void Clear() => Count = 0;

    public readonly T[] ToArray() => Span.ToArray();
}
