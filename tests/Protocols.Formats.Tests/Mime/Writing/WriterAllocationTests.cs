using System.Buffers;
using Protocols.Mime;

namespace Protocols.Formats.Tests.Mime.Writing;

public sealed class WriterAllocationTests
{
    private static readonly string[] s_ids = ["1@a.example", "2@a.example"];
    private static readonly MailboxAddress[] s_to = [new("Jürgen Müller", "j@a.example"), new("Doe, John", "d@a.example"), new("x@a.example")];
    private static readonly AddressGroup[] s_groups = [new("Friends", s_to), new(null, s_to)];
    private static readonly MimeParameter[] s_parameters = [new("filename", "Übersicht über das erste Halbjahr 2026 (vorläufig).pdf"), new("size", "12")];

    [Theory]
    [InlineData(MimeOutputMode.SevenBit)]
    [InlineData(MimeOutputMode.EightBit)]
    [InlineData(MimeOutputMode.SmtpUtf8)]
    public void A_writer_that_is_used_again_allocates_nothing(MimeOutputMode mode)
    {
        ArrayBufferWriter<byte> output = new(64 * 1024);
        MimeWriter writer = new(output, new MimeWriteOptions { Mode = mode });
        AllocationAssert.None(() =>
        {
            output.ResetWrittenCount();
            writer.Reset(output);
            writer.WriteDate("Date", DateTimeOffset.UnixEpoch);
            writer.WriteAddresses("From", s_to.AsSpan(0, 1));
            writer.WriteAddresses("To", s_to);
            writer.WriteAddresses("Cc", s_groups);
            writer.WriteText("Subject", "Grüße aus München — and more, a long subject that has to be folded somewhere");
            writer.WriteMessageIds("References", s_ids);
            writer.WriteMimeVersion();
            writer.WriteListUris("List-Help", s_ids);
            writer.BeginMultipart("mixed", "=_0123456789abcdef");
            writer.BeginPart();
            writer.WriteTextBody("Hello\nWörld");
            writer.BeginPart();
            writer.WriteContentType("application", "pdf", s_parameters.AsSpan(1));
            writer.WriteContentDisposition("attachment", s_parameters);
            writer.WriteBody("\0\u0001\u0002"u8);
            writer.EndMultipart();
        });
        Assert.True(writer.IsComplete);
    }
}
