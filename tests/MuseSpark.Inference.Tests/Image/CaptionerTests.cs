using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Tests.Image;

public sealed class CaptionerTests
{
    private static readonly Captioner Captioner = new(new CriticLabels
    {
        Phrases = new()
        {
            ["number"] = new() { ["2"] = "two" },
            ["place"] = new() { ["Forest"] = "in the forest" },
            ["time"] = new() { ["Night"] = "at night" },
            ["style"] = new() { ["Pencil"] = "a pencil drawing of" },
            ["relation"] = new() { ["On"] = "on" },
        },
        Nouns = new() { ["mouse"] = new("mice"), ["bread"] = new(Mass: true), ["girl"] = new(Dressed: true) },
    });

    [Theory]
    [InlineData("actor=fox", "A fox.")]
    [InlineData("actor=owl", "An owl.")]
    [InlineData("actor=unicorn", "A unicorn.")]
    [InlineData("actor=owl its_colour=white its_size=small its_number=1", "A small white owl.")]
    [InlineData("actor=mouse its_number=2", "Two mice.")]
    [InlineData("actor=bread", "Bread.")]
    [InlineData("actor=girl its_colour=blue its_size=big", "A big girl in blue.")]
    [InlineData("actor=fox companion=mouse relation=On place=Forest time=Night", "A fox on a mouse in the forest at night.")]
    [InlineData("actor=fox companion=mouse relation=Beside", "A fox and a mouse.")]
    [InlineData("actor=fox companion=mouse third_thing=bread relation=On", "A fox, a mouse and bread.")]
    [InlineData("actor=fox style=Pencil", "A pencil drawing of a fox.")]
    [InlineData("actor=fox companion=mouse:0.4 its_colour=blue", "A fox.")]
    [InlineData("actor=fox:0.3 place=Forest", "Nothing that I know, in the forest.")]
    [InlineData("actor= place=Meadow time=Day", "I can't tell what this picture shows.")]
    public void What_is_seen_becomes_a_sentence(string seen, string sentence) => Assert.Equal(sentence, Captioner.Write([.. seen.Split(' ').Select(Fact)]));

    private static SeenFact Fact(string text)
    {
        var (question, answer) = (text.Split('=')[0].Replace('_', ' '), text.Split('=')[1].Split(':'));
        return new SeenFact(question, answer[0], answer.Length > 1 ? float.Parse(answer[1], System.Globalization.CultureInfo.InvariantCulture) : 0.9f);
    }
}
