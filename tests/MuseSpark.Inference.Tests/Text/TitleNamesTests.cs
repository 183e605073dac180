using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;

namespace MuseSpark.Inference.Tests.Text;

/// <summary>A title that lists names has each of them once.</summary>
public sealed class TitleNamesTests
{
    private static readonly Tokenizer Tokenizer = Tokenizer.Open(Path.Combine(RepositoryFiles.Models, "spark-text", "tokenizer.json"));

    [Theory]
    [InlineData("lion,", "lion", true)]
    [InlineData("lion,", "mouse", false)]
    [InlineData("wild horse,", "wild horse", true)]
    [InlineData("lion, mouse,", "mouse", true)]
    [InlineData("lion, mouse,", "lion", true)]
    [InlineData("lion, mouse", "lion", false)]
    [InlineData("lion, mouse:", "lion", false)]
    [InlineData("lion, mouse: race; lion,", "lion", true)]
    [InlineData("lion, mouse: race; lion,", "mouse", false)]
    [InlineData("lazy lion", "lion", false)]
    [InlineData("", "lion", false)]
    public void What_was_named_begins_no_further_name(string title, string next, bool isTaken)
    {
        var names = new TitleNames(Tokenizer);
        foreach (var id in Tokenizer.Encode(title)) names.Take(id);
        var logits = new float[Tokenizer.VocabularySize];
        names.Apply(logits);
        Assert.Equal(isTaken, float.IsNegativeInfinity(logits[Tokenizer.Encode(" " + next)[0]]));
    }

    [Fact]
    public void Nothing_else_is_taken_away()
    {
        var names = new TitleNames(Tokenizer);
        foreach (var id in Tokenizer.Encode("lion, mouse, honey,")) names.Take(id);
        var logits = new float[Tokenizer.VocabularySize];
        names.Apply(logits);
        Assert.Equal(3, logits.Count(float.IsNegativeInfinity));
    }
}
