using System.Text.Json;
using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Tests.Corpus;

public sealed class MuseOriginalTests
{
    private static readonly IReadOnlyList<Document> Documents = [.. MuseOriginal.Read(new PromptWriter(Lexicon.Read(), new Random(1)))];

    [Theory]
    [InlineData("14-simple-days", MuseOriginal.SimpleSource), InlineData("16-two-nouns", MuseOriginal.StoriesSource), InlineData("19-simple-happenings", MuseOriginal.SimpleSource)]
    public void The_name_of_a_file_says_whether_its_stories_are_simple(string file, string source)
    {
        var stories = File.ReadLines(Path.Combine(Lexicon.DataFolder, "muse-original", file + ".jsonl")).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(row => row.GetProperty("kind").GetString() == "story").Select(row => PlainText.Normalize(row.GetProperty("text").GetString()!)).ToHashSet();
        var read = Documents.Where(document => stories.Contains(document.Text)).ToList();
        Assert.True(stories.Count > 100 && read.Count >= 3 * stories.Count, "Each story is read with three prompts.");
        Assert.All(read, document => Assert.Equal(source, document.Source));
    }

    [Fact]
    public void Every_story_and_most_parts_that_go_on_have_a_picture() =>
        Assert.True(Documents.Where(document => document.Kind is "story").All(document => document.Scene is not null) && Documents.Count(document => document is { Kind: "continue", Scene: not null }) > 1_400);
}
