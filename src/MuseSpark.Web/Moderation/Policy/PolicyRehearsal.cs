using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Moderation.Screening;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>Says what a policy would have done, from the scores that were kept, and for its words from the texts that are still there.</summary>
public sealed class PolicyRehearsal(MuseSparkDb db, PolicyBook book, TimeProvider time)
{
    private const int Days = 30, MostRows = 20_000, MostChanges = 50;

    public async Task<PolicyTrial> RunAsync(Guid workspaceId, PolicyDocument document, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow().UtcDateTime.AddDays(-Days);
        var rows = await db.Screenings.AsNoTracking().Where(s => s.WorkspaceId == workspaceId && s.CreatedAt > since && s.Door != Door.Question)
            .OrderByDescending(s => s.CreatedAt).Take(MostRows).ToListAsync(cancellationToken);
        var texts = document.BlockedWords.Count == 0 ? [] : await TextsAsync(workspaceId, rows, cancellationToken);
        var server = (await book.ForAsync(workspaceId, cancellationToken))[0].Document;
        var blocked = new WordList(document.BlockedWords);
        var (now, then) = (new int[4], new int[4]);
        var changed = new List<TrialChange>();
        foreach (var row in rows)
        {
            var action = Judge.ActionFor(row.Scores.ByCategory, row.Surface, [server, document]);
            if (action < ScreenAction.Hold && texts.GetValueOrDefault(row.OutputId ?? row.GenerationId ?? Guid.Empty) is { } text && blocked.Find(text).Count > 0) action = ScreenAction.Hold;
            // What could not be screened stays as it was: no policy reads it.
            if (row.Category == Categories.Unscreened) action = row.Action;
            now[(int)row.Action]++;
            then[(int)action]++;
            if (action == row.Action || row.GenerationId is not { } work || changed.Count == MostChanges) continue;
            var (category, score) = row.Scores.ByCategory.DefaultIfEmpty(new(row.Category ?? "", 0)).MaxBy(s => s.Value);
            changed.Add(new TrialChange(work, category, score, row.Action, action, row.CreatedAt));
        }

        return new PolicyTrial(Days, rows.Count, ByAction(now), ByAction(then), changed);
    }

    private async Task<Dictionary<Guid, string>> TextsAsync(Guid workspaceId, List<ScreeningRecord> rows, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<Guid, string>();
        foreach (var some in rows.Chunk(500))
        {
            var outputs = some.Select(r => r.OutputId).OfType<Guid>().ToList();
            foreach (var found in await db.AllOutputs.Where(o => o.WorkspaceId == workspaceId && outputs.Contains(o.Id) && o.Text != null).Select(o => new { o.Id, o.Text }).ToListAsync(cancellationToken))
                texts[found.Id] = found.Text!;
            var works = some.Where(r => r.OutputId is null).Select(r => r.GenerationId).OfType<Guid>().ToList();
            foreach (var found in await db.Generations.Where(g => g.WorkspaceId == workspaceId && works.Contains(g.Id)).Select(g => new { g.Id, g.Prompt }).ToListAsync(cancellationToken))
                texts[found.Id] = found.Prompt;
        }

        return texts;
    }

    private static Dictionary<ScreenAction, int> ByAction(int[] counts) => Enum.GetValues<ScreenAction>().ToDictionary(a => a, a => counts[(int)a]);
}
