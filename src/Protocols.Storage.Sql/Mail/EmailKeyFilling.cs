using System.Data.Common;
using Protocols.Mime;

namespace Protocols.Storage.Sql;

/// <summary>Learns the keys of the emails that were there before keys were kept, from their outlines; the previews are made when they are asked for.</summary>
internal static class EmailKeyFilling
{
    /// <summary>The schema that brought them.</summary>
    public const int SchemaVersion = 4;

    public static void Run(SqlSession session)
    {
        List<(long Account, long Email, MessageKeys Keys)> piece = [];
        long account = 0;
        long email = 0;
        do
        {
            piece.Clear();
            using (DbDataReader row = session[EmailKeyStatements.Unlearned].Query(account, email))
            {
                while (row.Read())
                {
                    piece.Add((row.GetInt64(0), row.GetInt64(1), Read(row.GetFieldValue<byte[]>(2))));
                }
            }

            foreach ((long owner, long id, MessageKeys keys) in piece)
            {
                EmailKeys.Insert(session, owner, id, keys, preview: null);
                (account, email) = (owner, id);
            }
        }
        while (piece.Count > 0);
    }

    private static MessageKeys Read(byte[] outline)
    {
        if (MimeDocument.TryOpenOutline(outline, out MimeDocument document) != OutlineStatus.Ok)
        {
            return MessageKeys.None;
        }

        using (document)
        {
            return MessageKeys.Read(document.Root);
        }
    }
}
