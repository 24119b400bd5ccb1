using System.Buffers;
using Protocols.ICalendar;
using Protocols.ICalendar.Itip;
using Protocols.Mime;

namespace Protocols.Formats.Tests.ICalendar.Itip;

/// <summary>The examples of the package's README, run.</summary>
[Collection("console")]
public sealed class ReadmeTests
{
    private static readonly DateTimeOffset s_now = new(2027, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_examples_of_the_README_are_those_that_run_here()
    {
        string readme = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "src", "Protocols.ICalendar.Itip", "README.md"));
        string source = File.ReadAllText(Path.Combine(Suites.RepositoryRoot, "tests", "Protocols.Formats.Tests", "ICalendar", "Itip", "ReadmeTests.cs"));
        string flat = string.Concat(source.Where(static c => !char.IsWhiteSpace(c)));
        string[] pieces = readme.Split("```");
        Assert.Equal(5, pieces.Length);
        for (int i = 1; i < pieces.Length; i += 2)
        {
            string example = string.Concat(pieces[i]["csharp".Length..].Where(static c => !char.IsWhiteSpace(c)));
            Assert.Contains(example, flat, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_sent_is_received()
    {
        Calendar meeting = Calendar.Create("-//Example//Calendar//EN");
        Event lunch = new() { Uid = "lunch-1@example.com", Summary = "Lunch", Start = CalendarDateTime.Utc(s_now), Organizer = CalendarUser.Organizer("mailto:ann@example.com") };
        lunch.Add(CalendarUser.Attendee("mailto:bob@example.com"));
        meeting.Components.Add(lunch);
        ArrayBufferWriter<byte> output = new();
        Send(meeting, s_now, output, new byte[16]);
        StringWriter console = new();
        TextWriter before = Console.Out;
        Console.SetOut(console);
        try
        {
            Receive(output.WrittenMemory, s_now);
        }
        finally
        {
            Console.SetOut(before);
        }

        Assert.Contains("Applied: ", console.ToString(), StringComparison.Ordinal);
    }

    private static void Send(Calendar meeting, DateTimeOffset now, IBufferWriter<byte> output, byte[] random)
    {
        OrganizerScheduler organizer = new(new CalendarIdentity("mailto:ann@example.com"));
        SchedulingResult made = organizer.Change(null, meeting, now);
        foreach (OutgoingMessage message in made.Messages)
        {
            IMipMail mail = IMipWriter.Write(message, null, now);
            mail.Message?.Write(output, random);
        }
    }

    private static void Receive(ReadOnlyMemory<byte> octets, DateTimeOffset now)
    {
        using MimeDocument document = MimeDocument.Parse(octets);
        IMipMessage mail = IMipMessage.Read(document);
        AttendeeScheduler attendee = new(new CalendarIdentity("mailto:bob@example.com"));
        foreach (ITipMessage message in mail.Parts.SelectMany(part => part.Messages))
        {
            if (mail.OriginOf(message, out string? sender) == IMipOrigin.From)
            {
                SchedulingResult result = attendee.Receive(null, message, sender!, now);
                Console.WriteLine($"{result.Outcome}: {result.Explanation}");
            }
        }
    }
}
