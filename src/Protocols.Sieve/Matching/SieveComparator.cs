namespace Protocols.Sieve;

/// <summary>By what two strings are compared (RFC 4790, RFC 5051).</summary>
internal enum SieveComparator
{
    /// <summary><c>i;octet</c>: octet by octet.</summary>
    Octet,

    /// <summary><c>i;ascii-casemap</c>: the letters of ASCII without regard to case; what holds where nothing is said (RFC 5228 §2.7.3).</summary>
    AsciiCasemap,

    /// <summary><c>i;ascii-numeric</c>: as decimal numbers without a sign.</summary>
    AsciiNumeric,

    /// <summary><c>i;unicode-casemap</c>: titlecased and decomposed.</summary>
    UnicodeCasemap,
}

/// <summary>How a value has to be to a key (RFC 5228 §2.7.1, RFC 5231 §4, draft-ietf-sieve-regex-01 §4).</summary>
internal enum SieveMatchType
{
    /// <summary><c>:is</c>: the same.</summary>
    Is,

    /// <summary><c>:contains</c>: the key is somewhere in the value.</summary>
    Contains,

    /// <summary><c>:matches</c>: the key is a pattern with <c>*</c> and <c>?</c>.</summary>
    Matches,

    /// <summary><c>:regex</c>: the key is an extended regular expression.</summary>
    Regex,

    /// <summary><c>:value</c>: in a relation to the key.</summary>
    Value,

    /// <summary><c>:count</c>: how many values there are is in a relation to the key.</summary>
    Count,
}

/// <summary>The relations of <c>:value</c> and <c>:count</c> (RFC 5231 §4).</summary>
internal enum SieveRelation
{
    Gt,
    Ge,
    Lt,
    Le,
    Eq,
    Ne,
}

/// <summary>The names that comparators and relations have in scripts, and what each comparator can.</summary>
internal static class SieveComparators
{
    /// <summary>The name as scripts have it.</summary>
    public static string NameOf(SieveComparator comparator) => comparator switch
    {
        SieveComparator.Octet => "i;octet",
        SieveComparator.AsciiCasemap => "i;ascii-casemap",
        SieveComparator.AsciiNumeric => "i;ascii-numeric",
        _ => "i;unicode-casemap",
    };

    /// <summary>Finds a comparator by its name, which has to be in the letter case of the registry (RFC 4790 §3.1).</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out SieveComparator comparator)
    {
        comparator = SieveComparator.AsciiCasemap;
        if (name.SequenceEqual("i;octet"u8))
        {
            comparator = SieveComparator.Octet;
        }
        else if (name.SequenceEqual("i;ascii-numeric"u8))
        {
            comparator = SieveComparator.AsciiNumeric;
        }
        else if (name.SequenceEqual("i;unicode-casemap"u8))
        {
            comparator = SieveComparator.UnicodeCasemap;
        }
        else
        {
            return name.SequenceEqual("i;ascii-casemap"u8);
        }

        return true;
    }

    /// <summary>Finds a relation by its name; letter case does not matter.</summary>
    public static bool TryFindRelation(ReadOnlySpan<byte> name, out SieveRelation relation)
    {
        relation = default;
        if (name.Length != 2)
        {
            return false;
        }

        (bool isKnown, relation) = ((char)(name[0] | 0x20), (char)(name[1] | 0x20)) switch
        {
            ('g', 't') => (true, SieveRelation.Gt),
            ('g', 'e') => (true, SieveRelation.Ge),
            ('l', 't') => (true, SieveRelation.Lt),
            ('l', 'e') => (true, SieveRelation.Le),
            ('e', 'q') => (true, SieveRelation.Eq),
            ('n', 'e') => (true, SieveRelation.Ne),
            _ => (false, default),
        };
        return isKnown;
    }

    /// <summary>
    /// Whether a comparator can be used with a match type: i;ascii-numeric knows no substrings (RFC 4790 §9.1, RFC 5228 §2.7.1) and has no
    /// normalisation for <c>:regex</c> (draft-ietf-sieve-regex-01 §5).
    /// </summary>
    public static bool Supports(SieveComparator comparator, SieveMatchType matchType) =>
        comparator != SieveComparator.AsciiNumeric || matchType is SieveMatchType.Is or SieveMatchType.Value or SieveMatchType.Count;
}
