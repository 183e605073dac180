using MuseSpark.Inference.Image;

namespace MuseSpark.Inference.Tests.Image;

public class PromptFactsTests
{
    private static readonly PromptFacts Facts = new(new Dictionary<string, string[]>
    {
        ["fox"] = ["thing", "fox"],
        ["bear"] = ["thing", "bear"],
        ["polar bear"] = ["thing", "polar bear"],
        ["t-shirt"] = ["thing", "shirt"],
        ["red"] = ["colour", "red"],
        ["blue"] = ["colour", "blue"],
        ["at night"] = ["time", "Night"],
        ["in the woods"] = ["place", "Forest"],
        ["broken"] = ["one word only"],
    });

    public static TheoryData<string, string[]> Prompts => new()
    {
        { "A red fox at night in the woods!", ["thing fox red", "time Night", "place Forest"] },
        { "a polar bear and a bear", ["thing polar bear", "thing bear"] },
        { "a blue t-shirt, a fox", ["thing shirt blue", "thing fox"] },
        { "the red, brave fox", ["thing fox red"] },
        { "fox fox fox", ["thing fox"] },
        { "a submarine", [] },
        { "broken", [] },
        { "", [] },
        { "\u0000\ud83e\udd8a", [] },
    };

    [Theory, MemberData(nameof(Prompts))]
    public void The_longest_phrase_counts_and_a_colour_belongs_to_the_thing_after_it(string prompt, string[] expected) =>
        Assert.Equal(expected, Facts.In(prompt).Select(fact => $"{fact.Kind} {fact.Answer} {fact.Colour}".TrimEnd()));
}
