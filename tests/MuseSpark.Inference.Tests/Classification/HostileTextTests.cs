using System.Diagnostics;
using System.Text;
using MuseSpark.Inference.Classification;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>Texts that nobody writes in good faith.</summary>
public sealed class HostileTextTests(BuiltInClassifier built) : IClassFixture<BuiltInClassifier>
{
    private static readonly string[] Pieces =
    [
        "kill", "a", " ", "  ", "\n", "\0", ".", "@", "$", "1", "4111 1111 1111 1111", "-----BEGIN", "eyJ", ".eyJ", "DE89", "+49", "(", ")", "é", "\u0301", "\u200b",
        "\ud83d", "\ude00", "👨‍👩‍👧", "ｋ", "к", "سلام", "日本語", "12 year old", "12 Long Street ", "<|eos|>", "'", "’", "—", "QUJD", "==", "\ufffe", "\u202e", "%s", "{0}",
    ];

    [Fact]
    public void No_text_breaks_it_and_spans_always_lie_inside()
    {
        var random = new SeededRandom(7);
        for (var round = 0; round < 400; round++)
        {
            var text = new StringBuilder();
            for (var i = (int)(random.NextUInt64() % 60); i >= 0; i--)
                text.Append(random.NextDouble() < 0.1 ? ((char)(random.NextUInt64() % 0x10000)).ToString() : Pieces[(int)(random.NextUInt64() % (ulong)Pieces.Length)]);
            var given = text.ToString();
            foreach (var score in built.Classify(given).Scores)
            {
                Assert.InRange(score.Score, 0, 1);
                Assert.All(score.Spans, span => Assert.True(span.Start >= 0 && span.Length > 0 && span.End <= given.Length && span.Weight is > 0 and <= 1, given));
            }
        }
    }

    public static TheoryData<string> Repeated =>
        ["a", "a ", "1", "1 ", "@", "a@", "a@b.", "4111-", "k.", "((((", "eyJ", "eyJaaaaaaaa.", "-----BEGIN ", "DE89 ", "12 A ", "kill ", "QUJDRA", "\u200b", "👍", "+4 ", "0-", "1.1.1.1.", "password ", "fuck you "];

    /// <summary>Ten times the text takes about ten times the time: squared it would be a hundred.</summary>
    [Theory, MemberData(nameof(Repeated))]
    public void Time_grows_with_the_length_and_not_faster(string piece)
    {
        var (small, large) = (Repeat(piece, 10_000), Repeat(piece, 100_000));
        built.Classify(small);
        var (brief, lengthy) = (Best(small), Best(large));
        Assert.True(lengthy < 60 * Math.Max(brief, 5), $"10,000 characters took {brief:f1} ms, 100,000 took {lengthy:f1} ms.");
    }

    private double Best(string text) => Enumerable.Range(0, 3).Min(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        built.Classify(text);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    private static string Repeat(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length + 1))[..length];
}
