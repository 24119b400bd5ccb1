using System.Globalization;
using System.Text;
using System.Xml;

namespace Protocols.Reports;

internal sealed partial class AggregateReportReader
{
    /// <summary>Goes through the elements in the one that the reader stands on, and past its end. Each call has to go past the element it is for.</summary>
    /// <param name="read">Reads one of them.</param>
    /// <param name="end">Is told that the end was come to, even if the XML breaks off right behind it.</param>
    private void ReadChildren(Action<string> read, Action? end = null)
    {
        if (_xml.IsEmptyElement)
        {
            end?.Invoke();
            _xml.Read();
            return;
        }

        int depth = _xml.Depth;
        _xml.Read();
        while (_xml.Depth > depth && !_xml.EOF)
        {
            if (_xml.NodeType == XmlNodeType.Element)
            {
                read(_xml.LocalName);
            }
            else
            {
                _xml.Read();
            }
        }

        end?.Invoke();
        _xml.Read();
    }

    /// <summary>The text of the element without white space at its ends. What elements in it say is of no account.</summary>
    private string ReadText() => ReadText(1);

    private void Skip() => ReadText(0);

    // Text is taken down to a number of levels; the reader comes to stand past the element.
    private string ReadText(int levels)
    {
        string name = _xml.LocalName;
        int depth = _xml.Depth;
        if (_xml.IsEmptyElement)
        {
            _xml.Read();
            return "";
        }

        StringBuilder text = new();
        _xml.Read();
        while (_xml.Depth > depth && !_xml.EOF)
        {
            if (_xml.Depth > _options.MaxDepth)
            {
                _isTooDeep = true;
                throw new XmlException("Too deep.");
            }

            bool isText = _xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace;
            if (isText && _xml.Depth <= depth + levels)
            {
                Append(text, name);
            }

            _xml.Read();
        }

        _xml.Read();
        return text.ToString().Trim();
    }

    private void Append(StringBuilder text, string name)
    {
        string value = _xml.Value;
        int room = _options.MaxTextLength - text.Length;
        if (value.Length > room)
        {
            _log.Add(ReportDefectCode.TextLimit, name, Line);
            value = value[..Math.Max(room, 0)];
        }

        text.Append(value);
    }

    private void AddExtension(List<AggregateExtension> extensions)
    {
        string space = _xml.NamespaceURI;
        string name = _xml.LocalName;
        Add(extensions, new AggregateExtension(space, name, ReadText(_options.MaxDepth)), name);
    }

    private T ReadWord<T>(string name, Func<string, T> find)
        where T : struct
    {
        T value = find(ReadText());
        if (EqualityComparer<T>.Default.Equals(value, default))
        {
            _log.Add(ReportDefectCode.UnknownValue, name, Line);
        }

        return value;
    }

    // An empty element says as much as none.
    private T? ReadOptionalWord<T>(string name, Func<string, T> find)
        where T : struct
    {
        string word = ReadText();
        if (word.Length == 0)
        {
            return null;
        }

        T value = find(word);
        if (EqualityComparer<T>.Default.Equals(value, default))
        {
            _log.Add(ReportDefectCode.UnknownValue, name, Line);
        }

        return value;
    }

    private bool? ReadChoice(string name, string yes, string no)
    {
        string word = ReadText();
        bool isYes = word.Equals(yes, StringComparison.OrdinalIgnoreCase);
        if (!isYes && word.Length > 0 && !word.Equals(no, StringComparison.OrdinalIgnoreCase))
        {
            _log.Add(ReportDefectCode.UnknownValue, name, Line);
            return null;
        }

        return word.Length == 0 ? null : isYes;
    }

    private long? ReadNumber(string name, long most)
    {
        string text = ReadText();
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most)
        {
            return number;
        }

        _log.Add(ReportDefectCode.MalformedValue, name, Line);
        return null;
    }

    private void Add<T>(List<T> list, T item, string name)
    {
        if (list.Count < _options.MaxListItems)
        {
            list.Add(item);
        }
        else
        {
            _log.Add(ReportDefectCode.ListLimit, name, Line);
        }
    }

    private void Require(object? value, string name)
    {
        if (value is null)
        {
            _log.Add(ReportDefectCode.Missing, name, Line);
        }
    }

    private void NoteRepetition(object? value, string name)
    {
        if (value is not null)
        {
            _log.Add(ReportDefectCode.Repeated, name, Line);
        }
    }
}
