namespace Protocols.Imap.Server;

/// <summary>
/// How well a text fits words (RFC 6203 §3): all of what was asked for, as it stands, is best; then its words in any order, whole or without their ends.
/// </summary>
internal sealed class FuzzyMatch
{
    private const int ShortestStem = 5;

    private readonly Needle _whole;
    private readonly (Needle Word, Needle? Stem)[] _words;

    public FuzzyMatch(string text)
    {
        _whole = new Needle(text, Collation.UnicodeCasemap);
        _words =
        [
            .. text.Split([' ', '\t', ',', '.', ';', ':'], StringSplitOptions.RemoveEmptyEntries).Take(64).Select(static word =>
                (new Needle(word, Collation.UnicodeCasemap),
                word.Length >= ShortestStem ? new Needle(word[..^(word.Length > ShortestStem + 1 ? 2 : 1)], Collation.UnicodeCasemap) : null)),
        ];
    }

    /// <summary>A score from 1 to 100, or 0 for no match.</summary>
    public int Score(string text)
    {
        if (_whole.IsIn(text))
        {
            return 100;
        }

        int found = 0;
        foreach ((Needle word, Needle? stem) in _words)
        {
            found += word.IsIn(text) ? 10 : stem is not null && stem.IsIn(text) ? 7 : 0;
        }

        // Half of what was asked for has to be there.
        int most = _words.Length * 10;
        return found * 2 < most || most == 0 ? 0 : 1 + (found * 90 / most);
    }
}
