using System.Text;
using Protocols.Mime;

namespace Protocols.Sieve;

/// <summary>
/// What <c>header</c>, <c>address</c> and <c>exists</c> do where they have tags: of parts (RFC 5703 §4), of one of several fields (RFC 5260 §6), and of lists (RFC
/// 6134 §2.2).
/// </summary>
internal static class TaggedTests
{
    /// <summary>The position of the keys.</summary>
    public const int Keys = 1;

    /// <summary>Looks at the tags when a script is compiled.</summary>
    public static void Check(Binder binder, BoundCall call)
    {
        if (!call.HasOptions)
        {
            return;
        }

        MimeTags.Check(binder, call);
        _ = FieldIndex.Check(binder, call);
        if (call.Definition.Parameters.Length > Keys)
        {
            ListExtension.Check(binder, call, Keys);
        }
    }

    /// <summary><c>header</c>.</summary>
    public static SieveOutcome Header(SieveRun run, SieveOperands operands)
    {
        Gathering values = new(run, operands);
        MimeHeaderOption option = (MimeHeaderOption)operands.Code(MimeTags.Element);
        foreach (HeaderField field in Fields(run, operands))
        {
            if (option == MimeHeaderOption.Param)
            {
                foreach (string name in operands.Texts(MimeTags.Element) ?? [])
                {
                    if (MimeHeaderElements.TryGetParameter(field, Encoding.UTF8.GetBytes(name), out string parameter))
                    {
                        values.Add(Encoding.UTF8.GetBytes(parameter));
                    }
                }
            }
            else if (option != MimeHeaderOption.None)
            {
                if (MimeHeaderElements.TryGet(field, option, out string element))
                {
                    values.Add(Encoding.UTF8.GetBytes(element));
                }
            }
            else
            {
                values.Add(Encoding.UTF8.GetBytes(field.GetText().Trim()));
            }
        }

        return values.Finish();
    }

    /// <summary><c>address</c>.</summary>
    public static SieveOutcome Address(SieveRun run, SieveOperands operands)
    {
        Gathering values = new(run, operands);
        SieveAddressPart part = operands.Instruction.Part;
        foreach (HeaderField field in Fields(run, operands))
        {
            foreach (Address address in field.Addresses)
            {
                if (address.Kind != AddressKind.Mailbox || (address.LocalPart.IsEmpty && address.Domain.IsEmpty && address.DisplayName.IsEmpty))
                {
                    continue;
                }

                bool isWhole = !address.LocalPart.IsEmpty && !address.Domain.IsEmpty;
                ReadOnlySpan<byte> value = Encoding.UTF8.GetBytes(part switch
                {
                    SieveAddressPart.All => address.GetAddress(),
                    SieveAddressPart.Domain => address.GetDomain(),
                    _ => address.GetLocalPart(),
                });
                if (operands.IsCount || part == SieveAddressPart.All || (isWhole && run.TryCut(part, ref value)))
                {
                    values.Add(value);
                }
            }
        }

        return values.Finish();
    }

    /// <summary><c>exists</c>: each name has to be in one of the parts.</summary>
    public static SieveOutcome Exists(SieveRun run, SieveOperands operands)
    {
        (int first, int end) = MimeTags.Parts(run, operands);
        for (int i = 0; i < operands.Count(0); i++)
        {
            ReadOnlySpan<byte> name = operands.OctetsAt(0, i);
            bool isThere = false;
            for (int part = first; part < end && !isThere; part++)
            {
                isThere = !name.IsEmpty && run.Message.GetPart(part).TryGetHeader(name, out _);
            }

            if (!isThere)
            {
                return SieveOutcome.False;
            }
        }

        return SieveOutcome.True;
    }

    // All fields of the names, in the order of the names (RFC 5260 §6), part by part, or the one of them that :index names.
    private static List<HeaderField> Fields(SieveRun run, SieveOperands operands)
    {
        List<HeaderField> fields = [];
        (int first, int end) = MimeTags.Parts(run, operands);
        for (int part = first; part < end; part++)
        {
            for (int i = 0; i < operands.Count(0); i++)
            {
                ReadOnlySpan<byte> name = operands.OctetsAt(0, i);
                foreach (HeaderField field in run.Message.GetPart(part).Headers)
                {
                    if (Ascii.EqualsIgnoreCase(field.Name, name))
                    {
                        fields.Add(field);
                    }
                }
            }
        }

        int index = FieldIndex.Of(operands);
        if (index == 0)
        {
            return fields;
        }

        int place = FieldIndex.PlaceIn(index, fields.Count);
        return place < 0 ? [] : [fields[place]];
    }

    /// <summary>Matches values as they come, counts them, or gathers them for the question whether one is in a list.</summary>
    private ref struct Gathering
    {
        private readonly SieveOperands _operands;
        private readonly SieveRun _run;
        private readonly ListQuestion? _question;
        private long _count;
        private bool _isMatch;

        public Gathering(SieveRun run, SieveOperands operands)
        {
            _run = run;
            _operands = operands;
            _question = operands.Has(ListExtension.List) ? ListQuestion.Begin(run) : null;
        }

        public void Add(ReadOnlySpan<byte> value)
        {
            _count++;
            if (_question is not null)
            {
                _question.Add(value);
            }
            else if (!_isMatch && !_operands.IsCount)
            {
                _isMatch = _operands.Match(value, Keys);
            }
        }

        public readonly SieveOutcome Finish() => _question is not null ? _question.Ask(_run, _operands, Keys)
            : _isMatch || (_operands.IsCount && _operands.MatchCount(_count, Keys)) ? SieveOutcome.True
            : SieveOutcome.False;
    }
}
