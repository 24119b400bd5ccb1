using System.Buffers;

namespace Protocols.Imap.Syntax;

/// <summary>
/// What has come of a command or a response that is not whole yet: lines, and the literals between them. It grows by what has come, never by what was announced, and
/// an idle session holds no room.
/// </summary>
internal sealed class GatheredOctets
{
    private byte[] _octets = [];

    /// <summary>How many there are.</summary>
    public int Length { get; private set; }

    /// <summary>Where the line begins that is being read; what is before it are lines and literals of the same command.</summary>
    public int LineStart { get; private set; }

    /// <summary>All of them.</summary>
    public ReadOnlySpan<byte> All => _octets.AsSpan(0, Length);

    /// <summary>Those of the line that is being read.</summary>
    public ReadOnlySpan<byte> Line => _octets.AsSpan(LineStart, Length - LineStart);

    /// <summary>Says that a line begins here.</summary>
    public void BeginLine() => LineStart = Length;

    /// <summary>Adds what has come.</summary>
    public void Add(in ReadOnlySequence<byte> octets)
    {
        foreach (ReadOnlyMemory<byte> segment in octets)
        {
            Add(segment.Span);
        }
    }

    /// <summary>Adds what has come.</summary>
    public void Add(ReadOnlySpan<byte> octets)
    {
        int needed = checked(Length + octets.Length);
        if (needed > _octets.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, (int)Math.Min(Length * 2L, Array.MaxLength)));
            All.CopyTo(larger);
            Return(isSecret: true);
            _octets = larger;
        }

        octets.CopyTo(_octets.AsSpan(Length));
        Length = needed;
    }

    /// <summary>Lets go of them.</summary>
    /// <param name="isSecret">Whether a password may be among them: then nobody who rents the room finds it there.</param>
    public void Release(bool isSecret)
    {
        Return(isSecret);
        _octets = [];
        Length = 0;
        LineStart = 0;
    }

    private void Return(bool isSecret)
    {
        if (_octets.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_octets, isSecret);
        }
    }
}
