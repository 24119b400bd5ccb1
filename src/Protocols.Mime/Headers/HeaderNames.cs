using System.Text;

namespace Protocols.Mime;

/// <summary>Finds the <see cref="HeaderId"/> of a name, and the usual spelling of an id.</summary>
internal static class HeaderNames
{
    private const int Slots = 256;
    private const int Shortest = 2;

    private static readonly byte[][] s_names =
    [
        [],
        "From"u8.ToArray(),
        "To"u8.ToArray(),
        "Cc"u8.ToArray(),
        "Bcc"u8.ToArray(),
        "Subject"u8.ToArray(),
        "Date"u8.ToArray(),
        "Message-ID"u8.ToArray(),
        "In-Reply-To"u8.ToArray(),
        "References"u8.ToArray(),
        "Reply-To"u8.ToArray(),
        "Sender"u8.ToArray(),
        "Received"u8.ToArray(),
        "Return-Path"u8.ToArray(),
        "MIME-Version"u8.ToArray(),
        "Content-Type"u8.ToArray(),
        "Content-Transfer-Encoding"u8.ToArray(),
        "Content-Disposition"u8.ToArray(),
        "Content-ID"u8.ToArray(),
        "Content-Description"u8.ToArray(),
        "Content-Language"u8.ToArray(),
        "Content-Location"u8.ToArray(),
        "Content-MD5"u8.ToArray(),
        "Content-Base"u8.ToArray(),
        "Content-Duration"u8.ToArray(),
        "Comments"u8.ToArray(),
        "Keywords"u8.ToArray(),
        "Resent-Date"u8.ToArray(),
        "Resent-From"u8.ToArray(),
        "Resent-Sender"u8.ToArray(),
        "Resent-To"u8.ToArray(),
        "Resent-Cc"u8.ToArray(),
        "Resent-Bcc"u8.ToArray(),
        "Resent-Message-ID"u8.ToArray(),
        "DKIM-Signature"u8.ToArray(),
        "Authentication-Results"u8.ToArray(),
        "ARC-Seal"u8.ToArray(),
        "ARC-Message-Signature"u8.ToArray(),
        "ARC-Authentication-Results"u8.ToArray(),
        "Received-SPF"u8.ToArray(),
        "List-Id"u8.ToArray(),
        "List-Post"u8.ToArray(),
        "List-Help"u8.ToArray(),
        "List-Archive"u8.ToArray(),
        "List-Owner"u8.ToArray(),
        "List-Subscribe"u8.ToArray(),
        "List-Unsubscribe"u8.ToArray(),
        "List-Unsubscribe-Post"u8.ToArray(),
        "Auto-Submitted"u8.ToArray(),
        "Disposition-Notification-To"u8.ToArray(),
        "Importance"u8.ToArray(),
        "Priority"u8.ToArray(),
        "Precedence"u8.ToArray(),
        "Organization"u8.ToArray(),
        "User-Agent"u8.ToArray(),
        "Delivered-To"u8.ToArray(),
        "Original-Recipient"u8.ToArray(),
        "X-Mailer"u8.ToArray(),
        "X-Priority"u8.ToArray(),
        "X-Spam-Status"u8.ToArray(),
        "Thread-Index"u8.ToArray(),
        "Thread-Topic"u8.ToArray(),
        "TLS-Required"u8.ToArray(),
        "Autocrypt"u8.ToArray(),
        "Feedback-ID"u8.ToArray(),
    ];

    private static readonly byte[] s_slots = BuildSlots();

    public static ReadOnlySpan<byte> NameOf(HeaderId id) => (uint)id < (uint)s_names.Length ? s_names[(int)id] : default;

    // RFC 5322 §1.2.2: names are compared without regard to letter case.
    public static HeaderId Find(ReadOnlySpan<byte> name)
    {
        if (name.Length < Shortest)
        {
            return HeaderId.Other;
        }

        byte[] slots = s_slots;
        byte[][] names = s_names;
        for (int slot = Slot(name); ; slot = (slot + 1) % Slots)
        {
            int id = slots[slot];
            if (id == 0)
            {
                return HeaderId.Other;
            }

            ReadOnlySpan<byte> known = names[id];
            if (known.Length == name.Length && (known.SequenceEqual(name) || Ascii.EqualsIgnoreCase(known, name)))
            {
                return (HeaderId)id;
            }
        }
    }

    private static int Slot(ReadOnlySpan<byte> name)
    {
        uint first = name[0] | 0x20u;
        uint last = name[^1] | 0x20u;
        uint middle = name[name.Length / 2] | 0x20u;
        return (int)(((first * 31) + (last * 7) + (middle * 13) + ((uint)name.Length * 61)) % Slots);
    }

    private static byte[] BuildSlots()
    {
        byte[] slots = new byte[Slots];
        for (int id = 1; id < s_names.Length; id++)
        {
            int slot = Slot(s_names[id]);
            while (slots[slot] != 0)
            {
                slot = (slot + 1) % Slots;
            }

            slots[slot] = (byte)id;
        }

        return slots;
    }
}
