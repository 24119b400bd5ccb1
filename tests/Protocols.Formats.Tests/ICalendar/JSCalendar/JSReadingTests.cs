using System.Globalization;
using System.Text;
using Protocols.ICalendar;

namespace Protocols.Formats.Tests.ICalendar;

/// <summary>JSON from anyone.</summary>
public sealed class JSReadingTests
{
    private const string Head = """{"@type":"Event","version":"2.0","uid":"a","updated":"2020-01-02T18:23:04Z","start":"2020-01-15T13:00:00" """;

    [Theory, Rfc("draft-ietf-calext-jscalendarbis", "6.2")]
    [InlineData("", JSCalendarDefectCode.MalformedJson, "")]
    [InlineData("{", JSCalendarDefectCode.MalformedJson, "")]
    [InlineData(Head + ",\"title\":\"x\"", JSCalendarDefectCode.MalformedJson, "")]
    [InlineData(Head + ",\"locations\":{\"1\":{\"name\":nul", JSCalendarDefectCode.MalformedJson, "/locations/1/name")]
    [InlineData(Head + "} x", JSCalendarDefectCode.MalformedJson, "")]
    [InlineData("[]", JSCalendarDefectCode.UnknownObject, "")]
    [InlineData("null", JSCalendarDefectCode.UnknownObject, "")]
    [InlineData(Head + ",\"title\":\"a\",\"title\":\"b\"}", JSCalendarDefectCode.DuplicateMember, "/title")]
    [InlineData(Head + ",\"title\":\"\\ud800\"}", JSCalendarDefectCode.MalformedText, "/title")]
    [InlineData("{\"@type\":\"Card\"}", JSCalendarDefectCode.UnknownObject, "/@type")]
    [InlineData("{\"@type\":\"event\"}", JSCalendarDefectCode.WrongCase, "/@type")]
    [InlineData("{}", JSCalendarDefectCode.MissingProperty, "/@type")]
    public void What_is_wrong_is_told_and_refused_strictly(string json, JSCalendarDefectCode code, string pointer)
    {
        byte[] source = Encoding.UTF8.GetBytes(json);
        JSCalendarDefect defect = JSCalendar.Read(source).Defects[0];
        Assert.Equal((code, pointer), (defect.Code, defect.Pointer));
        Assert.Equal(defect, Assert.Throws<JSCalendarFormatException>(() => JSCalendar.Parse(source)).Defect);
    }

    [Fact]
    public void What_stands_before_a_break_is_kept()
    {
        JSCalendarDocument document = JSCalendar.Read(Encoding.UTF8.GetBytes(Head + ",\"locations\":{\"1\":{\"name\":\"Here\",\"lin"));
        JSEvent read = Assert.IsType<JSEvent>(document.Object);
        Assert.Equal("Here", read.Locations["1"].Name);
        Assert.Equal(JSCalendarDefectCode.MalformedJson, Assert.Single(document.Defects).Code);
    }

    [Fact]
    public void Of_members_that_stand_there_twice_the_last_one_counts() =>
        Assert.Equal("b", JSCalendar.TryRead(Encoding.UTF8.GetBytes(Head + ",\"title\":\"a\",\"title\":\"b\"}"))!.Title);

    [Fact]
    public void Every_limit_is_told()
    {
        string json = Head + ",\"x.example:a\":{\"b\":{\"c\":[1,2,3]}}}";
        Assert.Equal(JSCalendarDefectCode.SizeLimit, Told(new JSCalendarOptions { MaxLength = 100 }));
        Assert.Equal(JSCalendarDefectCode.DepthLimit, Told(new JSCalendarOptions { MaxDepth = 3 }));
        Assert.Equal(JSCalendarDefectCode.MemberLimit, Told(new JSCalendarOptions { MaxMembers = 9 }));
        Assert.Equal(2, JSCalendar.Read("""{"@type":"Event"}"""u8, new JSCalendarOptions { MaxDefects = 2 }).Defects.Count);
        Assert.Empty(JSCalendar.Read(Encoding.UTF8.GetBytes(json), new JSCalendarOptions { MaxDepth = 4, MaxMembers = 11, MaxLength = json.Length }).Defects);
        Assert.Throws<ArgumentOutOfRangeException>(() => new JSCalendarOptions { MaxDepth = 0 });
        Assert.Throws<ArgumentException>(() => new JSCalendarOptions { AssumedVersion = "3" });

        JSCalendarDefectCode Told(JSCalendarOptions options) => Assert.Single(JSCalendar.Read(Encoding.UTF8.GetBytes(json), options).Defects).Code;
    }

    [Fact]
    public void Deep_JSON_is_passed_over()
    {
        foreach (string deep in (string[])[new string('[', 2_000_000), string.Concat(Enumerable.Repeat("{\"a\":", 500_000)), Head + ",\"title\":" + new string('[', 500_000) + new string(']', 500_000) + "}"])
        {
            JSCalendarDocument document = JSCalendar.Read(Encoding.UTF8.GetBytes(deep));
            Assert.Contains(document.Defects, static defect => defect.Code is JSCalendarDefectCode.DepthLimit or JSCalendarDefectCode.MalformedJson);
        }
    }

    [Fact]
    public void Huge_maps_take_linear_time()
    {
        StringBuilder json = new(Head);
        json.Append(",\"keywords\":{");
        for (int i = 0; i < 300_000; i++)
        {
            json.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : ",")}\"{i}\":true");
        }

        JSCalendarDocument document = JSCalendar.Read(Encoding.UTF8.GetBytes(json.Append("}}").ToString()));
        Assert.Empty(document.Defects);
        Assert.Equal(300_000, document.Object!.Keywords.Count);
    }
}
