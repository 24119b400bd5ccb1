using Protocols.Sieve;

namespace Protocols.Formats.Tests.Sieve.Duplicate;

public sealed class DuplicateTests
{
    [Fact]
    [Rfc(7352, "3.2")]
    public void Handles_keep_identifiers_apart()
    {
        string[] keys = [DuplicateId.Of(null, "x"u8), DuplicateId.Of("", "x"u8), DuplicateId.Of("x", ""u8), DuplicateId.Of("h", "x"u8), DuplicateId.Of(null, "X"u8), DuplicateId.Of("hx", ""u8)];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(DuplicateId.Of("h", "x"u8), DuplicateId.Of("h", "x"u8));
    }

    [Theory]
    [Rfc(7352, "3.3")]
    [InlineData(null, 7 * 86400)]
    [InlineData(60L, 60)]
    [InlineData(0L, 0)]
    [InlineData(long.MaxValue, 90 * 86400)]
    public void Periods_have_a_default_and_a_limit(long? seconds, long expected) =>
        Assert.Equal(expected, (long)SieveDuplicateOptions.Default.Clamp(seconds).TotalSeconds);
}
