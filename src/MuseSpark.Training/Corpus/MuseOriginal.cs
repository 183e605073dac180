using System.Text.Json;

namespace MuseSpark.Training.Corpus;

/// <summary>The project's own writing: every kind the product offers, with prompts as people type them and scene lines.</summary>
public static class MuseOriginal
{
    /// <summary>Stories told as richly as their authors liked.</summary>
    public const string StoriesSource = "muse-stories";

    /// <summary>Stories in the plain words of first readers: the files that say so in their names. A source of its own, so that it has a share of its own.</summary>
    public const string SimpleSource = "muse-simple";

    private sealed record Row(string Kind, string Prompt, string Text, string? Scene = null);

    public static IEnumerable<Document> Read(PromptWriter prompts)
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Lexicon.DataFolder, "muse-original"), "*.jsonl").Order(StringComparer.Ordinal))
        {
            var storySource = Path.GetFileName(file).Contains("-simple-", StringComparison.Ordinal) ? SimpleSource : StoriesSource;
            foreach (var line in File.ReadLines(file))
            {
                var row = JsonSerializer.Deserialize<Row>(line, JsonSerializerOptions.Web)!;
                var prompt = PlainText.Normalize(row.Prompt);
                // Only stories are illustrated; an empty scene is no scene.
                var scene = row.Kind is "story" or "continue" && !string.IsNullOrWhiteSpace(row.Scene) ? row.Scene.Trim().TrimEnd('.') : null;
                var document = new Document(row.Kind == "story" ? storySource : "muse-studio", row.Kind, PlainText.Normalize(row.Text), prompt, scene);
                yield return document;
                if (row.Kind != "story") continue;
                yield return document with { Prompt = Subject(prompt) is { } subject ? prompts.Ask(subject) : prompt };
                yield return document with { Prompt = prompts.ForStory(document.Text) ?? prompt };
            }
        }
    }

    /// <summary>"a fox in the snow" can be wrapped in a request; "Tell me about ..." is one already.</summary>
    private static string? Subject(string prompt) =>
        new[] { "a ", "an ", "the ", "two ", "three " }.Any(start => prompt.StartsWith(start, StringComparison.Ordinal)) ? prompt : null;
}
