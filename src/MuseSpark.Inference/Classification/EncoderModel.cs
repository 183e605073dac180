using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Inference.Classification;

/// <summary>
/// The second stage, which reads sentences: <c>pieces</c> (b, l), zero where a line is shorter, to calibrated chances, <c>scores</c> (b, c),
/// and what each piece adds to their log-odds, <c>shares</c> (b, l, c).
/// </summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class EncoderModel : IDisposable
{
    public const string Pieces = "pieces", Scores = "scores", Shares = "shares";

    // As many pieces as are run together: with more, what lies between two products no longer fits into a core's cache.
    private const int MostTogether = 384;

    private readonly OnnxSession _session;
    private readonly int _categories;

    private EncoderModel(OnnxSession session, WordPieces vocabulary, int categories)
    {
        (_session, Vocabulary, _categories) = (session, vocabulary, categories);
        session.RequireInput(Pieces, 2, TensorElementType.Int32);
        if (session.RequireOutput(Scores, 2, TensorElementType.Float).Shape[1] != categories)
            throw new ModelException("The classifier has not as many scores as labels.json has categories.");
        session.RequireOutput(Shares, 3, TensorElementType.Float);
    }

    public WordPieces Vocabulary { get; }

    /// <exception cref="ModelException">A file is missing or damaged, or the two do not fit together.</exception>
    public static EncoderModel Open(string folder, int categories, OnnxOptions options)
    {
        var vocabulary = WordPieces.Read(folder);
        // The graph is so small that sharing it among threads costs more than it saves.
        var session = OnnxSession.Open(Path.Combine(folder, "onnx", "encoder.onnx"), options with { Threads = 1 });
        try
        {
            var model = new EncoderModel(session, vocabulary, categories);
            // The longest passage and the last piece there are: tables that are too short say so here and not in the middle of a text.
            model.Run([[.. Enumerable.Repeat(vocabulary.Count - 1, Passages.MostPieces + 2)]], CancellationToken.None);
            return model;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <exception cref="ModelException">Its answer means nothing.</exception>
    public PassageScores[] Score(PieceText text, IReadOnlyList<(int First, int End)> passages, CancellationToken cancellationToken)
    {
        int[][] lines = [.. passages.Select(passage => (int[])[WordPieces.First, .. text.Pieces[text.FirstOf(passage.First)..text.FirstOf(passage.End)], WordPieces.Last])];
        var scores = new PassageScores[lines.Length];
        foreach (var together in LikeLengths.Of(lines, MostTogether))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (i, score) in together.Zip(Run([.. together.Select(i => lines[i])], cancellationToken))) scores[i] = score;
        }
        return scores;
    }

    public void Dispose() => _session.Dispose();

    private PassageScores[] Run(int[][] lines, CancellationToken cancellationToken)
    {
        var length = lines.Max(line => line.Length);
        var pieces = new int[lines.Length * length];
        for (var i = 0; i < lines.Length; i++) lines[i].CopyTo(pieces, i * length);
        using var value = OrtValue.CreateTensorValueFromMemory(pieces, [lines.Length, length]);
        using var outputs = _session.Run([Pieces], [value], [Scores, Shares], cancellationToken);
        var scores = outputs[0].GetTensorDataAsSpan<float>();
        foreach (var score in scores)
            if (!float.IsFinite(score)) throw new ModelException("The classifier ended in numbers that mean nothing. Copy the whole model folder again.");
        var shares = outputs[1].GetTensorDataAsSpan<float>();
        var result = new PassageScores[lines.Length];
        for (var i = 0; i < lines.Length; i++)
            result[i] = new PassageScores(scores.Slice(i * _categories, _categories).ToArray(), shares.Slice(i * length * _categories, lines[i].Length * _categories).ToArray());
        return result;
    }
}
