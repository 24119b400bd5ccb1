using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Protocols.Storage.Sql;

/// <summary>
/// Keeps what an email is sorted and threaded by, and finds its thread: emails of one account are of one thread if they name an identifier in common
/// and have the same base subject (RFC 8621 §3). Once given, a thread stays (RFC 8474 §5.2): one that joins two of them goes to the older.
/// </summary>
internal static class EmailKeys
{
    // Of a long list of references the nearest are enough to find the thread.
    private const int MostMarks = 64;

    public static void Insert(SqlSession session, long account, long email, MessageKeys keys, string? preview)
    {
        Span<long> marks = stackalloc long[MostMarks];
        marks = marks[..Marks(keys, marks)];
        long thread = email;
        foreach (long mark in marks)
        {
            thread = Math.Min(thread, session[EmailKeyStatements.ThreadOfMark].Integer(account, mark) ?? thread);
        }

        foreach (long mark in marks)
        {
            session[EmailKeyStatements.InsertMark].Execute(account, mark, email, thread);
        }

        session[EmailKeyStatements.Insert].Execute(
            account, email, thread, keys.BaseSubject, keys.IsReplyOrForward ? 1L : 0L, keys.FromMailbox, keys.ToMailbox, keys.CcMailbox, keys.FromDisplay,
            keys.ToDisplay, keys.MessageId ?? "", string.Join('\n', keys.References), preview);
    }

    private static int Marks(MessageKeys keys, Span<long> marks)
    {
        int count = 0;
        if (keys.MessageId is not null)
        {
            marks[count++] = Mark(keys.BaseSubject, keys.MessageId);
        }

        for (int i = Math.Max(0, keys.References.Length - (MostMarks - count)); i < keys.References.Length; i++)
        {
            marks[count++] = Mark(keys.BaseSubject, keys.References[i]);
        }

        return count;
    }

    // RFC 8621 §3: white space in subjects does not count.
    private static long Mark(string subject, string id)
    {
        StringBuilder text = new(subject.Length + id.Length + 1);
        foreach (char c in subject)
        {
            if (!char.IsWhiteSpace(c))
            {
                text.Append(char.ToUpperInvariant(c));
            }
        }

        byte[] octets = Encoding.UTF8.GetBytes(text.Append('\n').Append(id).ToString());
        return BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(octets));
    }
}
