using System.Buffers;
using System.Xml;

namespace Protocols.Reports;

/// <summary>
/// Finds tags that are too long. The framework's reader of XML takes more than linear time for very many attributes or namespaces in one tag;
/// no report has such. One pass.
/// </summary>
internal static class XmlTags
{
    private static readonly SearchValues<char> s_stops = SearchValues.Create("<>\"'");

    /// <summary>Gives where the first tag begins that has more characters than the limit; −1 for none.</summary>
    public static int FindTooLong(ReadOnlySpan<char> xml, int limit)
    {
        int position = 0;
        while (xml[position..].IndexOf('<') is var found && found >= 0)
        {
            int start = position + found;
            ReadOnlySpan<char> rest = xml[start..];
            int length = rest.StartsWith("<!--") ? LengthTo(rest, "-->") : rest.StartsWith("<![CDATA[") ? LengthTo(rest, "]]>") : rest.StartsWith("<?") ? LengthTo(rest, "?>") : TagLength(rest);
            bool isTag = rest.Length > 1 && (rest[1] == '/' || XmlConvert.IsStartNCNameChar(rest[1]));
            if (isTag && length > limit)
            {
                return start;
            }

            position = start + length;
        }

        return -1;
    }

    private static int LengthTo(ReadOnlySpan<char> rest, string end) => rest.IndexOf(end) is var found && found >= 0 ? found + end.Length : rest.Length;

    // An angle bracket may stand in quotes (XML 1.0 §2.3); one that opens may stand in no tag, and begins another.
    private static int TagLength(ReadOnlySpan<char> rest)
    {
        int position = 1;
        while (rest[position..].IndexOfAny(s_stops) is var found && found >= 0)
        {
            position += found;
            switch (rest[position])
            {
                case '>':
                    return position + 1;
                case '<':
                    return position;
                case not '>' when !rest[..position].TrimEnd().EndsWith('='):
                    // No value begins here: an apostrophe in a text that some program did not escape.
                    position++;
                    break;
                default:
                    int close = rest[(position + 1)..].IndexOf(rest[position]);
                    if (close < 0)
                    {
                        return rest.Length;
                    }

                    position += close + 2;
                    break;
            }
        }

        return rest.Length;
    }
}
