namespace Protocols.Sieve;

/// <summary><c>true</c> and <c>false</c> (RFC 5228 §5.6, §5.10).</summary>
internal sealed class ConstantTest(string name, bool value) : SieveOperation(name, null, isTest: true)
{
    public override void EmitTest(Binder binder, BoundCall call, bool jumpWhen, int label)
    {
        if (jumpWhen == value)
        {
            binder.Code.EmitJump(label, binder.NodeAt(call.Node).Start, binder.NodeAt(call.Node).End);
        }
    }
}

/// <summary><c>not</c> (RFC 5228 §5.8).</summary>
internal sealed class NotTest() : SieveOperation("not", null, isTest: true)
{
    public override SieveTests Tests => SieveTests.One;

    public override void EmitTest(Binder binder, BoundCall call, bool jumpWhen, int label) => binder.BindTest(call.FirstTest, !jumpWhen, label);
}

/// <summary><c>allof</c> and <c>anyof</c> (RFC 5228 §5.2, §5.3), from left to right and no further than it takes to know (RFC 5229 §3.2).</summary>
internal sealed class ListTest(string name, bool isAll) : SieveOperation(name, null, isTest: true)
{
    public override SieveTests Tests => SieveTests.List;

    public override void EmitTest(Binder binder, BoundCall call, bool jumpWhen, int label)
    {
        int test = call.FirstTest;
        int count = call.TestCount;
        if (jumpWhen != isAll)
        {
            // One of them decides: the first that is as wanted jumps.
            for (; count > 0; count--, test = binder.NodeAt(test).SubtreeEnd)
            {
                binder.BindTest(test, jumpWhen, label);
            }

            return;
        }

        // All of them are needed: one that is not as wanted goes on behind the list.
        int behind = binder.Code.NewLabel();
        for (; count > 1; count--, test = binder.NodeAt(test).SubtreeEnd)
        {
            binder.BindTest(test, !jumpWhen, behind);
        }

        binder.BindTest(test, jumpWhen, label);
        binder.Code.Mark(behind);
    }
}
