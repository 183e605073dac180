using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Uploads;

/// <summary>A file that a person brings to a workspace where they may make things.</summary>
internal sealed record BroughtFile(Guid WorkspaceId, Guid UserId, byte[] Bytes)
{
    /// <param name="workspaceId">Null: the person's current workspace.</param>
    /// <returns>The file, or else why it is refused.</returns>
    public static async Task<(BroughtFile? File, ProblemHttpResult? Refusal)> ReadAsync(
        IFormFile file, int maxBytes, ClaimsPrincipal person, Guid? workspaceId, WorkspaceAccess access, CancellationToken cancellationToken)
    {
        var workspace = workspaceId ?? await access.CurrentAsync(person, cancellationToken);
        var right = workspace is { } asked ? await access.CheckAsync(person, asked, Verb.Make, cancellationToken) : Access.NotMember;
        if (right != Access.Granted) return (null, right.Refuse("workspace"));
        if (file.Length > maxBytes)
            return (null, TypedResults.Problem($"The file is larger than {maxBytes / 1024 / 1024} MB. Make it smaller first.", statusCode: StatusCodes.Status413PayloadTooLarge));

        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return (new(workspace!.Value, person.UserId()!.Value, bytes), null);
    }

    /// <summary>The work that the file becomes, done as it comes, and its one output.</summary>
    /// <param name="sha256">Under what the store keeps its bytes.</param>
    public (Generation Work, Output Output) Become(string kind, string outputKind, string prompt, PictureFile picture, string sha256, DateTimeOffset now)
    {
        var work = new Generation
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = WorkspaceId,
            UserId = UserId,
            Kind = kind,
            Mode = Modes.Instant,
            Prompt = prompt,
            Settings = new GenerationSettings(),
            State = GenerationState.Completed,
            CreatedAt = now.UtcDateTime,
            StartedAt = now.UtcDateTime,
            FinishedAt = now.UtcDateTime,
        };
        return (work, new Output
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = WorkspaceId,
            GenerationId = work.Id,
            Kind = outputKind,
            MediaType = picture.MediaType,
            Sha256 = sha256,
            Size = Bytes.Length,
            Width = picture.Width,
            Height = picture.Height,
            CreatedAt = work.CreatedAt,
        });
    }
}
