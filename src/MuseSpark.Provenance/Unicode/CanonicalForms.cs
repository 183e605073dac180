using System.Globalization;

namespace MuseSpark.Provenance.Unicode;

/// <summary>The tables behind canonical equivalence: <c>canonical-forms.txt</c>, read once at first need.</summary>
internal sealed class CanonicalForms
{
    public static readonly CanonicalForms Table = new();

    private readonly Dictionary<int, byte> _classes = [];
    private readonly Dictionary<int, int[]> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];

    private CanonicalForms()
    {
        using var stream = typeof(CanonicalForms).Assembly.GetManifestResourceStream("canonical-forms.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#')) Read(line);
        }
    }

    /// <summary>The canonical combining class, 0 for a starter.</summary>
    public byte ClassOf(int rune) => _classes.GetValueOrDefault(rune);

    /// <summary>What the character stands for, one step down, or null when it stands for itself.</summary>
    public int[]? DecompositionOf(int rune) => _decompositions.GetValueOrDefault(rune);

    public bool TryCompose(int first, int second, out int composed) => _compositions.TryGetValue((first, second), out composed);

    private void Read(string line)
    {
        var sign = line.AsSpan().IndexOfAny(":=>");
        var left = line.AsSpan(0, sign);
        if (line[sign] == ':')
        {
            var dash = left.IndexOf('-');
            for (var rune = Hex(left[..dash]); rune <= Hex(left[(dash + 1)..]); rune++)
            {
                _classes[rune] = byte.Parse(line.AsSpan(sign + 1), CultureInfo.InvariantCulture);
            }
            return;
        }
        var parts = line[(sign + 1)..].Split(' ').Select(part => Hex(part)).ToArray();
        _decompositions[Hex(left)] = parts;
        if (line[sign] == '=') _compositions[(parts[0], parts[1])] = Hex(left);
    }

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
