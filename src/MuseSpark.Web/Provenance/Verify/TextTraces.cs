using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Workspaces;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Tokenizers;
using MuseSpark.Provenance.Watermarks.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Provenance.Verify;

/// <param name="Workspace">Whose key it was written with.</param>
/// <param name="P">At most this share of texts without the mark has as much evidence, with all keys that were tried.</param>
public sealed record TextTrace(Guid Workspace, double P, TextMarkReading Reading);

/// <summary>
/// Looks for the watermark of any workspace in a text. The tokenizer of the model that may have written it is enough; a small model also
/// says where it had a choice, which finds four times as many marks.
/// </summary>
public sealed class TextTraces(ModelCatalog catalog, ServerSecret secret)
{
    private const int MaxWorkspaces = 500, MaxCharacters = 100_000;

    // What a small model reads in less than a second.
    private const int MaxMeasuredCharacters = 2_000;
    private const long SmallModel = 200 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, Tokenizer> _tokenizers = [];

    // A search keeps a processor busy for seconds, and anybody may ask for one.
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<TextTrace?> FindAsync(MuseSparkDb db, string text, CancellationToken cancellationToken)
    {
        var workspaces = await WithMarkedTexts(db).Take(MaxWorkspaces).ToListAsync(cancellationToken);
        if (workspaces.Count == 0) return null;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await SearchAsync(workspaces, text, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Those whose newest marked text is the newest first, so that empty workspaces hide none.</summary>
    public static IQueryable<Guid> WithMarkedTexts(MuseSparkDb db) => db.Workspaces
        .Select(w => new
        {
            w.Id,
            Newest = db.AllOutputs
                .Where(o => o.WorkspaceId == w.Id && o.Kind == OutputKinds.Text
                    && db.Generations.Any(g => g.WorkspaceId == w.Id && g.Id == o.GenerationId && g.TextModel != null && g.TextMark != TextMark.Off))
                .OrderByDescending(o => o.Id).Select(o => (DateTime?)o.CreatedAt).FirstOrDefault(),
        })
        .Where(w => w.Newest != null).OrderByDescending(w => w.Newest).ThenBy(w => w.Id).Select(w => w.Id);

    private async Task<TextTrace?> SearchAsync(List<Guid> workspaces, string text, CancellationToken cancellationToken)
    {
        var cuts = new List<(int[] Tokens, float[] Choice)>();
        foreach (var model in catalog.Models.Where(m => m.Manifest.Kind == "text" && m.Problem is null))
        {
            if (File.Exists(TokenizerOf(model))) cuts.Add(([.. _tokenizers.GetOrAdd(TokenizerOf(model), Tokenizer.Open).Encode(Head(text, MaxCharacters))], []));
            if (!IsSmall(model)) continue;
            using var lease = await catalog.UseTextAsync(model.Manifest.Id, cancellationToken);
            if (lease.Model is OnnxTextModel small) cuts.Add(await small.MeasureChoiceAsync(Head(text, MaxMeasuredCharacters), cancellationToken));
        }

        TextTrace? best = null;
        foreach (var workspace in workspaces)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var way in TextMarks.All)
            {
                var mark = new TextWatermark(secret.TextMarks(workspace), way);
                foreach (var (tokens, choice) in cuts)
                {
                    var reading = mark.Read(tokens, choice);
                    var p = Math.Min(1, reading.P * workspaces.Count * TextMarks.All.Count * cuts.Count);
                    if (p <= TextWatermark.MarkedLevel && (best is null || p < best.P)) best = new TextTrace(workspace, p, reading);
                }
            }
        }

        return best;
    }

    private static string Head(string text, int length) => text.Length > length ? text[..length] : text;

    private static string TokenizerOf(ModelEntry model) => Path.Combine(model.Folder, "tokenizer.json");

    private static bool IsSmall(ModelEntry model) =>
        model.Manifest.Files.Keys.Where(file => file.EndsWith(".onnx", StringComparison.Ordinal)).Select(file => new FileInfo(Path.Combine(model.Folder, file)))
            .ToList() is { Count: > 0 } graphs && graphs.All(graph => graph.Exists) && graphs.Sum(graph => graph.Length) <= SmallModel;
}
