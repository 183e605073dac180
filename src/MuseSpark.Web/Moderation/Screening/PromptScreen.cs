using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Moderation.Screening;

/// <summary>Looks at the words that somebody asks with, also together with what they asked before: a request can be split over turns.</summary>
/// <remarks>What is to be left out of a picture is not looked at: naming what one does not want is no harm.</remarks>
public sealed class PromptScreen(Screener screener, MuseSparkDb db)
{
    private const int TurnsBefore = 3;

    public async Task<Verdict> LookAsync(Material material, Generation job, CancellationToken cancellationToken)
    {
        // Its words are those of its picture, and were looked at when that was asked for.
        if (job.Kind == Kinds.Enlarge) return Verdict.Allowed;
        var alone = await screener.TextAsync(material, job.Prompt, cancellationToken);
        if (alone.Action >= ScreenAction.Hold || (job.Settings.ReplyTo ?? job.ParentId) is null) return alone;
        var before = await BeforeAsync(job, cancellationToken);
        if (before.Length == 0) return alone;
        var together = await screener.TextAsync(material, before + job.Prompt, cancellationToken);
        return together.Action <= alone.Action ? alone : together with { Findings = [.. together.Findings.Select(f => Within(f, before.Length))] };
    }

    private async Task<string> BeforeAsync(Generation job, CancellationToken cancellationToken)
    {
        var turns = new Stack<string>();
        for (var parent = job.Settings.ReplyTo ?? job.ParentId; parent is not null && turns.Count < TurnsBefore;)
        {
            var turn = await db.Generations.AsNoTracking().Where(g => g.WorkspaceId == job.WorkspaceId && g.Id == parent).Select(g => new { g.Prompt, g.ParentId }).SingleOrDefaultAsync(cancellationToken);
            // Making the same again says nothing more.
            if (turn is not null && turn.Prompt != job.Prompt && turn.Prompt.Length < GenerationText) turns.Push(turn.Prompt + "\n");
            parent = turn?.ParentId;
        }

        return string.Concat(turns);
    }

    /// <summary>The words of a finding that are in this prompt, counted from its start.</summary>
    private static Finding Within(Finding finding, int before) =>
        finding with { Words = [.. finding.Words.Where(w => w.Start >= before).Select(w => w with { Start = w.Start - before })] };

    private const int GenerationText = GenerationRequest.MaxPromptLength;
}
