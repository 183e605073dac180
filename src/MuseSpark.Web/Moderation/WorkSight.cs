using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Moderation;

/// <summary>What one member sees of works that wait for review or were restricted: their own waiting ones, and everything if they review.</summary>
public sealed record WorkSight(Guid Person, bool Reviews)
{
    /// <summary>Of a member like any other.</summary>
    public static WorkSight Usual { get; } = new(Guid.Empty, Reviews: false);

    public bool Sees(Generation work) => Reviews || work.UserId == Person || !IsKept(work);

    public IQueryable<Generation> Filter(IQueryable<Generation> works) => Reviews ? works : works.Where(g => g.UserId == Person
        || (g.State != GenerationState.Held && g.State != GenerationState.Withdrawn && (g.Restriction == null || g.Restriction != CaseDecision.Hide)));

    /// <summary>The outputs of <paramref name="work"/> that this member may see.</summary>
    public IQueryable<Output> OutputsOf(MuseSparkDb db, Generation work)
    {
        var all = db.AllOutputs.AsNoTracking().Where(o => o.WorkspaceId == work.WorkspaceId && o.GenerationId == work.Id);
        return Reviews ? all : all.Where(o => o.Withheld == Withheld.No || (o.Withheld == Withheld.FromOthers && work.UserId == Person));
    }

    public bool Sees(Output output, Guid author) => output.Withheld == Withheld.No || Reviews || (output.Withheld == Withheld.FromOthers && author == Person);

    /// <summary>Whether some members don't see it: only then is it worth asking who looks.</summary>
    public static bool IsKept(Generation work) =>
        work.State is GenerationState.Held or GenerationState.Withdrawn || work.Restriction == CaseDecision.Hide;
}
