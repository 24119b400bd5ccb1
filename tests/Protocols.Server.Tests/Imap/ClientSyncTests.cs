using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Protocols.Imap;

namespace Protocols.Server.Tests.Imap;

/// <summary>The client's session against the server, over a socket: the example of the package's README, and what it does not show.</summary>
public sealed class ClientSyncTests(ImapServerFixture server) : IClassFixture<ImapServerFixture>
{
    /// <summary>What a client remembers of a mailbox.</summary>
    private sealed class Copy
    {
        public uint UidValidity { get; set; }

        public long ModSeq { get; set; }

        public SortedDictionary<uint, string> Flags { get; } = [];

        public override string ToString() => string.Join(' ', Flags.Select(static f => f.Key + "=" + f.Value));
    }

    // The README shows this.
    private sealed class Wire(Stream stream)
    {
        public ImapClientSession Session { get; } = new();

        public Stream Stream => stream;

        public ReadOnlySequence<byte> Input { get; set; }
    }

    private static async Task SyncAsync(Stream stream, string user, string password, Copy copy)
    {
        Wire wire = new(stream);
        ImapClientSession session = wire.Session;
        await RunAsync(wire, null, static _ => { }); // the greeting
        await RunAsync(wire, o => session.Send(t => new LoginCommand { Tag = t, UserName = user, Password = Encoding.UTF8.GetBytes(password) }, o), static _ => { });
        await RunAsync(wire, o => session.Send(t => new EnableCommand { Tag = t, Capabilities = ["QRESYNC"], Enabled = [] }, o), static _ => { });

        QuickResync? resync = copy.ModSeq == 0 ? null : new QuickResync(copy.UidValidity, copy.ModSeq);
        await RunAsync(wire, o => session.Send(t => new SelectCommand { Tag = t, Mailbox = "INBOX", IsReadOnly = true, Resync = resync }, o), Apply);

        uint next = copy.Flags.Keys.LastOrDefault() + 1;
        FetchItem[] items = [new() { Kind = FetchItemKind.Uid }, new() { Kind = FetchItemKind.Flags }];
        SequenceSet news = SequenceSet.Of(new SequenceRange(next, 0));
        await RunAsync(wire, o => session.Send(t => new FetchCommand { Tag = t, IsUid = true, Messages = news, Items = [.. items] }, o), Apply);

        void Apply(ImapResponse response)
        {
            switch (response)
            {
                case ImapStatusResponse { Code: { Name: "UIDVALIDITY", Number: { } validity } } when validity != copy.UidValidity:
                    copy.Flags.Clear();
                    copy.UidValidity = (uint)validity;
                    break;
                case ImapStatusResponse { Code: { Name: "HIGHESTMODSEQ", Number: { } modSeq } }:
                    copy.ModSeq = modSeq;
                    break;
                case ImapVanishedResponse vanished:
                    foreach (SequenceRange range in vanished.Uids.Resolve(0))
                    {
                        foreach (uint uid in copy.Flags.Keys.Where(uid => uid >= range.First && uid <= range.Last).ToList())
                        {
                            copy.Flags.Remove(uid);
                        }
                    }

                    break;
                case ImapFetchResponse { Uid: { } uid, Flags: { } flags }:
                    copy.Flags[uid] = string.Join(',', flags.Where(static f => f != "\\Recent"));
                    break;
            }
        }
    }

    // Sends a command, if there is one, and reads up to its answer.
    private static async Task RunAsync(Wire wire, Action<IBufferWriter<byte>>? send, Action<ImapResponse> told)
    {
        ArrayBufferWriter<byte> output = new();
        send?.Invoke(output);
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            ReadOnlySequence<byte> input = wire.Input;
            ImapClientEvent e = wire.Session.Read(ref input, output);
            wire.Input = input;
            switch (e.Kind)
            {
                case ImapClientEventKind.Response:
                    told(e.Response!);
                    break;
                case ImapClientEventKind.Greeting:
                    return;
                case ImapClientEventKind.Completed when e.Response is ImapStatusResponse { Status: ImapStatus.Ok }:
                    return;
                case ImapClientEventKind.Completed or ImapClientEventKind.Closed or ImapClientEventKind.Failed:
                    throw new IOException(e.Reason ?? (e.Response as ImapStatusResponse)?.Text);
                case ImapClientEventKind.NeedMoreData:
                    await wire.Stream.WriteAsync(output.WrittenMemory);
                    output.Clear();
                    int read = await wire.Stream.ReadAsync(buffer);
                    wire.Input = read > 0 ? new ReadOnlySequence<byte>(buffer, 0, read) : throw new IOException("The server has gone.");
                    break;
            }
        }
    }

    private async Task<NetworkStream> ConnectAsync()
    {
        TcpClient client = new() { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", server.Host.Port);
        return client.GetStream();
    }

    [Fact, Rfc(7162, "6")]
    public async Task A_copy_of_a_mailbox_is_brought_up_to_date_by_what_happened()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk other = await server.LoginAsync(address);
        for (int i = 0; i < 20; i++)
        {
            await other.Append("INBOX", "Subject: a\r\n\r\n", i % 3 == 0 ? "(\\Seen) " : "");
        }

        Copy copy = new();
        await using (NetworkStream stream = await ConnectAsync())
        {
            await SyncAsync(stream, address, "secret", copy);
        }

        Assert.Equal(20, copy.Flags.Count);
        await other.Ok("SELECT INBOX");
        await other.Ok("STORE 3,7:9 +FLAGS.SILENT (\\Deleted)");
        await other.Ok("EXPUNGE");
        await other.Ok("UID STORE 1:2 FLAGS.SILENT ($Work)");
        await other.Append("INBOX", "Subject: new\r\n\r\n");
        await using (NetworkStream stream = await ConnectAsync())
        {
            await SyncAsync(stream, address, "secret", copy);
        }

        Copy fresh = new();
        await using (NetworkStream stream = await ConnectAsync())
        {
            await SyncAsync(stream, address, "secret", fresh);
        }

        Assert.Equal(fresh.ToString(), copy.ToString());
        Assert.Equal(17, copy.Flags.Count);
        Assert.Equal("$Work", copy.Flags[1]);
    }

    [Fact, Rfc(4978, "3"), Rfc(9051, "6.3.12"), Rfc(9051, "6.3.13"), Rfc(9051, "4.3")]
    public async Task The_client_compresses_files_reads_and_idles()
    {
        string address = await server.NewAccountAsync();
        using ImapTalk other = await server.LoginAsync(address);
        await using NetworkStream socket = await ConnectAsync();
        Stream stream = socket;
        ImapClientSession session = new();
        ArrayBufferWriter<byte> output = new();
        List<string> told = [];
        List<byte> content = [];
        byte[] message = Encoding.ASCII.GetBytes("Subject: long\r\n\r\n" + new string('x', 200_000) + "\r\n");
        session.Send(t => new LoginCommand { Tag = t, UserName = address, Password = "secret"u8.ToArray() }, output);
        session.Send(t => new CompressCommand { Tag = t }, output);
        session.Append("INBOX", ["\\Flagged"], null, message.Length, output);
        session.Send(t => new SelectCommand { Tag = t, Mailbox = "INBOX", IsReadOnly = false }, output);
        session.Send(t => new FetchCommand { Tag = t, Messages = SequenceSet.Of(new SequenceRange(1, 1)), IsUid = false, Items = [new FetchItem { Kind = FetchItemKind.BodySection }] }, output);
        session.Send(t => new IdleCommand { Tag = t }, output);
        session.Send(t => new LogoutCommand { Tag = t }, output);
        byte[] buffer = new byte[8 * 1024];
        ReadOnlySequence<byte> input = ReadOnlySequence<byte>.Empty;
        bool isOpen = true;
        bool isIdling = false;
        while (isOpen)
        {
            ImapClientEvent e = session.Read(ref input, output);
            switch (e.Kind)
            {
                case ImapClientEventKind.NeedMoreData:
                    await stream.WriteAsync(output.WrittenMemory);
                    output.Clear();
                    int read = await stream.ReadAsync(buffer);
                    Assert.True(read > 0, string.Join('|', told));
                    input = new ReadOnlySequence<byte>(buffer, 0, read);
                    break;
                case ImapClientEventKind.SendMessage:
                    output.Write(message);
                    session.MessageWritten(output);
                    break;
                case ImapClientEventKind.StartDeflate:
                    await stream.WriteAsync(output.WrittenMemory);
                    output.Clear();
                    stream = new DeflateDuplexStream(socket, input.ToArray());
                    input = ReadOnlySequence<byte>.Empty;
                    session.Compressed(output);
                    break;
                case ImapClientEventKind.LiteralChunk:
                    content.AddRange(e.Chunk.ToArray());
                    break;
                case ImapClientEventKind.Idling:
                    isIdling = true;
                    await other.Append("INBOX", "Subject: b\r\n\r\n");
                    break;
                case ImapClientEventKind.Response when isIdling && e.Response is ImapCountResponse { Kind: ImapCountKind.Exists, Number: 2 }:
                    isIdling = false;
                    session.Done(output);
                    break;
                case ImapClientEventKind.Completed:
                    told.Add(((ImapStatusResponse)e.Response!).Status.ToString());
                    break;
                case ImapClientEventKind.Closed or ImapClientEventKind.Failed:
                    Assert.Null(e.Reason);
                    isOpen = false;
                    break;
            }
        }

        Assert.Equal(["Ok", "Ok", "Ok", "Ok", "Ok", "Ok"], told);
        Assert.Equal(message, content);
        await stream.DisposeAsync();
    }
}
