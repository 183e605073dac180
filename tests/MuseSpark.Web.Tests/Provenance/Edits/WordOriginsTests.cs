using CsCheck;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Web.Provenance.Edits;

namespace MuseSpark.Web.Tests.Provenance.Edits;

/// <summary>Whose words a text has, and what was changed in it.</summary>
public sealed class WordOriginsTests
{
    private const string Tale = "The fox found a lamp.\n\nIt glowed in the snow.";

    /// <summary>Few words, so that chance makes them equal often.</summary>
    private static readonly string[] Vocabulary = ["fox", "lamp", "snow", "it's", "été", "狐", ".", ",", "\n", " ", "!?", "👩‍🚀"];

    private static readonly Gen<string> Texts = Gen.Int[0, Vocabulary.Length - 1].Array[0, 30].Select(words => string.Join(' ', words.Select(i => Vocabulary[i])));

    [Theory]
    [InlineData("The fox, the fox's well-known lamp.", "The|fox|,|the|fox's|well|-|known|lamp|.", 7)]
    [InlineData("  été e\u0301 x", "été|e\u0301|x", 3)]
    [InlineData("雪の狐 fox2", "雪|の|狐|fox2", 4)]
    [InlineData("''' !", "'|'|'|!", 0)]
    [InlineData(" \n", "", 0)]
    public void A_text_is_cut_into_words_and_marks(string text, string tokens, int words)
    {
        var parts = TextPart.Of(text);
        Assert.Equal(tokens, string.Join('|', parts.Select(part => part.Token)));
        Assert.Equal(words, parts.Count(part => part.IsWord));
    }

    [Fact]
    public void The_parts_of_a_text_are_the_text() => Texts.Sample(text =>
    {
        var parts = TextPart.Of(text);
        return parts.Count == 0 ? string.IsNullOrWhiteSpace(text) : string.Concat(parts.Select(part => part.Whole)) == text;
    });

    [Theory]
    [InlineData(Tale, 0)]
    [InlineData("The fox found a lamp. It glowed in the snow!", 0)]              // marks and white space are no words
    [InlineData("The fox found a lantern.\n\nIt glowed in the snow.", 0.1)]     // 1 of 10
    [InlineData("The fox found a lamp.", 0)]
    [InlineData("The red fox found a lamp.", 1 / 6.0)]
    [InlineData("Something else entirely", 1)]
    public void The_share_counts_the_words_that_a_person_put_in(string after, double share) =>
        Assert.Equal(share, AfterEdit(OfModel(Tale), Tale, after).Share, 12);

    [Fact]
    public void Nothing_changed_is_none_and_everything_replaced_is_all() => Texts.Sample(text =>
    {
        var other = string.Join(' ', TextPart.Of(text).Select(_ => "otter"));
        return AfterEdit(OfModel(text), text, text).Share == 0 && AfterEdit(OfModel(text), text, other) is var all && (all.Words == 0 || all.Share == 1);
    });

    [Fact]
    public void The_share_is_between_none_and_all_and_runs_keep_it() => Gen.Select(Texts, Texts).Sample((before, after) =>
    {
        var words = AfterEdit(OfModel(before), before, after);
        var kept = WordOrigins.FromRuns(words.Runs());
        return words.Share is >= 0 and <= 1 && (kept.Words, kept.HumanWords) == (words.Words, words.HumanWords) && kept.Runs().SequenceEqual(words.Runs());
    });

    [Fact]
    public void Words_of_a_person_stay_theirs_in_later_versions() => Gen.Select(Texts, Texts, Texts).Sample((model, first, second) =>
    {
        var afterFirst = AfterEdit(OfModel(model), model, first);
        // Leaving it alone changes nothing; what a person wrote entirely stays a person's whatever is done to it.
        if (AfterEdit(afterFirst, first, first).Share != afterFirst.Share) return false;
        var all = AfterEdit(OfModel("otter"), "otter", first);
        var later = AfterEdit(all, first, second);
        // Of the words that stay, as many are a person's as before.
        return later.Words == later.HumanWords && AfterEdit(afterFirst, first, $"{first} otter").HumanWords == afterFirst.HumanWords + 1;
    });

    [Fact]
    public void A_chain_of_versions_is_followed_word_by_word()
    {
        var first = AfterEdit(OfModel(Tale), Tale, "The red fox found a lamp.\n\nIt glowed in the snow.");
        var second = AfterEdit(first, "The red fox found a lamp.\n\nIt glowed in the snow.", "The red fox found a lamp. It glowed all night.");
        Assert.Equal((11, 1), (first.Words, first.HumanWords));
        Assert.Equal([1, 1, 6, 2], second.Runs());
    }

    [Theory]
    [InlineData("A fox in the snow found a lamp.", "a fox", 0)]
    [InlineData("A fox in the snow found a lamp.", "A fox in", 3)]
    [InlineData("A fox in the snow found a lamp.", "A fox in the snow", 5)]
    [InlineData("A fox in the snow", "A fox", 0)]                               // two words are chance
    [InlineData("There was a fox in the snow.", "a fox in the snow", 0)]        // told again, not gone on from
    public void What_a_model_went_on_from_is_the_persons(string text, string prompt, int words) =>
        Assert.Equal(words, WordOrigins.OfModel(text, prompt).HumanWords);

    [Fact]
    public void Words_that_were_counted_in_another_way_pass_for_the_models() =>
        Assert.Equal(1, AfterEdit(WordOrigins.FromRuns([0, 3]), "a b", "a b c").HumanWords);

    [Fact]
    public void The_pieces_make_both_texts() => Gen.Select(Texts, Texts).Sample((before, after) =>
    {
        var pieces = TextChanges.Between(before, after).Pieces();
        return Joined(pieces, ComparedPiece.Removed) == (TextPart.Of(after).Count == 0 ? "" : after)
            && Tokens(Joined(pieces, ComparedPiece.Added)) == Tokens(before);
    });

    [Fact]
    public void What_was_replaced_stands_before_what_came_for_it()
    {
        var pieces = TextChanges.Between("The fox found a lamp.", "The fox lost a lamp, sadly.").Pieces();
        Assert.Equal(["same:The fox ", "removed:found ", "added:lost ", "same:a lamp", "added:, sadly", "same:."], pieces.Select(piece => $"{piece.Change}:{piece.Text}"));
    }

    [Fact]
    public void The_longest_texts_without_a_word_in_common_are_compared_at_once()
    {
        // The worst case of the algorithm: its work grows with the square of what differs.
        var before = string.Join(' ', Enumerable.Range(0, EditRequest.MaxLength / 2).Select(i => (char)('a' + i % 13)));
        var after = string.Join(' ', Enumerable.Range(0, EditRequest.MaxLength / 2).Select(i => (char)('n' + i % 13)));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(1, AfterEdit(OfModel(before), before, after).Share);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{clock.Elapsed}");
    }

    private static WordOrigins OfModel(string text) => WordOrigins.OfModel(text, "a prompt of its own");

    private static WordOrigins AfterEdit(WordOrigins before, string from, string to) => WordOrigins.AfterEdit(before, TextChanges.Between(from, to));

    private static string Joined(IEnumerable<ComparedPiece> pieces, string without) => string.Concat(pieces.Where(piece => piece.Change != without).Select(piece => piece.Text));

    private static string Tokens(string text) => string.Join('|', TextPart.Of(text).Select(part => part.Token));
}
