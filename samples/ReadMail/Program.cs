using System.Globalization;
using System.Text;
using Protocols.Mime;

// Shows messages as a helpdesk would: who wrote, about what, what they wrote, what they attached, and what is wrong with it.
//   dotnet run --project samples/ReadMail -- message.eml mailbox.mbox …
if (args.Length == 0)
{
    Console.Error.WriteLine("Usage: ReadMail FILE…   (messages, or mailboxes in the form of mbox)");
    return 2;
}

foreach (string file in args)
{
    byte[] octets = await File.ReadAllBytesAsync(file);
    if (octets.AsSpan().StartsWith("From "u8))
    {
        MboxReader mailbox = new(octets);
        while (mailbox.Read())
        {
            Show(mailbox.Message.ToArray());
        }
    }
    else
    {
        Show(octets);
    }
}

return 0;

static void Show(ReadOnlyMemory<byte> message)
{
    using MimeDocument document = MimeDocument.Parse(message);
    using BodyViews views = document.Root.GetBodyViews();
    MimePart root = document.Root;
    Console.WriteLine($"From:     {Addresses(root, HeaderId.From)}");
    Console.WriteLine($"To:       {Addresses(root, HeaderId.To)}");
    Console.WriteLine($"Date:     {(root.TryGetDate(out DateTimeOffset date) ? date.ToString("u", CultureInfo.InvariantCulture) : "none")}");
    Console.WriteLine($"Subject:  {root.GetHeaderText(HeaderId.Subject)}");
    Console.WriteLine();
    foreach (MimePart part in views.TextBody)
    {
        Console.WriteLine(part.KnownMediaType == KnownMediaType.TextHtml ? HtmlText.ToText(part.GetBodyText()) : part.GetBodyText());
    }

    foreach (MimePart part in views.Attachments)
    {
        Console.WriteLine($"Attached: {part.GetFileName()} ({Encoding.ASCII.GetString(part.TypeName)}/{Encoding.ASCII.GetString(part.SubtypeName)}, {part.BodyLength} octets as it came)");
    }

    foreach (Defect defect in document.Defects)
    {
        Console.WriteLine($"Defect:   {defect.Code} at octet {defect.Offset} ({defect.Rule})");
    }

    Console.WriteLine();
}

static string Addresses(MimePart part, HeaderId id)
{
    StringBuilder text = new();
    if (part.TryGetHeader(id, out HeaderField field))
    {
        foreach (Address address in field.Addresses)
        {
            text.Append(text.Length > 0 ? ", " : "").Append(address.GetDisplayName()).Append(" <").Append(address.GetAddress()).Append('>');
        }
    }

    return text.ToString();
}
