using System.Text;

namespace Protocols.Sieve;

/// <content>The tests that most scripts are made of (RFC 5228 §5).</content>
public sealed partial class SieveRun
{
    private MessageFields? _fields;

    /// <summary>The header fields that tests look at.</summary>
    internal MessageFields Fields => _fields ??= new MessageFields(_arena);

    /// <summary>Gives the first field of a name, which is a string of the script that runs; −1 for none.</summary>
    internal int FirstField(int name)
    {
        ref SieveString text = ref _frame.Tables.Strings[name];
        if (!text.IsTemplate)
        {
            return text.Name < 0 ? -1 : _frame.FirstField(text.Name, Fields);
        }

        return FindField(OctetsOf(name), 0);
    }

    /// <summary>Gives the next field of the same name; −1 for none.</summary>
    internal int NextField(int name, int field) =>
        _frame.Tables.Strings[name].IsTemplate ? FindField(OctetsOf(name), field + 1) : _frame.NextField(field);

    /// <summary>Gives the part of an address that a test looks at; false where the address has none (RFC 5228 §2.7.4, RFC 5233 §4).</summary>
    internal bool TryGetPart(SieveAddressPart part, in FieldAddress address, out ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> local = _arena[address.LocalStart, address.LocalLength];
        value = part switch
        {
            SieveAddressPart.All => _arena[address.Start, address.Length],
            SieveAddressPart.Domain => _arena[address.DomainStart, address.DomainLength],
            _ => local,
        };
        return part == SieveAddressPart.All || (address.IsValid && TryCut(part, ref value));
    }

    /// <summary>Takes user or detail of a local part (RFC 5233 §4); other parts stay as they are.</summary>
    internal bool TryCut(SieveAddressPart part, ref ReadOnlySpan<byte> local)
    {
        if (part is not (SieveAddressPart.User or SieveAddressPart.Detail))
        {
            return true;
        }

        int at = local.IndexOfAny(Options.Delimiters);
        if (part == SieveAddressPart.User)
        {
            local = at < 0 ? local : local[..at];
            return true;
        }

        local = at < 0 ? default : local[(at + 1)..];
        return at >= 0;
    }

    private int FindField(ReadOnlySpan<byte> name, int start)
    {
        for (int field = start; field < Fields.Count; field++)
        {
            if (!name.IsEmpty && Ascii.EqualsIgnoreCase(Fields.NameOf(field), name))
            {
                return field;
            }
        }

        return -1;
    }

    // RFC 5228 §5.7
    private bool TestHeader(in SieveInstruction instruction)
    {
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand, 4);
        (int names, int firstName, int keys, int firstKey) = (operand[0], operand[1], operand[2], operand[3]);
        bool isCount = instruction.Match == SieveMatchType.Count;
        long count = 0;
        for (int name = firstName; name < firstName + names; name++)
        {
            for (int field = FirstField(name); field >= 0; field = NextField(name, field))
            {
                if (isCount)
                {
                    count++;
                }
                else if (MatchKeys(instruction, Fields.ValueOf(field), firstKey, keys))
                {
                    return true;
                }
            }
        }

        return isCount && MatchCount(instruction, count, firstKey, keys);
    }

    // RFC 5228 §5.1
    private bool TestAddress(in SieveInstruction instruction)
    {
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand, 4);
        (int names, int firstName, int keys, int firstKey) = (operand[0], operand[1], operand[2], operand[3]);
        bool isCount = instruction.Match == SieveMatchType.Count;
        long count = 0;
        for (int name = firstName; name < firstName + names; name++)
        {
            for (int field = FirstField(name); field >= 0; field = NextField(name, field))
            {
                foreach (ref readonly FieldAddress address in Fields.AddressesOf(field))
                {
                    if (isCount)
                    {
                        count++;
                    }
                    else if (TryGetPart(instruction.Part, address, out ReadOnlySpan<byte> value) && MatchKeys(instruction, value, firstKey, keys))
                    {
                        return true;
                    }
                }
            }
        }

        return isCount && MatchCount(instruction, count, firstKey, keys);
    }

    // RFC 5228 §5.5
    private bool TestExists(in SieveInstruction instruction)
    {
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand, 2);
        for (int name = operand[1]; name < operand[1] + operand[0]; name++)
        {
            if (FirstField(name) < 0)
            {
                return false;
            }
        }

        return true;
    }

    // RFC 5228 §5.9
    private bool TestSize(in SieveInstruction instruction)
    {
        // One parameter, then the mask, then the tag.
        ReadOnlySpan<int> operand = _frame.Tables.Operands.AsSpan(instruction.Operand, 4);
        long limit = NumberAt(operand[1]);
        return operand[3] == SizeTest.Over ? _message.Length > limit : _message.Length < limit;
    }
}
