using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers.Algorithms;

namespace MuseSpark.Inference.Classification.Reading;

/// <summary>
/// The vocabulary of an encoder: whole words, and parts of words that follow others. A word is cut as <see cref="WordPieceModel"/> does.
/// </summary>
public sealed class WordPieces
{
    public const string FileName = "pieces.txt";

    /// <summary>What stands for nothing, for a character that isn't known, before a passage and behind it: the first four lines of the file.</summary>
    public const int Padding = 0, Unknown = 1, First = 2, Last = 3;

    private const string Continued = "##";
    private const int MostPieces = 1 << 16;

    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _id;
    private readonly WordPieceModel _model;

    public WordPieces(IReadOnlyList<string> pieces)
    {
        for (var i = Last + 1; i < pieces.Count; i++)
            if (!_ids.TryAdd(pieces[i], i)) throw new ModelException($"The classifier's {FileName} holds '{pieces[i]}' twice.");
        _id = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _model = new WordPieceModel(_ids, control: [], Unknown, Continued, maxCharacters: int.MaxValue);
        Count = pieces.Count;
    }

    public int Count { get; }

    /// <exception cref="ModelException">The file is missing or damaged.</exception>
    public static WordPieces Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file)) throw new ModelException($"The classifier's {FileName} is missing. Copy the whole model folder again.");
        var pieces = File.ReadAllLines(file);
        return pieces.Length is > Last + 1 and <= MostPieces ? new WordPieces(pieces) : throw new ModelException($"The classifier's {FileName} is damaged. Copy the whole model folder again.");
    }

    /// <summary>Adds the pieces of a word in lower case; of one that has a character without a piece, <see cref="Unknown"/> alone.</summary>
    public void Cut(string word, List<int> pieces) => _model.Encode(word, pieces);

    /// <summary>The piece of a sign that stands between words, or null.</summary>
    public int? Sign(char sign) => _id.TryGetValue([sign], out var piece) ? piece : null;
}
