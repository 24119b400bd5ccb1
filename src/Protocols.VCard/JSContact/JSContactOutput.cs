using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace Protocols.VCard.JSContact;

/// <summary>From JSON values to octets: compact, and other scripts as they are.</summary>
internal static class JSContactOutput
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };
    private static readonly JsonWriterOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(JsonNode node, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, s_writing);
        node.WriteTo(writer);
    }

    public static byte[] ToBytes(JsonNode node)
    {
        ArrayBufferWriter<byte> output = new();
        Write(node, output);
        return output.WrittenSpan.ToArray();
    }

    // For a value of a vCard, where no angle bracket or apostrophe means anything (RFC 9555 §3.2.1).
    public static string ToText(JsonNode? node)
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output, s_plain))
        {
            if (node is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                node.WriteTo(writer);
            }
        }

        return System.Text.Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
