using Protocols.Storage;

namespace Protocols.Smtp.Server;

/// <summary>A message that has come in whole and is to be filed.</summary>
/// <param name="Upload">All that is filed, with the return path before it.</param>
/// <param name="Facts">What was learned of that by parsing it.</param>
/// <param name="Content">The message without the return path.</param>
internal sealed record StoredMessage(BlobUpload Upload, MessageFacts Facts, ReadOnlyMemory<byte> Content);
