using System.Net;
using System.Text.Json;

namespace MuseSpark.Training.Corpus;

/// <summary>
/// Readers of the public sources, one method each. The data folder is not part of the repository: README lists what belongs
/// in it and under which licence.
/// </summary>
public sealed class PublicSources(string folder, PromptWriter prompts, Random random)
{
    /// <summary>About 1,800 characters are 490 tokens: what fits into the model's context with its prompt.</summary>
    private const int PieceLength = 1700;

    private sealed record StoryRow(string Text, string? Prompt = null);
    private sealed record FableRow(string Character, string Setting, string Challenge, string Text, string Model);

    /// <summary>Short modern stories without prompts; each is used with two derived prompts.</summary>
    public IEnumerable<Document> TinyStories()
    {
        foreach (var row in Rows<StoryRow>("tinystories-fragments/stories.jsonl"))
        {
            var text = PlainText.Normalize(row.Text);
            if (text.Length < 200) continue;
            for (var i = 0; i < 2; i++)
                foreach (var piece in Pieces("tiny-stories", text, prompts.ForStory(text))) yield return piece;
        }
    }

    /// <summary>Fables with slots. The two weakest generators wander from their slots and are left out.</summary>
    public IEnumerable<Document> Fables()
    {
        foreach (var row in Rows<FableRow>("tinyfabulist-apache-mit/fables.jsonl"))
        {
            if (row.Model.Contains("SmolLM2", StringComparison.Ordinal) || row.Model == "Qwen/Qwen2.5-7B") continue;
            var text = PlainText.Normalize(row.Text);
            var subject = WebUtility.HtmlDecode(random.Next(3) switch
            {
                0 => $"{row.Character} in {row.Setting}",
                1 => $"{row.Character} in {row.Setting}: {row.Challenge}",
                _ => row.Character,
            });
            foreach (var piece in Pieces("fables", text, prompts.Ask(subject))) yield return piece;
        }
    }

    /// <summary>Picture books; the title is the prompt.</summary>
    public IEnumerable<Document> PictureBooks()
    {
        foreach (var file in new[] { "african-storybook/stories.jsonl", "pratham-storyweaver/stories.jsonl" })
            foreach (var row in Rows<StoryRow>(file))
            {
                var title = PlainText.Normalize(row.Prompt!);
                var prompt = random.Next(3) switch { 0 => title, 1 => $"a story called {title}", _ => prompts.ForStory(row.Text) ?? title };
                foreach (var piece in Pieces("picture-books", PlainText.Normalize(row.Text), prompt)) yield return piece;
            }
    }

    /// <summary>Old children's books of one tier (A simplest), cut at paragraph ends; their chapters have neither start nor end.</summary>
    public IEnumerable<Document> Books(string tier)
    {
        foreach (var line in File.ReadLines(Path.Combine(folder, "TIERS.tsv")).Skip(1))
        {
            var cells = line.Split('\t');
            if (cells[0] != tier) continue;
            var path = Path.Combine(folder, cells[1], cells[2]);
            if (!File.Exists(path) || !path.EndsWith(".txt", StringComparison.Ordinal)) continue;
            foreach (var piece in Cut(PlainText.Normalize(File.ReadAllText(path)))) yield return new($"books-{tier}", "story", piece, Whole: false);
        }
    }

    /// <summary>Poems with a title line; the title becomes the prompt.</summary>
    public IEnumerable<Document> Poems()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(folder, "gutenberg-poems"), "*.txt").Order())
        {
            if (file.EndsWith("SOURCE.txt", StringComparison.Ordinal)) continue;
            string? title = null;
            var stanzas = new List<string>();
            foreach (var block in PlainText.Paragraphs(PlainText.Normalize(File.ReadAllText(file))).Append("End"))
            {
                if (block.Contains('\n')) { stanzas.Add(block); continue; }
                if (title is { Length: < 50 } && stanzas.Count > 0 && Poem(title, stanzas) is { } poem) yield return poem;
                title = block;
                stanzas.Clear();
            }
        }
    }

    private Document? Poem(string title, List<string> stanzas)
    {
        var text = string.Join("\n\n", stanzas.TakeWhile((_, i) => stanzas.Take(i + 1).Sum(s => s.Length) < 1300));
        if (text.Length < 60) return null;
        var subject = title.Trim('.', ' ', '"').ToLowerInvariant();
        var prompt = random.Next(3) switch { 0 => $"a poem about {subject}", 1 => $"poem: {subject}", _ => subject };
        return new("old-poems", "poem", text, prompt);
    }

    /// <summary>A text that fits stays whole; a longer one becomes a first piece with the prompt and loose later pieces.</summary>
    private static IEnumerable<Document> Pieces(string source, string text, string? prompt)
    {
        var pieces = Cut(text).ToList();
        if (pieces.Count == 1)
        {
            yield return new(source, "story", text, prompt);
            yield break;
        }
        for (var i = 0; i < pieces.Count; i++) yield return new(source, "story", pieces[i], i == 0 ? prompt : null, Whole: false);
    }

    private static IEnumerable<string> Cut(string text)
    {
        var piece = "";
        foreach (var paragraph in PlainText.Paragraphs(text))
        {
            if (piece.Length > 0 && piece.Length + paragraph.Length > PieceLength) { yield return piece; piece = ""; }
            piece = piece.Length == 0 ? paragraph : $"{piece}\n\n{paragraph}";
            while (piece.Length > PieceLength)
            {
                var end = piece.LastIndexOf(". ", PieceLength, StringComparison.Ordinal) + 1;
                if (end <= 0) end = PieceLength;
                yield return piece[..end];
                piece = piece[end..].TrimStart();
            }
        }
        if (piece.Length > 0) yield return piece;
    }

    private IEnumerable<T> Rows<T>(string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(line => JsonSerializer.Deserialize<T>(line, JsonSerializerOptions.Web)!);
}
