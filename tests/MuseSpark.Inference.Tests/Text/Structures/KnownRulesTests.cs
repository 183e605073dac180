using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Tests.Text.Structures;

public class KnownRulesTests
{
    private readonly KnownRules _known = new(() => StructureWalk.TrieOf(StructureWalk.ByteLevel), StructureWalk.ByteLevel.VocabularySize);

    [Fact]
    public void The_same_rules_are_found_out_once()
    {
        Assert.Same(_known.WithoutAny(["cat", "dog"]), _known.WithoutAny(["cat", "dog"]));
        Assert.Same(_known.Of(TextStructure.Regex("a+")), _known.Of(TextStructure.Regex("a+")));
    }

    [Fact]
    public void Other_rules_are_others()
    {
        var cat = _known.WithoutAny(["cat"]);
        Assert.NotSame(cat, _known.WithoutAny(["cat", "dog"]));
        // However phrases are cut and notations are called, they are not taken for each other.
        foreach (var phrase in new[] { "a b", "a\0b", "a1 b" }) Assert.NotSame(_known.WithoutAny([phrase]), _known.WithoutAny(["a", "b"]));
        const string Rule = "root ::= \"a\"";
        Assert.NotSame(_known.Of(TextStructure.Regex(Rule)), _known.Of(TextStructure.Grammar(Rule)));
    }

    [Fact]
    public void Only_the_last_few_are_kept()
    {
        var first = _known.WithoutAny(["first"]);
        for (var i = 0; i < 3; i++) _known.WithoutAny([$"other {i}"]);
        Assert.Same(first, _known.WithoutAny(["first"]));
        for (var i = 0; i < 4; i++) _known.WithoutAny([$"another {i}"]);
        Assert.NotSame(first, _known.WithoutAny(["first"]));
    }
}
