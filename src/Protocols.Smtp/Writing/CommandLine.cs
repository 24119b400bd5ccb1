using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Protocols.Smtp;

/// <summary>One line in the making. It goes out whole, once everything in it was found good, or not at all.</summary>
internal ref struct CommandLine(Span<byte> buffer)
{
    // What our own session takes by default, and many times what RFC 5321 §4.5.3.1 demands.
    private const int MaxLocalPart = 256;
    private const int MaxDomain = 255;

    private readonly Span<byte> _buffer = buffer;
    private int _length;

    /// <summary>The first thing that was wrong.</summary>
    public SmtpWriteStatus Status { get; private set; }

    public void Fail(SmtpWriteStatus status) => Status = Status == SmtpWriteStatus.Ok ? status : Status;

    /// <summary>Adds bytes that the caller vouches for.</summary>
    public void Add(scoped ReadOnlySpan<byte> text)
    {
        if (text.Length > _buffer.Length - _length)
        {
            Fail(SmtpWriteStatus.TooLong);
            return;
        }

        text.CopyTo(_buffer[_length..]);
        _length += text.Length;
    }

    public void Add(long number)
    {
        if (Utf8Formatter.TryFormat(number, _buffer[_length..], out int written))
        {
            _length += written;
        }
        else
        {
            Fail(SmtpWriteStatus.TooLong);
        }
    }

    /// <summary>Adds free text: anything printable.</summary>
    public void AddText(scoped ReadOnlySpan<char> text, bool utf8)
    {
        Span<byte> bytes = stackalloc byte[MaxLocalPart * 3];
        if (TryEncode(text, bytes, utf8, out int length))
        {
            Add(bytes[..length]);
        }
    }

    public void AddXtext(scoped ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[MaxLocalPart * 3];
        if (!TryEncode(text, bytes, utf8: true, out int length))
        {
            return;
        }

        if (Xtext.TryEncode(bytes[..length], _buffer[_length..], out int written))
        {
            _length += written;
        }
        else
        {
            Fail(SmtpWriteStatus.TooLong);
        }
    }

    public void AddBase64(scoped ReadOnlySpan<byte> bytes)
    {
        if (Base64.EncodeToUtf8(bytes, _buffer[_length..], out _, out int written) == OperationStatus.Done)
        {
            _length += written;
        }
        else
        {
            Fail(SmtpWriteStatus.TooLong);
        }
    }

    /// <summary>Adds a host's name or address literal.</summary>
    public void AddDomain(scoped ReadOnlySpan<char> domain, bool utf8)
    {
        Span<byte> bytes = stackalloc byte[MaxDomain];
        if (!TryEncode(domain, bytes, utf8, out int length))
        {
            return;
        }

        if (SmtpGrammar.DomainLength(bytes[..length]) != length)
        {
            Fail(SmtpWriteStatus.BadDomain);
            return;
        }

        Add(bytes[..length]);
    }

    /// <summary>Adds a path in its brackets: nothing for the null path, <c>postmaster</c>, or a mailbox, whose local part is quoted if it has to be.</summary>
    public void AddPath(scoped ReadOnlySpan<char> mailbox, bool utf8, bool mayBeNull)
    {
        Add("<"u8);
        int at = mailbox.LastIndexOf('@');
        if (mailbox.IsEmpty)
        {
            Status = mayBeNull || Status != SmtpWriteStatus.Ok ? Status : SmtpWriteStatus.Empty;
        }
        else if (at < 0 && !mayBeNull && mailbox.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
        {
            Add("postmaster"u8);
        }
        else if (at <= 0)
        {
            Fail(at < 0 ? SmtpWriteStatus.BadDomain : SmtpWriteStatus.BadLocalPart);
        }
        else
        {
            AddLocalPart(mailbox[..at], utf8);
            Add("@"u8);
            AddDomain(mailbox[(at + 1)..], utf8);
        }

        Add(">"u8);
    }

    /// <summary>Ends the line and puts it out, if nothing was wrong with it.</summary>
    public readonly SmtpWriteStatus Send(IBufferWriter<byte> output)
    {
        if (Status != SmtpWriteStatus.Ok)
        {
            return Status;
        }

        Span<byte> line = output.GetSpan(_length + 2);
        _buffer[.._length].CopyTo(line);
        line[_length] = (byte)'\r';
        line[_length + 1] = (byte)'\n';
        output.Advance(_length + 2);
        return SmtpWriteStatus.Ok;
    }

    private void AddLocalPart(scoped ReadOnlySpan<char> text, bool utf8)
    {
        Span<byte> local = stackalloc byte[MaxLocalPart];
        if (!TryEncode(text, local, utf8, out int length))
        {
            return;
        }

        local = local[..length];
        if (SmtpGrammar.LocalPartLength(local) == length)
        {
            Add(local);
            return;
        }

        // RFC 5321 §4.1.2: what is no dot-string is a quoted string; controls have been refused already.
        Add("\""u8);
        for (int i = 0; i < length; i++)
        {
            if (local[i] is (byte)'"' or (byte)'\\')
            {
                Add("\\"u8);
            }

            Add(local.Slice(i, 1));
        }

        Add("\""u8);
    }

    private bool TryEncode(scoped ReadOnlySpan<char> text, scoped Span<byte> bytes, bool utf8, out int length)
    {
        length = 0;
        foreach (char c in text)
        {
            if (char.IsControl(c))
            {
                Fail(SmtpWriteStatus.HasControl);
                return false;
            }
        }

        if (text.IsEmpty)
        {
            Fail(SmtpWriteStatus.Empty);
            return false;
        }

        if (!utf8 && !Ascii.IsValid(text))
        {
            Fail(SmtpWriteStatus.NeedsSmtpUtf8);
            return false;
        }

        OperationStatus status = Utf8.FromUtf16(text, bytes, out _, out length, replaceInvalidSequences: false);
        if (status != OperationStatus.Done)
        {
            Fail(status == OperationStatus.DestinationTooSmall ? SmtpWriteStatus.TooLong : SmtpWriteStatus.BadParameter);
            return false;
        }

        return true;
    }
}
