using System.Text;

namespace Protocols.Fuzz.Mutation;

/// <summary>
/// Makes inputs of seeds: flips bits, puts tokens in, repeats, cuts and splices. The same seed gives the same inputs on every machine.
/// </summary>
public sealed class Mutator
{
    private const int LongestInput = 32 * 1024;

    private readonly Random _random;
    private readonly IReadOnlyList<byte[]> _seeds;
    private readonly byte[][] _words;
    private readonly List<byte> _work = [];

    /// <summary>Begins with a seed of chance.</summary>
    /// <param name="seeds">The inputs that others are made of; not empty.</param>
    /// <param name="words">Tokens, in Latin-1.</param>
    /// <param name="seed">Decides all that follows.</param>
    public Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, int seed)
    {
        _seeds = seeds;
        _words = [.. words.Select(Encoding.Latin1.GetBytes)];
        _random = new Random(seed);
    }

    /// <summary>Makes the next input.</summary>
    public byte[] Next()
    {
        _work.Clear();
        if (_random.Next(16) > 0)
        {
            _work.AddRange(Part(_random.Next(4) == 0 ? LongestInput : 2048));
        }

        int steps = 1 << _random.Next(7);
        for (int i = 0; i < steps; i++)
        {
            Step();
            if (_work.Count > LongestInput)
            {
                _work.RemoveRange(LongestInput, _work.Count - LongestInput);
            }
        }

        return [.. _work];
    }

    /// <summary>Three parts of an input, the middle of which is to be repeated: what costs more than its length shows itself so.</summary>
    public (byte[] Start, byte[] Middle, byte[] End) NextRepetition()
    {
        byte[] start = _random.Next(4) == 0 ? [] : Part(512).ToArray();
        byte[] middle = [.. Word()];
        for (int i = _random.Next(3); i > 0; i--)
        {
            middle = [.. middle, .. Word()];
        }

        return (start, middle, _random.Next(2) == 0 ? [] : Part(64).ToArray());
    }

    private void Step()
    {
        int place = _random.Next(_work.Count + 1);
        switch (_random.Next(12))
        {
            case 0 when place < _work.Count:
                _work[place] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when place < _work.Count:
                _work[place] = (byte)_random.Next(256);
                break;
            case 2:
                _work.InsertRange(place, Word());
                break;
            case 3:
                byte[] word = Word();
                int over = Math.Min(word.Length, _work.Count - place);
                _work.RemoveRange(place, over);
                _work.InsertRange(place, word);
                break;
            case 4:
                _work.RemoveRange(place, Math.Min(Length(), _work.Count - place));
                break;
            case 5 when _random.Next(4) == 0:
                _work.RemoveRange(place, _work.Count - place);
                break;
            case 6:
                byte[] copy = Slice(place, Length());
                _work.InsertRange(_random.Next(_work.Count + 1), copy);
                break;
            case 7:
                byte[] repeated = _random.Next(2) == 0 ? Word() : Slice(place, _random.Next(1, 16));
                for (int i = 1 << _random.Next(9); i > 0 && _work.Count < LongestInput; i--)
                {
                    _work.InsertRange(place, repeated);
                }

                break;
            case 8:
                _work.InsertRange(place, Part(Length()));
                break;
            case 9:
                int end = Math.Min(place + Length(), _work.Count);
                _work.Reverse(place, end - place);
                break;
            case 10 when place < _work.Count:
                _work[place] = _work[_random.Next(_work.Count)];
                break;
            default:
                _work.Insert(place, (byte)_random.Next(256));
                break;
        }
    }

    private byte[] Word() => _words[_random.Next(_words.Length)];

    private int Length() => _random.Next(1, 1 << _random.Next(1, 10));

    private byte[] Slice(int start, int length) => [.. _work.Skip(start).Take(length)];

    private ReadOnlySpan<byte> Part(int longest)
    {
        byte[] seed = _seeds[_random.Next(_seeds.Count)];
        int start = seed.Length <= longest || _random.Next(2) == 0 ? 0 : _random.Next(seed.Length - longest);
        return seed.AsSpan(start, Math.Min(longest, seed.Length - start));
    }
}
