using System.Text;
using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Tests.Text.Structures;

public class BannedPhrasesTests
{
    [Theory]
    [InlineData("ass", "assess", false), InlineData("ass", "a class", true), InlineData("ass", "an ASS", false), InlineData("ass", "\u2014ass", false), InlineData("red fox", "red\n  Fox", false)]
    [InlineData("red fox", "red foe", true), InlineData("don't", "I DON\u2019T", false), InlineData("\u65E5\u672C", "\u4ECA\u65E5\u672C", false), InlineData("\u00C9t\u00E9", "l'\u00E9t\u00E9", false)]
    [InlineData("aab", "aaab", true), InlineData("?ab", "??ab", false), InlineData("!", "no!", false)]
    public void A_phrase_counts_in_any_case_where_a_word_begins(string banned, string text, bool allowed) =>
        Assert.Equal(allowed, Allows([banned, "something else"], Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Bytes_that_are_no_character_part_words()
    {
        byte[] cat = [.. "cat"u8];
        foreach (var broken in new byte[][] { [0x80], [0xC3], [0xE3, 0x81], [0xF0, 0x9F, 0xA6], [0xC3, 0xA9, 0x80], [0xFF] }) Assert.False(Allows(["cat"], [.. "a"u8, .. broken, .. cat]));
        foreach (var letter in new[] { "\u00E9", "\u0436", "a" }) Assert.True(Allows(["cat"], [.. Encoding.UTF8.GetBytes(letter), .. cat]));
    }

    [Fact]
    public void As_many_as_may_be_banned_can_be()
    {
        string[] banned = [.. Enumerable.Range(0, BannedPhrases.MaxCount).Select(i => $"{(i % 2 == 0 ? "the" : "?")} {i * 7919} of them")];
        Assert.False(Allows(banned, [.. "all THE 7919 "u8, .. "? 7919 of them"u8]));
        Assert.True(Allows(banned, [.. "the 7919 of them, ? 79"u8]));
    }

    private static bool Allows(string[] banned, byte[] text)
    {
        var tokenizer = StructureWalk.ByteLevel;
        var sets = new StateSets(BannedPhrases.Read(banned), StructureWalk.TrieOf(tokenizer), tokenizer.VocabularySize, silentToo: true);
        return sets.After(sets.Start, text) is not null;
    }
}
