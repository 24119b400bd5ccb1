using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Protocols.Storage;
using Protocols.Storage.Sql;

namespace Protocols.Server.Tests.Durability;

/// <summary>Messages each of which bears an id, so that what was accepted can be held against what is there.</summary>
internal static class MarkedMail
{
    private const string Marker = "X-Id: ";

    /// <summary>Sends one message after another until the server is gone or refuses one.</summary>
    public static async Task SendAsync(int port, string address, Random random, string name, ConcurrentDictionary<string, byte[]> sent, ConcurrentDictionary<string, bool> accepted)
    {
        try
        {
            using LineClient client = await LineClient.ConnectAsync(port);
            await client.ReadReplyAsync();
            await client.SendAsync("EHLO kill.test\r\n");
            await client.ReadReplyAsync();
            for (int i = 0; ; i++)
            {
                string id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");

                // Now and then one that is too large to lie inside the database.
                byte[] message = Message(id, random.Next(10) == 0 ? random.Next(70_000, 300_000) : random.Next(100, 8_000), random);
                sent[id] = message;
                await client.SendAsync($"MAIL FROM:<a@kill.test>\r\nRCPT TO:<{address}>\r\nBDAT {message.Length} LAST\r\n");
                await client.SendAsync(message);
                for (int reply = 0; reply < 3; reply++)
                {
                    string? line = await client.ReadReplyAsync();
                    if (line is null || !line.StartsWith("250", StringComparison.Ordinal))
                    {
                        return;
                    }

                    if (reply == 2)
                    {
                        accepted[id] = true;
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // The server was killed: that is what the test is about.
            return;
        }
    }

    private static byte[] Message(string id, int size, Random random)
    {
        byte[] body = new byte[size];
        random.NextBytes(body);
        return [.. Encoding.ASCII.GetBytes($"{Marker}{id}\r\nSubject: kill\r\n\r\n"), .. Encoding.ASCII.GetBytes(Convert.ToBase64String(body))];
    }

    /// <summary>The id of a message that was stored.</summary>
    /// <param name="content">The message, with whatever was put on top of it.</param>
    /// <param name="start">Where it begins as it was sent.</param>
    public static string IdOf(byte[] content, out int start)
    {
        start = content.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Marker));
        return Encoding.ASCII.GetString(content.AsSpan(start + Marker.Length, content.AsSpan(start).IndexOf((byte)'\r') - Marker.Length));
    }

    /// <summary>Reads a message out of a store.</summary>
    public static async Task<byte[]> ReadAsync(SqliteStorage storage, AccountId account, MailboxEntry entry)
    {
        using MemoryStream stream = new();
        PipeWriter writer = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        long copied = await storage.Blobs.CopyToAsync(account, entry.Blob, 0, entry.Size, writer, CancellationToken.None);
        await writer.CompleteAsync();
        Assert.Equal(entry.Size, copied);
        return stream.ToArray();
    }
}
