using System.Runtime.InteropServices;

namespace Protocols.Text;

/// <summary>Where a property lies in the input. One that was made, not read, has a negative length and an object beside it.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct ContentRow
{
    /// <summary>The octet at which it begins.</summary>
    public int Start;

    /// <summary>Its octets with the folds.</summary>
    public int RawLength;

    /// <summary>Where the value begins in the unfolded line.</summary>
    public int ValueStart;

    /// <summary>The length of the group with its dot.</summary>
    public byte NameStart;

    /// <summary>The length of the name.</summary>
    public byte NameLength;

    /// <summary>How it is unfolded.</summary>
    public ContentLineJoining Joining;
}

/// <summary>The octets that properties lie in; shared by all components of one reading.</summary>
/// <param name="Octets">The input.</param>
internal sealed record ContentSource(ReadOnlyMemory<byte> Octets);
