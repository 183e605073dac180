using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Classification.Reading;

public class PieceTextTests
{
    private static readonly string[] Pieces =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", ".", "!", "\"", "'", "kill", "them", "the", "fox", "##es", "covid", "##19", "don", "t", "grosser",
        .. "abcdefghijklmnopqrsuvwxyz0123456789".Select(c => c.ToString()), .. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => "##" + c),
    ];

    private static readonly WordPieces Vocabulary = new(Pieces);

    [Theory]
    [InlineData("The foxes.", "the fox ##es .")]
    [InlineData("Don't!!!", "don ' t !")]
    [InlineData("“The fox”", "\" the fox \"")]
    [InlineData("größer", "g ##r ##o ##s ##e ##r")]
    [InlineData("covid19", "covid ##19")]
    [InlineData("日本", "[UNK]")]
    public void Words_are_cut_into_the_longest_pieces_and_signs_stay(string text, string pieces) => Assert.Equal(pieces, Read(text));

    [Theory]
    [InlineData("k1ll the f0x")]
    [InlineData("k.i.l.l the fox")]
    [InlineData("k i l l  the fox")]
    [InlineData("ki\u200bll the fox")]
    [InlineData("кіll the fox")]
    [InlineData("ｋｉｌｌ the fox")]
    [InlineData("kiiill the fox")]
    public void Tricks_of_spelling_undo_themselves(string text) => Assert.Equal("kill the fox", Read(text));

    [Fact]
    public void Where_one_reading_covers_several_places_the_last_has_the_pieces_and_the_whole_span()
    {
        var text = Of("the k.i.l.l");
        Assert.Equal((4, 11), text.SpanOf(text.Places - 1));
        Assert.Equal(1, text.Pieces.Length - text.FirstOf(1));
        Assert.All(Enumerable.Range(1, text.Places - 1), place => Assert.Equal(1, text.FirstOf(place)));
    }

    [Fact]
    public void Two_words_with_a_dash_stay_two() => Assert.Equal("kill them", Read("k1ll-th3m".Replace("1", "i", StringComparison.Ordinal).Replace("3", "e", StringComparison.Ordinal)));

    [Fact]
    public void Passages_cover_the_doubtful_windows_and_nothing_else()
    {
        var text = Of(string.Join(' ', Enumerable.Repeat("the fox", 60)));
        Assert.Equal([(12, 36)], Passages.Of(text, [(12, 36)]));
        Assert.Equal([(0, 36), (32, 48), (84, 108)], Passages.Of(text, [(0, 24), (12, 36), (24, 48), (84, 108)]));
        Assert.Empty(Passages.Of(text, []));
    }

    [Fact]
    public void A_passage_has_no_more_pieces_than_the_encoder_takes()
    {
        var text = Of(string.Join(' ', Enumerable.Repeat("zzyzzyzzyz", 60)));
        var passages = Passages.Of(text, [(0, 60)]).ToArray();
        Assert.All(passages, passage => Assert.InRange(text.FirstOf(passage.End) - text.FirstOf(passage.First), 1, Passages.MostPieces));
        Assert.Equal(60, passages[^1].End);
        Assert.All(passages.Zip(passages.Skip(1)), pair => Assert.InRange(pair.Second.First, pair.First.First + 1, pair.First.End));
    }

    [Fact]
    public void A_vocabulary_with_a_piece_twice_is_refused() => Assert.Throws<ModelException>(() => new WordPieces([.. Pieces, "fox"]));

    private static PieceText Of(string text) => PieceText.Of(text, WordReader.Read(text), Vocabulary);

    private static string Read(string text) => string.Join(' ', Of(text).Pieces.ToArray().Select(piece => Pieces[piece]));
}
