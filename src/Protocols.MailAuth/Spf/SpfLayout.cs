namespace Protocols.MailAuth.Spf;

/// <summary>What has to be known of a whole record before its first term is looked at.</summary>
internal struct SpfLayout
{
    public bool HasAll;
    public SpfTerm? Redirect;
    public SpfTerm? Explanation;

    // The first term that cannot be read, or that is there once too often.
    public SpfTerm? Malformed;

    // Behind the networks at the front that the client is not in; 0 if there are none.
    public int Passed;

    public static SpfLayout Of(ReadOnlySpan<byte> record, in SpfAddress client)
    {
        SpfLayout layout = default;
        bool passes = true;
        SpfTermReader reader = new(record);
        while (reader.Read(out SpfTerm term, out bool isMalformed))
        {
            // RFC 7208 §6: redirect and exp at most once each.
            isMalformed |= term.Kind == SpfTermKind.Redirect && layout.Redirect is not null;
            isMalformed |= term.Kind == SpfTermKind.Explanation && layout.Explanation is not null;
            if (isMalformed)
            {
                layout.Malformed = term;
                return layout;
            }

            passes = passes && (term.Kind is SpfTermKind.Ip4 or SpfTermKind.Ip6) && !client.IsInNetworkOf(term);
            layout.Passed = passes ? reader.Position : layout.Passed;
            layout.HasAll |= term.Kind == SpfTermKind.All;
            layout.Redirect = term.Kind == SpfTermKind.Redirect ? term : layout.Redirect;
            layout.Explanation = term.Kind == SpfTermKind.Explanation ? term : layout.Explanation;
        }

        return layout;
    }

    /// <summary>Goes on to the next mechanism of a record that is well formed.</summary>
    public static bool NextMechanism(ReadOnlySpan<byte> record, ref int position, out SpfTerm term)
    {
        SpfTermReader reader = position == 0 ? new SpfTermReader(record) : new SpfTermReader(record, position);
        while (reader.Read(out term, out _))
        {
            if (term.IsMechanism)
            {
                position = reader.Position;
                return true;
            }
        }

        return false;
    }
}
