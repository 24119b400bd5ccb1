namespace Protocols.Imap.Server;

/// <summary>A literal was announced and its bytes cannot be had: the client waits for what will never come.</summary>
internal sealed class TornResponseException(string message, Exception? innerException) : Exception(message, innerException);
