using System.Text.Encodings.Web;
using System.Text.Json;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Image;

/// <summary>words.json of a picture model: which words it was taught, and what is to become of others. All in lower case.</summary>
public sealed record WordsFile
{
    public const string Name = "words.json";

    private const int MaxWords = 60_000, MaxLength = 48;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Nouns that the model can draw, synonyms too, each with the plural that it was taught, or "".</summary>
    public required IReadOnlyDictionary<string, string> Things { get; init; }

    /// <summary>The other words of its captions, separated by commas: places, times, colours, relations, small words.</summary>
    public required string Words { get; init; }

    /// <summary>By taught word, the words that it stands in for, separated by commas.</summary>
    public required IReadOnlyDictionary<string, string> StandIns { get; init; }

    /// <summary>Things that it can't draw, separated by commas.</summary>
    public required string Undrawn { get; init; }

    /// <summary>Nouns for what nobody can see, such as "time"; they are passed over without a word.</summary>
    public required string Unseen { get; init; }

    /// <exception cref="ModelException">The file is missing, too large, damaged, or holds what is no word.</exception>
    public static WordsFile Read(string folder)
    {
        var file = JsonFile.Read<WordsFile>(Path.Combine(folder, Name));
        if (file.Things is null || file.Words is null || file.StandIns is null || file.Undrawn is null || file.Unseen is null)
            throw Bad("a list is null");
        string?[] lists = [file.Words, file.Undrawn, file.Unseen, .. file.StandIns.Values];
        var words = lists.SelectMany(list => Split(list ?? throw Bad("a list is null")))
            .Concat(file.Things.Keys).Concat(file.StandIns.Keys).Concat(file.Things.Values.Where(plural => plural != ""));
        var count = 0;
        foreach (var word in words)
        {
            if (!IsWord(word)) throw Bad("it holds something that is no English word in lower case");
            if (++count > MaxWords) throw Bad($"it has more than {MaxWords} words");
        }
        return file;
    }

    public void Write(string folder) => File.WriteAllText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, Json) + "\n");

    internal static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static bool IsWord(string? word) =>
        word is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(word[0])
        && word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is ' ' or '-' or '\'');

    private static ModelException Bad(string what) => new($"The model's {Name} can't be used: {what}. Copy the whole model folder again.");
}
