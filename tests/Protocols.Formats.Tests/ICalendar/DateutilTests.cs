using System.Diagnostics;
using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>Random rules, expanded by python3-dateutil too.</summary>
public sealed class DateutilTests
{
    private const int Rules = 5_000;

    // dateutil goes from second to second.
    private static readonly TimeSpan[] s_lengths = [TimeSpan.FromHours(1), TimeSpan.FromDays(2), TimeSpan.FromDays(60), TimeSpan.FromDays(1_500), TimeSpan.FromDays(1_500), TimeSpan.FromDays(15_000), TimeSpan.FromDays(15_000)];

    private const string Program = """
        import signal, sys
        from datetime import datetime
        from dateutil.rrule import rrulestr
        class Slow(Exception):
            pass
        def slow(*_):
            raise Slow()
        signal.signal(signal.SIGALRM, slow)
        for line in open(sys.argv[1]):
            rule, start = line.strip().split(' ')
            found = []
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            try:
                for time in rrulestr(rule, dtstart=datetime.strptime(start, '%Y%m%dT%H%M%S')):
                    found.append(time.strftime('%Y%m%dT%H%M%S'))
                    if len(found) == 30:
                        break
                signal.setitimer(signal.ITIMER_REAL, 0)
                print(','.join(found))
            except Slow:
                print('slow ' + ','.join(found))
            except IndexError:
                # Its own mistake with the twentieth Monday of a month.
                signal.setitimer(signal.ITIMER_REAL, 0)
                print('slow ')
            except ValueError as problem:
                signal.setitimer(signal.ITIMER_REAL, 0)
                print('none' if 'empty' in str(problem) else 'error ' + str(problem))
        """;

    [Fact, Rfc(5545, "3.3.10")]
    public async Task Random_rules_have_the_occurrences_that_dateutil_gives()
    {
        Assert.SkipWhen(await RunAsync("import dateutil", "") is null, "python3-dateutil is not installed.");
        Random random = new(5545);
        List<(string Rule, string Start)> cases = [];
        for (int i = 0; i < Rules; i++)
        {
            DateTime start = new DateTime(1997, 1, 1).AddDays(random.Next(12_000)).AddSeconds(random.Next(86_400));
            cases.Add((Rule(random, start), start.ToString("yyyyMMdd'T'HHmmss", System.Globalization.CultureInfo.InvariantCulture)));
        }

        string[] theirs = (await RunAsync(Program, string.Join('\n', cases.Select(static one => $"{one.Rule} {one.Start}")) + "\n"))!.Split('\n');
        List<string> differing = [];
        int occurrences = 0;
        int slow = 0;
        for (int i = 0; i < Rules; i++)
        {
            List<CalendarDateTime> ours = RecurrenceRule.Parse(cases[i].Rule).Expand(CalendarDateTime.Parse(cases[i].Start)).Take(30);
            occurrences += ours.Count;
            string expected = theirs[i] == "none" ? "" : theirs[i];
            string actual = string.Join(',', ours.Select(static time => time.Value));
            // It looks at UNTIL only when it has found something, so where nothing more is to be found it goes on to the year 9999.
            bool isSlow = expected.StartsWith("slow ", StringComparison.Ordinal);
            slow += isSlow ? 1 : 0;
            if (isSlow ? !actual.StartsWith(expected["slow ".Length..], StringComparison.Ordinal) : actual != expected)
            {
                differing.Add($"{cases[i].Rule} {cases[i].Start}{Environment.NewLine}  {expected}{Environment.NewLine}  {actual}");
            }
        }

        Assert.True(differing.Count == 0, $"{differing.Count}:{Environment.NewLine}{string.Join(Environment.NewLine, differing.Take(10))}");
        Assert.True(occurrences > 5 * Rules && slow < Rules / 2, $"{occurrences} occurrences, {slow} rules too slow.");
    }

    // Left out is what dateutil does otherwise (docs/calendar-decisions.md): weeks of the year without a day, with an interval or positions; the
    // first and last weeks, whose number it gets wrong where a year has 52 weeks and begins in the last one;
    // positions in a first week, which it begins at the start.
    private static string Rule(Random random, DateTime start)
    {
        Frequency frequency = (Frequency)random.Next(7);
        StringBuilder rule = new($"FREQ={frequency.ToString().ToUpperInvariant()};UNTIL={start.Add(s_lengths[(int)frequency]):yyyyMMdd'T'HHmmss}");
        bool hasWeeks = frequency == Frequency.Yearly && random.Next(6) == 0;
        if (random.Next(2) == 0 && !hasWeeks)
        {
            rule.Append(System.Globalization.CultureInfo.InvariantCulture, $";INTERVAL={random.Next(1, 6)}");
        }

        if (random.Next(3) == 0)
        {
            rule.Append(";WKST=").Append(Day(random));
        }

        if (random.Next(3) == 0)
        {
            rule.Append(";BYMONTH=").AppendJoin(',', List(random, 1, 12, 4));
        }

        if (hasWeeks)
        {
            rule.Append(";BYWEEKNO=").AppendJoin(',', List(random, 3, 50, 4));
        }

        bool isOfDays = frequency is not (Frequency.Weekly or Frequency.Yearly);
        if (random.Next(4) == 0 && frequency != Frequency.Weekly)
        {
            rule.Append(";BYMONTHDAY=").AppendJoin(',', List(random, -31, 31, 6));
        }

        if (random.Next(8) == 0 && frequency is Frequency.Yearly)
        {
            rule.Append(";BYYEARDAY=").AppendJoin(',', List(random, -366, 366, 10));
        }

        if (hasWeeks || random.Next(3) == 0)
        {
            bool hasOrdinals = frequency >= Frequency.Monthly && !hasWeeks && random.Next(2) == 0;
            int most = frequency == Frequency.Yearly ? 20 : 5;
            rule.Append(";BYDAY=").AppendJoin(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (hasOrdinals ? List(random, -most, most, 1)[0].ToString(System.Globalization.CultureInfo.InvariantCulture) : "") + Day(random)));
        }

        bool hasTimes = false;
        foreach ((string part, int size, Frequency below) in new[] { ("BYHOUR", 23, Frequency.Minutely), ("BYMINUTE", 59, Frequency.Secondly), ("BYSECOND", 59, Frequency.Secondly) })
        {
            if (random.Next(4) == 0 && (frequency > below || isOfDays))
            {
                rule.Append(';').Append(part).Append('=').AppendJoin(',', List(random, 0, size, 3));
                hasTimes = true;
            }
        }

        if (random.Next(5) == 0 && frequency != Frequency.Weekly && !hasWeeks && (hasTimes || frequency >= Frequency.Monthly) && rule.ToString().Contains(";BY", StringComparison.Ordinal))
        {
            rule.Append(";BYSETPOS=").AppendJoin(',', List(random, -4, 4, 2));
        }

        return rule.ToString();
    }

    private static int[] List(Random random, int least, int most, int length) =>
        [.. Enumerable.Range(0, random.Next(1, length + 1)).Select(_ => random.Next(least, most + 1)).Select(number => number == 0 && least < 0 ? 1 : number)];

    private static string Day(Random random) => new[] { "MO", "TU", "WE", "TH", "FR", "SA", "SU" }[random.Next(7)];

    private static async Task<string?> RunAsync(string program, string input)
    {
        const string Python = "/usr/bin/python3";
        if (!File.Exists(Python))
        {
            return null;
        }

        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, input);
        ProcessStartInfo start = new(Python, ["-c", program, path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(4));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail("dateutil did not end in time.");
        }

        File.Delete(path);
        Assert.True(process.ExitCode == 0 || input.Length == 0, await errors);
        return process.ExitCode == 0 ? await output : null;
    }
}
