namespace Protocols.Imap.Server;

/// <summary>The items that the server tells unasked.</summary>
internal static class FetchItems
{
    public static FetchItem Uid { get; } = new() { Kind = FetchItemKind.Uid };

    public static FetchItem Flags { get; } = new() { Kind = FetchItemKind.Flags };

    public static FetchItem ModSeq { get; } = new() { Kind = FetchItemKind.ModSeq };
}
