using Microsoft.EntityFrameworkCore;
using MuseSpark.Inference.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Models;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Generations.Work;

/// <summary>What was said in a chat before a job, or told of its story, as far as it is still there and may be seen.</summary>
public static class Conversation
{
    // Enough for any model here: the engine leaves out the oldest of what the model can't read.
    private const int MostTurns = 50;

    /// <returns>
    /// Oldest first, a prompt and its answer each, none where the job replies to nothing; and whether all answers are the built-in model's own words.
    /// </returns>
    public static async Task<(IReadOnlyList<TextTurn> Turns, bool FromBuiltIn)> BeforeAsync(MuseSparkDb db, Generation job, CancellationToken cancellationToken)
    {
        var turns = new List<TextTurn>();
        var fromBuiltIn = true;
        for (var id = job.Settings.ReplyTo; id is not null && turns.Count < 2 * MostTurns;)
        {
            var said = await db.Generations.AsNoTracking().SingleOrDefaultAsync(g => g.WorkspaceId == job.WorkspaceId && g.Id == id, cancellationToken);
            if (said is null) break;
            var answer = await db.Outputs.AsNoTracking().Where(o => o.WorkspaceId == job.WorkspaceId && o.GenerationId == id && o.Kind == OutputKinds.Text && o.Withheld == Withheld.No)
                .Select(o => o.Text).FirstOrDefaultAsync(cancellationToken);
            // What got no answer, or one that must not be seen, was as good as not said.
            if (answer is not null) turns.InsertRange(0, [new(TextRole.User, said.Prompt), new(TextRole.Assistant, answer)]);
            fromBuiltIn &= answer is null || BuiltInModels.Wrote(said);
            id = said.Settings.ReplyTo;
        }

        return (turns, fromBuiltIn);
    }
}
