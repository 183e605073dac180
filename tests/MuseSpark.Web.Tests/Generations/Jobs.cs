using MuseSpark.Client.Generations;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>Rows for tests of what happens to jobs.</summary>
public static class Jobs
{
    public static Generation Draft(Guid workspaceId, Guid userId, string kind = Kinds.Story, long seed = 7) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = workspaceId,
        UserId = userId,
        Kind = kind,
        Mode = Modes.Instant,
        Prompt = "a brave fox finds a lantern in a snowy forest",
        TextModel = kind == Kinds.Picture ? null : "scripted-text",
        PictureModel = kind == Kinds.Picture ? "scripted-picture" : null,
        Settings = new GenerationSettings { MaxTokens = 100 },
        Seed = seed,
        CreatedAt = TimeProvider.System.GetUtcNow().UtcDateTime,
    };
}
