namespace Protocols.Smtp;

/// <summary>An enhanced mail system status code: class, subject, detail (RFC 3463 §2).</summary>
/// <param name="Class">2, 4 or 5; 0 for no code.</param>
/// <param name="Subject">0 to 999.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatusCode(ushort Class, ushort Subject, ushort Detail)
{
    /// <summary>Whether there is no code.</summary>
    public bool IsEmpty => Class == 0;

    /// <inheritdoc/>
    public override string ToString() => IsEmpty ? string.Empty : $"{Class}.{Subject}.{Detail}";
}
