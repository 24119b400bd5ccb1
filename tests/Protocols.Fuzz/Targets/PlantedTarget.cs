using Protocols.Mime;

namespace Protocols.Fuzz.Targets;

/// <summary>Breaks at a message with a line in its header that is no field, which is none of the seeds.</summary>
internal static class PlantedTarget
{
    public static void Run(ReadOnlySpan<byte> input)
    {
        using MimeDocument document = MimeDocument.Parse(input.ToArray());
        foreach (Defect defect in document.Defects)
        {
            Assert.True(defect.Code != DefectCode.MalformedHeaderLine, "This is the planted one.");
        }
    }
}
