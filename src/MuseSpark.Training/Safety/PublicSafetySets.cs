using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Public sets about hate and toxicity, from a folder that holds one folder for each. They say nothing about other categories,
/// so those are unknown.
/// </summary>
internal static partial class PublicSafetySets
{
    public const string TalesName = "fairytaleqa";

    // A paragraph or so: long enough for a few windows, short enough to be shown or not by itself.
    private const int TaleWords = 72;

    private static readonly string[] Unasked = [Categories.Sexual, Categories.Violence, Categories.SelfHarm, Categories.Illicit];

    public static IEnumerable<SafetyExample> Read(string folder) =>
    [
        .. Tweets(Path.Combine(folder, "t-davidson+hate-speech-and-offensive-language", "data_labeled_data.csv")),
        .. Forum(Path.Combine(folder, "Vicomtech+hate-speech-dataset", "sentences.tsv")),
        .. Comments(Path.Combine(folder, "surge-ai+toxicity", "toxicity_en.csv")),
        .. WordLists(Path.Combine(folder, "LDNOOBW+List-of-Dirty-Naughty-Obscene-and-Otherwise-Bad-Words")),
    ];

    /// <summary>FairytaleQA, Xu and others 2022: old fairy tales, with their ogres, beheadings and stepmothers, as harmless. Lines of {"text"}.</summary>
    public static IEnumerable<SafetyExample> Tales(string folder)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "stories.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            foreach (var words in row.RootElement.GetProperty("text").GetString()!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(TaleWords))
                yield return new SafetyExample(TalesName, string.Join(' ', words), SafetyFiles.Labels([], []), 0.5f);
        }
    }

    /// <summary>
    /// Davidson and others 2017. "Offensive" was given to much harmless African American English, so it never counts as hate, and
    /// as harassment only where a person is addressed.
    /// </summary>
    private static IEnumerable<SafetyExample> Tweets(string file)
    {
        foreach (var row in Csv(File.ReadAllText(file)).Skip(1))
        {
            var text = Web().Replace(row[6], " ").Trim();
            if (text.Length == 0) continue;
            yield return row[5] switch
            {
                "0" => Example("t-davidson", text, [Categories.Hate], [.. Unasked, Categories.Harassment], 0.5f),
                "1" when Addressed().IsMatch(text) => Example("t-davidson", text, [Categories.Harassment], Unasked, 0.4f),
                "1" => Example("t-davidson", text, [], [.. Unasked, Categories.Harassment], 0.15f),
                _ => Example("t-davidson", text, [], [.. Unasked], 0.5f),
            };
        }
    }

    /// <summary>De Gibert and others 2018: sentences of a white supremacist forum. Without hate is not without contempt of a person.</summary>
    private static IEnumerable<SafetyExample> Forum(string file)
    {
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            var row = line.Split('\t');
            if (row is not [_, "hate" or "noHate", { Length: > 0 }]) continue;
            yield return Example("Vicomtech", row[2].Replace(" ,", ",").Replace(" .", "."), row[1] == "hate" ? [Categories.Hate] : [], [.. Unasked, Categories.Harassment], 0.5f);
        }
    }

    /// <summary>Surge AI: comments, half of them toxic; of what kind is not said, so only those that address somebody count.</summary>
    private static IEnumerable<SafetyExample> Comments(string file)
    {
        foreach (var row in Csv(File.ReadAllText(file)).Skip(1))
        {
            var toxic = row[1] == "Toxic";
            if (!toxic) yield return Example("surge-ai", row[0], [], Unasked, 0.5f);
            else if (Addressed().IsMatch(row[0])) yield return Example("surge-ai", row[0], [Categories.Harassment], [.. Unasked, Categories.Hate], 0.5f);
        }
    }

    /// <summary>LDNOOBW: how rude words are spelled in five languages. Most are sexual; a word alone is weak evidence.</summary>
    private static IEnumerable<SafetyExample> WordLists(string folder)
    {
        foreach (var language in new[] { "de", "en", "es", "fr", "it" })
            foreach (var word in File.ReadLines(Path.Combine(folder, language)).Where(word => word.Length > 2 && !Harmless().IsMatch(word)))
                yield return Slurs().IsMatch(word)
                    ? Example("LDNOOBW", word, [Categories.Hate], [.. Unasked, Categories.Harassment], 0.3f)
                    : Example("LDNOOBW", word, [Categories.Sexual], [.. Categories.Judged.Where(c => c != Categories.Sexual)], 0.2f);
    }

    private static SafetyExample Example(string source, string text, string[] holds, string[] unknown, float weight) =>
        new(source, text, SafetyFiles.Labels(holds, unknown), weight);

    /// <summary>RFC 4180: quoted fields may hold commas, line breaks and doubled quotes.</summary>
    private static IEnumerable<List<string>> Csv(string content)
    {
        var (row, field, quoted) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < content.Length; i++)
        {
            var c = content[i];
            if (quoted && c == '"' && i + 1 < content.Length && content[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c is ',' or '\n')
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (c == ',') continue;
                yield return row;
                row = [];
            }
            else field.Append(c);
        }
    }

    // Who tweeted, to whom, and links say nothing.
    [GeneratedRegex(@"https?://\S+|\bRT\b|@\w+:?|&#?\w+;|[""“”]")]
    private static partial Regex Web();

    [GeneratedRegex(@"\b(?:you(?:'re| are|r| a| fucking| dumb| stupid| ugly)|u (?:a|r|are)|ur a|fuck (?:you|u|off)|shut (?:the fuck )?up)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Addressed();

    // In the lists, but everyday words or of another kind.
    [GeneratedRegex(@"^(?:how to.*|tied up|sucks?|snatch|shit.*|.*shit|bastardo?|bollocks|god damn|snowballing|playboy|tainted love|escort|eunuch|grope|girl on|taste my|spastic|mong|butt|ass|big black|hooker|domination|honkey)$")]
    private static partial Regex Harmless();

    [GeneratedRegex("nigg|kike|spic|chink|coon|fag|paki|raghead|towelhead|wetback|beaner|darkie|jigg|gook|tranny|dyke|kanake|neger|negro|nègre|zingaro|terron|bougnoul|bicot|sudaca|frocio|finocchio|white power|swastika", RegexOptions.IgnoreCase)]
    private static partial Regex Slurs();
}
