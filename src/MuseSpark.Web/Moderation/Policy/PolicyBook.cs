using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Moderation;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Moderation.Policy;

/// <summary>One of the policies that apply, and its name for people: "server 0", "workspace 3".</summary>
public sealed record AppliedPolicy(string Name, PolicyDocument Document)
{
    public WordList Blocked { get; } = new(Document.BlockedWords);
    public WordList Allowed { get; } = new(Document.AllowedWords);
}

/// <summary>The policies in force, kept for a few seconds so that a stream asks the database once and not for every sentence.</summary>
public sealed class PolicyBook(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<Guid, (IReadOnlyList<AppliedPolicy> Policies, DateTimeOffset Until)> _known = [];

    /// <summary>The server's policy and the workspace's; each one alone can forbid.</summary>
    public async Task<IReadOnlyList<AppliedPolicy>> ForAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(workspaceId, out var known) && now < known.Until) return known.Policies;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MuseSparkDb>();
        AppliedPolicy[] policies = [await NewestAsync(db, PolicyVersion.Server, "server", cancellationToken), await NewestAsync(db, workspaceId, "workspace", cancellationToken)];
        _known[workspaceId] = (policies, now + Lifetime);
        return policies;
    }

    /// <summary>A policy has changed: in this process it counts at once, in others within seconds.</summary>
    public void Forget() => _known.Clear();

    private static async Task<AppliedPolicy> NewestAsync(MuseSparkDb db, Guid workspaceId, string name, CancellationToken cancellationToken)
    {
        var newest = await db.Policies.AsNoTracking().Where(p => p.WorkspaceId == workspaceId).OrderByDescending(p => p.Number).FirstOrDefaultAsync(cancellationToken);
        return new AppliedPolicy($"{name} {newest?.Number ?? 0}", newest?.Document ?? Usual(workspaceId));
    }

    /// <summary>Before anybody wrote one: the server asks no more than what no audience may see, a workspace is for teens.</summary>
    public static PolicyDocument Usual(Guid workspaceId) => new() { Audience = workspaceId == PolicyVersion.Server ? Audience.Adults : Audience.Teens };
}
