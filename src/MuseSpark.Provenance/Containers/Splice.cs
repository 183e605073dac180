namespace MuseSpark.Provenance.Containers;

/// <summary>Edits to a file, collected and then made in one new array.</summary>
internal readonly ref struct Splice(ReadOnlySpan<byte> file)
{
    private readonly ReadOnlySpan<byte> _file = file;
    private readonly List<(int Start, int Length, byte[] Piece)> _edits = [];

    /// <summary>A copy of the file without its store.</summary>
    public static byte[] Without(ReadOnlyMemory<byte> file, FoundStore? store)
    {
        if (store is null) return file.ToArray();
        var result = new byte[file.Length - store.Place.Length];
        file.Span[..(int)store.Place.Start].CopyTo(result);
        file.Span[(int)store.Place.End..].CopyTo(result.AsSpan((int)store.Place.Start));
        return result;
    }

    /// <summary>A copy of the file with a gap of zeros for the caller to fill.</summary>
    public static byte[] Gap(ReadOnlySpan<byte> file, ByteRange place)
    {
        var result = new byte[file.Length + place.Length];
        file[..(int)place.Start].CopyTo(result);
        file[(int)place.Start..].CopyTo(result.AsSpan((int)place.End));
        return result;
    }

    /// <summary>Leaves bytes out. Edits must not overlap.</summary>
    public void Cut(int start, int length) => _edits.Add((start, length, []));

    /// <summary>Puts a piece before the byte at this offset.</summary>
    public void Insert(int at, byte[] piece) => _edits.Add((at, 0, piece));

    public void Replace(int start, int length, byte[] piece) => _edits.Add((start, length, piece));

    public byte[] ToArray()
    {
        // What is inserted comes before what is cut at the same place; the sort keeps the order of equals.
        var edits = _edits.OrderBy(edit => edit.Start).ThenBy(edit => edit.Length);
        var result = new byte[_file.Length + _edits.Sum(edit => edit.Piece.Length - edit.Length)];
        var (read, written) = (0, 0);
        foreach (var (start, length, piece) in edits)
        {
            _file[read..start].CopyTo(result.AsSpan(written));
            written += start - read;
            piece.CopyTo(result, written);
            written += piece.Length;
            read = start + length;
        }
        _file[read..].CopyTo(result.AsSpan(written));
        return result;
    }
}
