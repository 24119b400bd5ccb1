using System.Buffers;
using System.Text;

namespace Protocols.Text;

/// <summary>Makes the object for a component that begins.</summary>
/// <param name="name">The name behind <c>BEGIN:</c>, in capitals.</param>
/// <param name="parent">The component around it, null for none.</param>
public delegate ContentComponent ContentComponentFactory(ReadOnlySpan<byte> name, ContentComponent? parent);

/// <summary>What reading gave: the components that lie in no other, and what was wrong.</summary>
/// <param name="Components">The components.</param>
/// <param name="Defects">What was wrong, in the order of its places; at most <see cref="ContentTreeOptions.MaxDefects"/>.</param>
public sealed record ContentTree(IReadOnlyList<ContentComponent> Components, IReadOnlyList<ContentLineDefect> Defects)
{
    /// <summary>Reads components: leniently, whatever the octets are, in time linear in them.</summary>
    /// <param name="source">The input. It is kept, not copied, so it must not change while the components are used.</param>
    /// <param name="factory">Makes the objects.</param>
    /// <param name="options">How to read; <see cref="ContentTreeOptions.Default"/> unless given.</param>
    public static ContentTree Read(ReadOnlyMemory<byte> source, ContentComponentFactory factory, ContentTreeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        using Reading reading = new(source, factory, options ?? ContentTreeOptions.Default);
        return reading.Run();
    }

    /// <summary>Gives the name of a component in capitals.</summary>
    internal static string Capitals(ReadOnlySpan<byte> name) => Encoding.UTF8.GetString(name).ToUpperInvariant();

    private sealed class Reading : IDisposable
    {
        private readonly List<ContentComponent> _roots = [];
        private readonly List<ContentLineDefect> _defects = [];
        private readonly ContentComponentFactory _factory;
        private readonly ContentTreeOptions _options;
        private readonly ContentSource _source;
        private readonly (ContentComponent Component, int Rows)[] _open;
        private ContentRow[] _rows = ArrayPool<ContentRow>.Shared.Rent(256);
        private int _rowCount;
        private int _depth;
        private int _skipped;
        private int _components;
        private int _properties;

        public Reading(ReadOnlyMemory<byte> source, ContentComponentFactory factory, ContentTreeOptions options)
        {
            (_factory, _options) = (factory, options);
            _open = new (ContentComponent, int)[options.MaxDepth];
            int nul = source.Span.IndexOf((byte)0);
            if (nul >= 0)
            {
                // No content line can carry it, and every component shares these octets.
                byte[] clean = new byte[source.Length];
                int length = 0;
                foreach (byte octet in source.Span)
                {
                    if (octet != 0)
                    {
                        clean[length++] = octet;
                    }
                }

                source = clean.AsMemory(0, length);
                Tell(ContentLineDefectCode.NulOctet, nul);
            }

            _source = new ContentSource(source);
        }

        public ContentTree Run()
        {
            using ContentLineReader reader = new(_source.Octets.Span, _options.Lines);
            while (reader.Read())
            {
                if (reader.Defect != ContentLineDefectCode.None)
                {
                    Tell(reader.Defect, reader.Position);
                    if (reader.IsPassedOver)
                    {
                        continue;
                    }
                }

                ReadOnlySpan<byte> name = reader.Name;
                if (name.Length == 5 && Ascii.EqualsIgnoreCase(name, "BEGIN"u8))
                {
                    Begin(reader.Value.TrimEnd(" \t"u8), reader.Position);
                }
                else if (name.Length == 3 && Ascii.EqualsIgnoreCase(name, "END"u8))
                {
                    End(reader.Value.TrimEnd(" \t"u8), reader.Position);
                }
                else
                {
                    Add(in reader);
                }
            }

            while (_depth > 0)
            {
                Tell(ContentLineDefectCode.UnclosedComponent, reader.Position);
                Close();
            }

            return new ContentTree(_roots, _defects);
        }

        public void Dispose() => ArrayPool<ContentRow>.Shared.Return(_rows);

        private void Add(in ContentLineReader reader)
        {
            if (_skipped > 0)
            {
                return;
            }

            if (_depth == 0)
            {
                Tell(ContentLineDefectCode.OutsideComponent, reader.Position);
                return;
            }

            if (_properties == _options.MaxProperties)
            {
                Tell(ContentLineDefectCode.PropertyLimit, reader.Position);
                return;
            }

            _properties++;
            if (_rowCount == _rows.Length)
            {
                ContentRow[] more = ArrayPool<ContentRow>.Shared.Rent(_rows.Length * 2);
                _rows.AsSpan(0, _rowCount).CopyTo(more);
                ArrayPool<ContentRow>.Shared.Return(_rows);
                _rows = more;
            }

            _rows[_rowCount++] = new ContentRow
            {
                Start = reader.Position,
                RawLength = reader.RawLength,
                ValueStart = reader.ValueStart,
                NameStart = (byte)reader.NameStart,
                NameLength = (byte)reader.NameLength,
                Joining = reader.Joining,
            };
        }

        private void Begin(ReadOnlySpan<byte> name, int position)
        {
            if (_skipped > 0 || _depth == _options.MaxDepth || _components == _options.MaxComponents)
            {
                if (_skipped == 0)
                {
                    Tell(_depth == _options.MaxDepth ? ContentLineDefectCode.DepthLimit : ContentLineDefectCode.ComponentLimit, position);
                }

                _skipped++;
                return;
            }

            if (name.IsEmpty || name.ContainsAnyExcept(s_nameOctets))
            {
                Tell(ContentLineDefectCode.MalformedName, position);
                return;
            }

            if (name.Length > _options.Lines.MaxNameLength)
            {
                Tell(ContentLineDefectCode.NameLimit, position);
                return;
            }

            _components++;
            ContentComponent? parent = _depth == 0 ? null : _open[_depth - 1].Component;
            ContentComponent component = _factory(name, parent);
            if (parent is null)
            {
                _roots.Add(component);
            }
            else
            {
                component.PropertiesBefore = _rowCount - _open[_depth - 1].Rows;
                parent.Components.Add(component);
            }

            _open[_depth++] = (component, _rowCount);
        }

        private void End(ReadOnlySpan<byte> name, int position)
        {
            if (_skipped > 0)
            {
                _skipped--;
                return;
            }

            int level = _depth - 1;
            while (level >= 0 && !Ascii.EqualsIgnoreCase(name, _open[level].Component.Name))
            {
                level--;
            }

            if (level < 0)
            {
                Tell(ContentLineDefectCode.UnmatchedEnd, position);
                return;
            }

            while (_depth - 1 > level)
            {
                Tell(ContentLineDefectCode.UnclosedComponent, position);
                Close();
            }

            Close();
        }

        private void Close()
        {
            (ContentComponent component, int rows) = _open[--_depth];
            component.Take(_source, _rows.AsSpan(rows, _rowCount - rows));
            _rowCount = rows;
        }

        private void Tell(ContentLineDefectCode code, int position)
        {
            if (_defects.Count < _options.MaxDefects)
            {
                _defects.Add(new ContentLineDefect(code, position));
            }
        }

        private static readonly SearchValues<byte> s_nameOctets = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"u8);
    }
}
