using System.Text;

namespace MuseSpark.Provenance.Containers;

/// <summary>A start tag in the head of a page.</summary>
/// <param name="Start">Offset of its "&lt;" in the file.</param>
/// <param name="End">Offset after its "&gt;".</param>
/// <param name="Name">Its name in lower case.</param>
internal readonly record struct HtmlTag(int Start, int End, string Name)
{
    /// <summary>The value of an attribute, unescaped character references and all, or null.</summary>
    public string? Attribute(ReadOnlySpan<byte> file, string name)
    {
        var rest = file[(Start + 1 + Name.Length)..(End - 1)];
        while (true)
        {
            rest = rest.TrimStart(" \t\r\n\f/"u8);
            if (rest.IsEmpty) return null;
            var length = rest[1..].IndexOfAny(" \t\r\n\f/=>"u8) is >= 0 and var end ? end + 1 : rest.Length;
            var matches = Ascii.EqualsIgnoreCase(rest[..length], name);
            rest = rest[length..].TrimStart(" \t\r\n\f"u8);
            ReadOnlySpan<byte> value = [];
            if (rest is [(byte)'=', ..])
            {
                rest = rest[1..].TrimStart(" \t\r\n\f"u8);
                if (rest is [(byte)'"' or (byte)'\'', ..])
                {
                    var close = rest[1..].IndexOf(rest[0]);
                    if (close < 0) return null;
                    value = rest[1..(close + 1)];
                    rest = rest[(close + 2)..];
                }
                else
                {
                    var stop = rest.IndexOfAny(" \t\r\n\f"u8);
                    value = stop < 0 ? rest : rest[..stop];
                    rest = rest[value.Length..];
                }
            }
            if (matches) return System.Net.WebUtility.HtmlDecode(Encoding.UTF8.GetString(value));
        }
    }
}

/// <summary>
/// Walks the start tags of a page's head as bytes, up to <c>&lt;/head&gt;</c> or <c>&lt;body</c> (C2PA 2.4 section A.7.1.4).
/// Comments and the insides of scripts, styles and titles are no tags.
/// </summary>
internal ref struct HtmlHead(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private int _next;

    public HtmlTag Current { get; private set; }

    /// <summary>Offset of <c>&lt;/head&gt;</c>, or -1 when the walk has not met it.</summary>
    public int End { get; private set; } = -1;

    /// <summary>Offset of the end tag of the current script, style or title; the length of the file when there is none.</summary>
    public int ContentEnd { get; private set; }

    public bool MoveNext()
    {
        while (true)
        {
            var open = _file[_next..].IndexOf((byte)'<');
            if (open < 0) return false;
            var start = _next + open;
            if (_file[start..].StartsWith("<!--"u8))
            {
                // From the second character on: "<!-->" is a whole comment.
                var close = _file[(start + 2)..].IndexOf("-->"u8);
                if (close < 0) return false;
                _next = start + 2 + close + 3;
                continue;
            }
            if (IsTag(start, "</head"u8))
            {
                End = start;
                return false;
            }
            var first = start + 1 < _file.Length ? (char)_file[start + 1] : ' ';
            if (!char.IsAsciiLetter(first) && first is not ('/' or '!' or '?'))
            {
                _next = start + 1;
                continue;
            }
            var end = TagEnd(start);
            if (end < 0 || IsTag(start, "<body"u8)) return false;
            _next = end;
            if (!char.IsAsciiLetter(first)) continue;

            var nameLength = _file[(start + 1)..].IndexOfAny(" \t\r\n\f/>"u8);
            // No name that matters is longer, and a page must not make us build a string of its size.
            var name = nameLength > 16 ? "" : Encoding.ASCII.GetString(_file.Slice(start + 1, nameLength)).ToLowerInvariant();
            Current = new HtmlTag(start, end, name);
            if (name is "script" or "style" or "title" or "noscript" or "template") SkipContent(end, name);
            if (name.Length > 0) return true;
        }
    }

    private void SkipContent(int from, string name)
    {
        var endTag = Encoding.ASCII.GetBytes("</" + name);
        ContentEnd = _file.Length;
        for (var at = from; _file[at..].IndexOf("</"u8) is >= 0 and var found; at += found + 2)
        {
            if (!IsTag(at + found, endTag)) continue;
            ContentEnd = at + found;
            break;
        }
        _next = ContentEnd;
    }

    private readonly bool IsTag(int start, ReadOnlySpan<byte> tag)
    {
        var rest = _file[start..];
        return rest.Length > tag.Length && Ascii.EqualsIgnoreCase(rest[..tag.Length], tag)
            && (char)rest[tag.Length] is '>' or '/' or ' ' or '\t' or '\r' or '\n' or '\f';
    }

    /// <summary>Offset after the "&gt;" that closes the tag, quotes heeded; -1 when nothing closes it.</summary>
    private readonly int TagEnd(int start)
    {
        var at = start + 1;
        while (at < _file.Length)
        {
            var found = _file[at..].IndexOfAny("\"'>"u8);
            if (found < 0) return -1;
            at += found;
            if (_file[at] == (byte)'>') return at + 1;
            // A quote opens a value only after "=".
            var opens = _file[start..at].TrimEnd(" \t\r\n\f"u8) is [.., (byte)'='];
            var close = opens ? _file[(at + 1)..].IndexOf(_file[at]) : 0;
            if (close < 0) return -1;
            at += opens ? close + 2 : 1;
        }
        return -1;
    }
}
