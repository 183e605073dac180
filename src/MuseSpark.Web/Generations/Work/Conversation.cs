using Microsoft.EntityFrameworkCore;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Generations.Work;

/// <summary>What was said in a chat before a job, or told of its story, as far as it is still there and may be seen.</summary>
public static class Conversation
{
    // Enough for any model here: the engine leaves out the oldest of what the model can't read.
    private const int MostTurns = 50;

    /// <returns>Oldest first, a prompt and its answer each; empty where the job replies to nothing.</returns>
    public static async Task<IReadOnlyList<TextTurn>> BeforeAsync(MuseSparkDb db, Generation job, CancellationToken cancellationToken)
    {
        var turns = new List<TextTurn>();
        for (var id = job.Settings.ReplyTo; id is not null && turns.Count < 2 * MostTurns;)
        {
            var said = await db.Generations.AsNoTracking().Where(g => g.WorkspaceId == job.WorkspaceId && g.Id == id).Select(g => new { g.Prompt, g.Settings }).SingleOrDefaultAsync(cancellationToken);
            if (said is null) break;
            var answer = await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == job.WorkspaceId && o.GenerationId == id && o.Kind == OutputKinds.Text && o.Withheld == Withheld.No)
                .Select(o => o.Text).FirstOrDefaultAsync(cancellationToken);
            // What got no answer, or one that must not be seen, was as good as not said.
            if (answer is not null) turns.InsertRange(0, [new(TextRole.User, said.Prompt), new(TextRole.Assistant, answer)]);
            id = said.Settings.ReplyTo;
        }

        return turns;
    }
}
