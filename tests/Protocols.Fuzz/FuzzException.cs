namespace Protocols.Fuzz;

/// <summary>Something that must hold does not.</summary>
/// <param name="message">What.</param>
public sealed class FuzzException(string message) : Exception(message);
