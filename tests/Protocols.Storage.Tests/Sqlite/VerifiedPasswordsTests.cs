using Protocols.Sasl;
using Protocols.Storage.Sql;

namespace Protocols.Storage.Tests;

public sealed class VerifiedPasswordsTests
{
    private static readonly AccountId Kim = new(1);
    private readonly ManualTime _time = new();
    private readonly ScramKeys _keys = ScramKeys.Create("SCRAM-SHA-256", "right"u8, 4096);

    [Fact]
    public void A_password_is_remembered_for_its_time_and_its_keys()
    {
        VerifiedPasswords verified = new(_time, TimeSpan.FromMinutes(5));
        Assert.False(verified.Contains(Kim, _keys, "right"u8));
        verified.Add(Kim, _keys, "right"u8);
        Assert.True(verified.Contains(Kim, _keys, "right"u8));
        Assert.False(verified.Contains(Kim, _keys, "wrong"u8));
        Assert.False(verified.Contains(new AccountId(2), _keys, "right"u8));
        Assert.False(verified.Contains(Kim, ScramKeys.Create("SCRAM-SHA-256", "right"u8, 4096), "right"u8));
        _time.Ticks += TimeSpan.FromMinutes(4.9).Ticks;
        Assert.True(verified.Contains(Kim, _keys, "right"u8));
        _time.Ticks += TimeSpan.FromMinutes(0.2).Ticks;
        Assert.False(verified.Contains(Kim, _keys, "right"u8));
    }

    [Fact]
    public void A_password_is_forgotten_when_told_so_and_never_kept_for_no_time()
    {
        VerifiedPasswords verified = new(_time, TimeSpan.FromMinutes(5));
        verified.Add(Kim, _keys, "right"u8);
        verified.Remove(Kim);
        Assert.False(verified.Contains(Kim, _keys, "right"u8));
        VerifiedPasswords none = new(_time, TimeSpan.Zero);
        none.Add(Kim, _keys, "right"u8);
        Assert.False(none.Contains(Kim, _keys, "right"u8));
    }

    [Fact]
    public void No_more_passwords_are_remembered_than_there_is_room_for()
    {
        VerifiedPasswords verified = new(_time, TimeSpan.FromMinutes(5));
        for (int i = 0; i < 10_001; i++)
        {
            verified.Add(new AccountId(i), _keys, "right"u8);
        }

        Assert.False(verified.Contains(new AccountId(5), _keys, "right"u8));
        Assert.True(verified.Contains(new AccountId(10_000), _keys, "right"u8));
    }

    private sealed class ManualTime : TimeProvider
    {
        public long Ticks { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Ticks;
    }
}
