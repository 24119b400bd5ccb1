using FsCheck;
using FsCheck.Fluent;

namespace Protocols.Storage.Tests;

/// <summary>A random change to one of two mailboxes.</summary>
public sealed record Step(int Kind, int Mailbox, int Target, uint First, uint Last, uint Second, int Operation, int Flags, string Keyword)
{
    public static Gen<Step> Generator { get; } =
        from kind in Gen.Frequency((4, Gen.Constant(0)), (3, Gen.Constant(1)), (2, Gen.Constant(2)), (2, Gen.Constant(3)), (2, Gen.Constant(4)), (1, Gen.Constant(5)))
        from mailbox in Gen.Choose(0, 1)
        from target in Gen.Choose(0, 1)
        from first in Gen.Choose(1, 12)
        from length in Gen.Choose(0, 5)
        from second in Gen.Choose(1, 30)
        from operation in Gen.Choose(0, 2)
        from flags in Gen.Choose(0, 31)
        from keyword in Gen.Elements("", "work", "Work", "home", "$Junk")
        select new Step(kind, mailbox, target, (uint)first, (uint)(first + length), (uint)second, operation, flags, keyword);

    public UidSet Uids => Kind == 5 ? UidSet.All : UidSet.Of([new UidRange(First, Last), new UidRange(Second, Second)]);

    public MailFlags MailFlags => Keyword.Length == 0 ? new MailFlags((SystemFlags)Flags) : new MailFlags((SystemFlags)Flags, Keyword);
}
