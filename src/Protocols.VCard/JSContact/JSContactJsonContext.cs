using System.Text.Json;
using System.Text.Json.Serialization;

namespace Protocols.VCard.JSContact;

/// <summary>
/// The Card of JSContact for <see cref="JsonSerializer"/>, without reflection: as a member of other types of a program, such as the arguments of JMAP.
/// Add it to the resolvers of the options, or name <see cref="JSCard"/> in a context of one's own.
/// </summary>
[JsonSerializable(typeof(JSCard))]
public sealed partial class JSContactJsonContext : JsonSerializerContext;
