namespace Protocols.Text;

/// <summary>Why a <see cref="PatchObject"/> was refused.</summary>
public enum PatchDefect
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>A key is no pointer: a tilde with neither 0 nor 1 behind it.</summary>
    Pointer,

    /// <summary>One key leads to what another changes, or is the same.</summary>
    Overlap,

    /// <summary>A key leads through a member, element or value that is not there.</summary>
    Missing,

    /// <summary>A key leads into an array, which is not allowed here.</summary>
    InArray,

    /// <summary>An element of an array was to be taken out.</summary>
    ElementRemoved,
}
