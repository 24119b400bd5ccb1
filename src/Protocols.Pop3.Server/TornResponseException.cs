namespace Protocols.Pop3.Server;

/// <summary>A response of several lines was begun and cannot be ended: nothing can be told any more.</summary>
internal sealed class TornResponseException(string message, Exception? inner) : Exception(message, inner);
