using System.Text;
using System.Text.RegularExpressions;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Tokenizers;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Tests.Text.Structures;

public class TextStructureTests
{
    private static readonly string[] Patterns =
    [
        "a*b", "(a|b)*abb", "a{2,3}b{1}c{2,}", "[^a]b?", @"\d+(\.\d{1,2})?", "(ab|a)(bc|c)?", "^(a|bc)+$", "a.c", "[a-c1-2]+", "(a?){3}b", "((a*)*b)*", @"[\d\-ab]{1,3}",
        @"\u0061|\x62", "(?:a|)b", "a+?b", "[é-í]|日.?", @"\w\W ?",
    ];

    [Fact]
    public void An_expression_allows_the_texts_that_the_frameworks_matches()
    {
        var random = new SeededRandom(1);
        foreach (var pattern in Patterns)
        {
            var walk = new StructureWalk(TextStructure.Regex(pattern));
            var reference = new Regex($"^(?:{pattern})\\z", RegexOptions.CultureInvariant | (pattern.Any(c => c > 127) ? RegexOptions.None : RegexOptions.ECMAScript));
            for (var i = 0; i < 300; i++)
            {
                var text = string.Concat(Enumerable.Range(0, (int)(random.NextDouble() * 7)).Select(_ => "abcc12.- éì日本_"[(int)(random.NextDouble() * 14)]));
                Assert.True(reference.IsMatch(text) == walk.Allows(text), $"{pattern} on \"{text}\"");
            }
            for (ulong seed = 0; seed < 20; seed++)
                // The framework counts a character of two units as two.
                if (walk.Write(seed, most: 60) is { } written && !written.Any(char.IsSurrogate)) Assert.True(reference.IsMatch(written), $"{pattern} wrote \"{written}\"");
        }
    }

    [Theory]
    [InlineData("(?=a)b"), InlineData(@"(a)\1"), InlineData(@"\ba"), InlineData("(a"), InlineData("a)"), InlineData("[a"), InlineData("[b-a]"), InlineData("*a"), InlineData("a{3,2}")]
    [InlineData("a{9999}"), InlineData(@"\uD800"), InlineData("a^b"), InlineData("(?<n>a)"), InlineData(@"\p{L}"), InlineData("a**"), InlineData(@"\u{110000}"), InlineData(@"\x4")]
    public void An_expression_that_cant_be_followed_is_refused_with_a_sentence(string pattern) =>
        Assert.EndsWith(".", Assert.Throws<ModelException>(() => TextStructure.Regex(pattern)).Message);

    [Fact]
    public void A_grammar_may_hold_itself()
    {
        var walk = new StructureWalk(TextStructure.Grammar("""
            # sums in brackets
            root ::= sum ("=" [0-9]+)?
            sum  ::= part (("+" | "-") part)*
            part ::= [0-9]{1,3}
                   | "(" sum ")"
            """));
        Assert.All(["1", "12+3", "(1+(2-345))-6", "((((7))))=7"], text => Assert.True(walk.Allows(text), text));
        Assert.All(["", "1+", "(1", "1)", "1234", "1=", "()"], text => Assert.False(walk.Allows(text), text));
        for (ulong seed = 0; seed < 50; seed++)
            if (walk.Write(seed) is { } text) Assert.Equal(text.Count(c => c == '('), text.Count(c => c == ')'));
    }

    [Theory]
    [InlineData("root ::= root \"a\" | \"a\""), InlineData("root ::= a\na ::= b? root \"x\"\nb ::= \"y\""), InlineData("root ::= a"), InlineData("a ::= \"x\""), InlineData("root ::= \"a"), InlineData("root = \"a\"")]
    [InlineData("root ::= \"a\" root"), InlineData(""), InlineData("root ::= (\"a\""), InlineData("root ::= \"a\"\nroot ::= \"b\""), InlineData("root ::= (root)* \"a\"")]
    public void A_grammar_that_cant_be_followed_is_refused_with_a_sentence(string grammar) =>
        Assert.EndsWith(".", Assert.Throws<ModelException>(() => TextStructure.Grammar(grammar)).Message);

    [Fact]
    public void A_rule_that_ends_with_itself_is_a_list_of_any_length_and_one_within_itself_ends_in_time()
    {
        var list = new StructureWalk(TextStructure.Grammar("""root ::= "a" | "a," root """));
        Assert.True(list.Allows(string.Join(",", Enumerable.Repeat("a", 1000))));

        var nest = new StructureWalk(TextStructure.Grammar("""root ::= "(" root ")" | "x" """));
        var deepest = Enumerable.Range(1, 200).Last(depth => nest.Begins(new string('(', depth)));
        Assert.Equal(ByteAutomaton.MaxDepth, deepest);
        // What could be begun can be ended.
        Assert.True(nest.Allows($"{new string('(', deepest)}x{new string(')', deepest)}"));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void The_tokens_that_may_come_are_those_whose_bytes_may(bool byteLevel)
    {
        var tokenizer = byteLevel ? StructureWalk.ByteLevel : StructureWalk.ByteFallback;
        var walk = new StructureWalk(TextStructure.JsonSchema("""{"type":"object","properties":{"é🦊":{"type":"array","items":{"type":"string"}}},"required":["é🦊"]}"""), tokenizer);
        var at = walk.Sets.Start;
        foreach (var value in Encoding.UTF8.GetBytes("{\"é🦊\": [\"日本🦊\\u00e9\", \"the\"]}"))
        {
            Check(at, isFirst: false);
            at = walk.Sets.After(at, value)!;
        }
        Check(walk.Sets.Start, isFirst: true);
        Assert.True(at is { IsComplete: true, IsOver: true });

        void Check(StateSet set, bool isFirst) => Assert.Equal(
            Enumerable.Range(0, tokenizer.VocabularySize).Where(id => !tokenizer.IsSpecial(id)
                && (isFirst ? tokenizer.FirstBytesOf(id) : tokenizer.BytesOf(id)) is { IsEmpty: false } bytes && walk.Sets.After(set, bytes) is not null),
            walk.Fitting(set, isFirst));
    }

    [Fact]
    public void What_is_too_large_is_refused()
    {
        Assert.Throws<ModelException>(() => TextStructure.Regex("((a{1000}){1000}){1000}"));
        Assert.Throws<ModelException>(() => TextStructure.Regex("(a|b)*a(a|b){20}")); // a million states
        Assert.Throws<ModelException>(() => TextStructure.Regex(new string('(', 100) + new string(')', 100)));
        Assert.Throws<ModelException>(() => TextStructure.Regex(new string('a', 20_000)));
        Assert.Throws<ModelException>(() => TextStructure.Regex($"(({string.Concat(Enumerable.Repeat("()", 4_000))}){{2000}}){{2000}}")); // no state at all, twenty billion times
    }

    [Fact]
    public void Code_points_are_cut_into_the_bytes_of_their_utf8()
    {
        var random = new SeededRandom(3);
        for (var i = 0; i < 40; i++)
        {
            var ends = new[] { (int)(random.NextDouble() * (i % 2 == 0 ? 0x3000 : 0x10FFFF)), (int)(random.NextDouble() * (i % 2 == 0 ? 0x3000 : 0x10FFFF)) };
            var set = CodePoints.Of((ends.Min(), ends.Max()));
            var rows = set.Utf8().ToList();
            for (var j = 0; j < 200; j++)
            {
                var code = j switch { 0 => ends.Min(), 1 => ends.Max(), 2 => ends.Max() + 1, 3 => ends.Min() - 1, _ => (int)(random.NextDouble() * 0x10FFFF) };
                if (!Rune.IsValid(code)) continue;
                var bytes = Encoding.UTF8.GetBytes(new Rune(code).ToString());
                Assert.Equal(code >= ends.Min() && code <= ends.Max(), rows.Exists(row => row.Length == bytes.Length && row.Zip(bytes).All(p => p.Second >= p.First.First && p.Second <= p.First.Last)));
            }
        }
    }
}
