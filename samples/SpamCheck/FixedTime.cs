namespace Protocols.Samples.SpamCheck;

/// <summary>A clock that stands still, so that a recorded run and its replay have the same time. Time-outs run all the same.</summary>
internal sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
