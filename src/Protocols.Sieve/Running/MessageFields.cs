using System.Buffers;
using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>An address of a header field, as ranges of the arena.</summary>
internal struct FieldAddress
{
    public int Start;               // of local part, @ and domain
    public int Length;
    public int LocalStart;          // what the local part means, without quotes
    public int LocalLength;
    public int DomainStart;
    public int DomainLength;
    public bool IsValid;            // whether it has both parts (RFC 5228 §2.7.4)
}

/// <summary>
/// The header fields that tests look at, those of the message or of one part. A value is decoded when it is first asked for (RFC 5228 §2.7.2), and an address field taken
/// apart likewise; most values are plain, and stay where they are.
/// </summary>
internal sealed class MessageFields(OctetArena arena)
{
    private HeaderField[] _fields = new HeaderField[64];
    private State[] _states = new State[64];
    private FieldAddress[] _addresses = new FieldAddress[16];
    private int _addressCount;

    private enum Form : byte
    {
        Unknown,
        Plain,
        Decoded,
    }

    public int Count { get; private set; }

    /// <summary>Rises when the fields become others.</summary>
    public int Version { get; private set; }

    /// <summary>Takes the fields of a part; the arena must have been cleared, or go on to grow.</summary>
    public void Load(MimePart part)
    {
        Count = 0;
        _addressCount = 0;
        Version++;
        foreach (HeaderField field in part.Headers)
        {
            if (Count == _fields.Length)
            {
                Array.Resize(ref _fields, Count * 2);
                Array.Resize(ref _states, Count * 2);
            }

            _fields[Count] = field;
            _states[Count++] = default;
        }
    }

    /// <summary>Forgets the fields, so that nothing of the message is held.</summary>
    public void Clear()
    {
        _fields.AsSpan(0, Count).Clear();
        Count = 0;
        Version++;
    }

    public HeaderField FieldAt(int field) => _fields[field];

    public ReadOnlySpan<byte> NameOf(int field) => _fields[field].Name;

    /// <summary>The value in UTF-8: unfolded, encoded words decoded, without white space at its ends (RFC 5228 §5.7).</summary>
    public ReadOnlySpan<byte> ValueOf(int field)
    {
        ref State state = ref _states[field];
        if (state.Form == Form.Unknown)
        {
            Decode(field, ref state);
        }

        return state.Form == Form.Plain ? _fields[field].Value : arena[state.Start, state.Length];
    }

    /// <summary>The addresses of the value (RFC 5228 §5.1).</summary>
    public ReadOnlySpan<FieldAddress> AddressesOf(int field)
    {
        ref State state = ref _states[field];
        if (!state.HasAddresses)
        {
            state.HasAddresses = true;
            state.FirstAddress = _addressCount;
            foreach (Address address in _fields[field].Addresses)
            {
                if (address.Kind == AddressKind.Mailbox && !(address.LocalPart.IsEmpty && address.Domain.IsEmpty && address.DisplayName.IsEmpty))
                {
                    Add(address);
                }
            }

            if (_addressCount == state.FirstAddress && _fields[field].Value.IsEmpty)
            {
                // RFC 5228 §5.1: the field is there, and an address that is empty is all that it has.
                Add(default);
            }

            state.AddressCount = _addressCount - state.FirstAddress;
        }

        return _addresses.AsSpan(state.FirstAddress, state.AddressCount);
    }

    private void Decode(int field, ref State state)
    {
        ReadOnlySpan<byte> value = _fields[field].Value;
        if (value.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 && value.IndexOf("=?"u8) < 0)
        {
            state.Form = Form.Plain;
            return;
        }

        state.Start = arena.Count;
        HeaderText.Decode(value, arena);
        state.Length = arena.Count - state.Start;
        state.Form = Form.Decoded;

        // What was white space in an encoded word is white space at the ends too.
        ReadOnlySpan<byte> decoded = arena[state.Start, state.Length];
        state.Start += decoded.Length - decoded.TrimStart(" \t\r\n"u8).Length;
        state.Length = decoded.Trim(" \t\r\n"u8).Length;
    }

    private void Add(in Address address)
    {
        if (_addressCount == _addresses.Length)
        {
            Array.Resize(ref _addresses, _addressCount * 2);
        }

        ref FieldAddress added = ref _addresses[_addressCount++];
        added = default;
        added.IsValid = !address.LocalPart.IsEmpty && !address.Domain.IsEmpty;
        added.Start = arena.Count;
        if (IsPlain(address.LocalPart) && IsPlain(address.Domain))
        {
            added.LocalStart = arena.Append(address.LocalPart);
            added.LocalLength = address.LocalPart.Length;
            if (!address.Domain.IsEmpty)
            {
                arena.Append("@"u8);
                added.DomainStart = arena.Append(address.Domain);
                added.DomainLength = address.Domain.Length;
            }

            added.Length = arena.Count - added.Start;
            return;
        }

        _ = AppendText(address.GetAddress(), out added.Length);
        added.LocalStart = AppendText(address.GetLocalPart(), out added.LocalLength);
        added.DomainStart = AppendText(address.GetDomain(), out added.DomainLength);
    }

    // RFC 5322 §3.2.3: atoms and dots, which mean what they are.
    private static readonly SearchValues<byte> s_plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_+=!#$%&'*/?^`{|}~"u8);

    private static bool IsPlain(ReadOnlySpan<byte> part) => part.IndexOfAnyExcept(s_plain) < 0;

    private int AppendText(string text, out int length)
    {
        int start = arena.Count;
        length = Encoding.UTF8.GetBytes(text, arena.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        arena.Advance(length);
        return start;
    }

    private struct State
    {
        public Form Form;
        public bool HasAddresses;
        public int Start;
        public int Length;
        public int FirstAddress;
        public int AddressCount;
    }
}
