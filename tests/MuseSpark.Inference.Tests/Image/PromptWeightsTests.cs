using CsCheck;
using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Tests.Image;

public class PromptWeightsTests
{
    /// <summary>By the rules that the summary of PromptWeights states; 1.21 is 1.1 squared.</summary>
    [Theory]
    [InlineData("a red fox", "a red fox=1")]
    [InlineData("a (red) fox", "a =1|red=1.1| fox=1")]
    [InlineData("a ((red)) fox", "a =1|red=1.21| fox=1")]
    [InlineData("[a] fox", "a=0.909| fox=1")]
    [InlineData("(red fox:1.3) (snow : 0.5)", "red fox=1.3| =1|snow =0.5")]
    [InlineData("(a (b:2) c)", "a =1.1|b=2.2| c=1.1")]
    [InlineData("(a [b])", "a =1.1|b=1")]
    [InlineData(@"\(seen\) \\ \x", @"(seen) \ \x=1")]
    [InlineData("(open to the end", "open to the end=1.1")]
    [InlineData("nothing) opened] this:1.2)", "nothing opened this:1.2)=1")]
    [InlineData("(a:9999)", "a=5")]
    [InlineData("time 10:30, (at 10:3)", "time 10:30, =1|at 10=3")]
    [InlineData("", "")]
    public void Brackets_say_how_much_words_count(string prompt, string expected)
    {
        Assert.Equal(expected, string.Join('|', PromptWeights.Read(prompt).Select(part => FormattableString.Invariant($"{part.Text}={Math.Round(part.Weight, 3)}"))));
    }

    [Fact]
    public void Any_text_is_read() => Gen.OneOf(new[] { "(", ")", "[", "]", ":", "\\", "1.1", "99999", " ", "fox" }.Select(Gen.Const).ToArray()).Array[0, 40].Sample(pieces =>
    {
        var read = PromptWeights.Read(string.Concat(pieces));
        Assert.All(read, part => Assert.InRange(part.Weight, 0, 5));
        Assert.Equal(pieces.Count(piece => piece == "fox"), read.Sum(part => part.Text.Split("fox").Length - 1));
    });

    /// <summary>Rows are multiplied, then all of it by sum before / sum after: (1 + 3 + 2 + 2) / (2 + 6 + 2 + 2) = 2/3.</summary>
    [Fact]
    public void The_mean_stays_what_it_was()
    {
        float[] states = [1, 3, 2, 2];
        PromptWeights.Apply(states, [2, 1]);
        Assert.All(states.Zip([4 / 3f, 4, 4 / 3f, 4 / 3f]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }
}
