using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Protocols.Mime;
using Protocols.TestKit.Generators;

namespace Protocols.Formats.Tests.Mime;

public sealed class PropertyTests
{
    private static readonly Config s_config = Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(20261124, 1);

    [Fact]
    public void Any_octets_are_a_message_that_answers_every_question()
    {
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message => Exercise.All(message)).Check(s_config);
    }

    [Fact]
    public void Any_octets_are_a_message_under_the_least_limits()
    {
        MimeReadOptions[] options =
        [
            new() { MaxDepth = 0 },
            new() { MaxParts = 1 },
            new() { MaxParts = 3, MaxDepth = 2 },
            new() { MaxHeaderFields = 1 },
            new() { MaxHeaderBytes = 1 },
            new() { MaxDefects = 0 },
        ];
        Prop.ForAll(MessageGenerators.Any().ToArbitrary(), message =>
        {
            foreach (MimeReadOptions one in options)
            {
                Exercise.All(message, one);
            }
        }).Check(s_config);
    }

    [Fact]
    public void No_octets_make_opening_an_outline_throw()
    {
        Prop.ForAll(MessageGenerators.Octets().ToArbitrary(), octets =>
        {
            byte[] outline = [.. "PMo"u8, 1, .. octets];
            Open(outline);
        }).Check(s_config);
    }

    [Fact]
    public void A_damaged_outline_is_refused_or_still_bears_every_question()
    {
        Gen<(byte[] Message, int Place, byte Octet)> damage =
            from message in MessageGenerators.Message()
            from place in Gen.Choose(0, 400)
            from octet in Gen.Choose(0, 255)
            select (message, place, (byte)octet);
        Prop.ForAll(damage.ToArbitrary(), d =>
        {
            using MimeDocument document = MimeDocument.Parse(d.Message);
            ArrayBufferWriter<byte> writer = new();
            document.WriteOutline(writer);
            byte[] outline = writer.WrittenSpan.ToArray();
            outline[d.Place % outline.Length] = d.Octet;
            Open(outline);
            OutlineStatus status = MimeDocument.TryOpenOutline(outline.AsMemory(0, d.Place % outline.Length), out _);
            Assert.NotEqual(OutlineStatus.Ok, status);
        }).Check(s_config);
    }

    private static void Open(byte[] outline)
    {
        if (MimeDocument.TryOpenOutline(outline, out MimeDocument document) == OutlineStatus.Ok)
        {
            MimeText.Describe(document);
            document.Dispose();
        }
    }
}
