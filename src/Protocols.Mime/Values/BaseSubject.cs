using System.Text;

namespace Protocols.Mime;

/// <summary>
/// The base subject of RFC 5256 §2.1: what is left of a subject without the marks that replies, forwards and lists put around it. Messages are sorted
/// and threaded by it. Linear in the subject, whatever it is.
/// </summary>
public static class BaseSubject
{
    /// <summary>Extracts the base subject.</summary>
    /// <param name="subject">The subject as text, encoded words decoded (<see cref="HeaderField.GetText"/>).</param>
    /// <param name="isReplyOrForward">Whether a mark of a reply or a forward was taken off (RFC 5256 §3, REFERENCES).</param>
    /// <returns>The base subject; may be empty.</returns>
    public static string Extract(ReadOnlySpan<char> subject, out bool isReplyOrForward)
    {
        string text = CollapseSpace(subject);
        Extraction extraction = new(text);
        extraction.Run();
        isReplyOrForward = extraction.IsReplyOrForward;
        return extraction.Rest.ToString();
    }

    // RFC 5256 §2.1 (1)
    private static string CollapseSpace(ReadOnlySpan<char> subject)
    {
        StringBuilder text = new(subject.Length);
        foreach (char c in subject)
        {
            if (c is not (' ' or '\t' or '\r' or '\n'))
            {
                text.Append(c);
            }
            else if (text.Length == 0 || text[^1] != ' ')
            {
                text.Append(' ');
            }
        }

        return text.ToString();
    }

    private ref struct Extraction(ReadOnlySpan<char> text)
    {
        // Up to here the text is known to be blobs that no mark of a reply follows: it need not be looked at again for each of them.
        private int _blobsSeen;
        private int _start;
        private ReadOnlySpan<char> _text = text;

        public bool IsReplyOrForward { get; private set; }

        public readonly ReadOnlySpan<char> Rest => _text[_start..];

        public void Run()
        {
            do
            {
                TakeTrailers();
                while (TakeLeader() || TakeBlob())
                {
                }
            }
            while (TakeForward());
        }

        // (2) subj-trailer
        private void TakeTrailers()
        {
            while (true)
            {
                if (Rest.EndsWith(' '))
                {
                    _text = _text[..^1];
                }
                else if (Rest.EndsWith("(fwd)", StringComparison.OrdinalIgnoreCase))
                {
                    _text = _text[..^5];
                    IsReplyOrForward = true;
                }
                else
                {
                    return;
                }
            }
        }

        // (3) subj-leader = (*subj-blob subj-refwd) / WSP
        private bool TakeLeader()
        {
            if (Rest.StartsWith(' '))
            {
                _start++;
                return true;
            }

            if (_start < _blobsSeen)
            {
                return false;
            }

            int at = _start;
            while (Blob(at) is var blob and > 0)
            {
                at += blob;
            }

            if (ReplyOrForward(at) is var mark and > 0)
            {
                _start = at + mark;
                IsReplyOrForward = true;
                return true;
            }

            _blobsSeen = at;
            return false;
        }

        // (4) A blob goes if anything is left without it.
        private bool TakeBlob()
        {
            int blob = Blob(_start);
            if (blob == 0 || _start + blob == _text.Length)
            {
                return false;
            }

            _start += blob;
            return true;
        }

        // (6)
        private bool TakeForward()
        {
            if (!Rest.StartsWith("[fwd:", StringComparison.OrdinalIgnoreCase) || !Rest.EndsWith(']'))
            {
                return false;
            }

            _start += 5;
            _text = _text[..^1];
            IsReplyOrForward = true;
            return true;
        }

        // subj-blob = "[" *BLOBCHAR "]" *WSP
        private readonly int Blob(int at)
        {
            ReadOnlySpan<char> rest = _text[at..];
            if (!rest.StartsWith('['))
            {
                return 0;
            }

            int end = rest[1..].IndexOfAny('[', ']') + 1;
            if (end == 0 || rest[end] != ']')
            {
                return 0;
            }

            end++;
            return end < rest.Length && rest[end] == ' ' ? end + 1 : end;
        }

        // subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":"
        private readonly int ReplyOrForward(int at)
        {
            ReadOnlySpan<char> rest = _text[at..];
            int length = rest.StartsWith("re", StringComparison.OrdinalIgnoreCase) ? 2
                : rest.StartsWith("fwd", StringComparison.OrdinalIgnoreCase) ? 3
                : rest.StartsWith("fw", StringComparison.OrdinalIgnoreCase) ? 2 : 0;
            if (length == 0)
            {
                return 0;
            }

            length += length < rest.Length && rest[length] == ' ' ? 1 : 0;
            length += Blob(at + length);
            return length < rest.Length && rest[length] == ':' ? length + 1 : 0;
        }
    }
}
