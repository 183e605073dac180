using MuseSpark.Client.Generations;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Workspaces;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation.Cases;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Publications;
using MuseSpark.Web.Tests.Harness;
using MuseSpark.Web.Users;
using MuseSpark.Web.Workspaces;

namespace MuseSpark.Web.Tests;

/// <summary>A workspace with one of everything in it, and the people of the access matrix in their roles.</summary>
public sealed class Scene
{
    private readonly Dictionary<string, string> names = [];

    public string OwnerKey { get; } = Secrets.NewKey();

    /// <summary>Puts the scene's ids in place of {their names}.</summary>
    public string Fill(string text) => names.Aggregate(text, (filled, name) => filled.Replace($"{{{name.Key}}}", name.Value));

    /// <param name="other">Another viewer, for the owner to deal with.</param>
    /// <param name="caller">Who is about to call; gets a key of their own if a member.</param>
    public static async Task<Scene> MakeAsync(MuseSparkApp app, IReadOnlyDictionary<string, Person> people, Person other, Person? caller)
    {
        var scene = new Scene();
        var workspace = await app.NewWorkspaceAsync(
            (people["viewer"], Role.Viewer), (people["reviewer"], Role.Reviewer), (people["editor"], Role.Editor), (people["owner"], Role.Owner), (other, Role.Viewer));
        var token = Secrets.NewToken();
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = workspace,
            InvitedBy = people["owner"].Id,
            Role = Role.Viewer,
            TokenHash = Secrets.Hash(token),
            ExpiresAt = app.Now.AddDays(1),
        };
        var generation = new Generation
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = workspace,
            UserId = people["owner"].Id,
            Kind = Kinds.Story,
            Mode = Modes.Instant,
            Prompt = "a fox finds a lantern",
            Settings = new GenerationSettings(),
            State = GenerationState.Completed,
            CreatedAt = app.Now,
            StartedAt = app.Now,
            FinishedAt = app.Now,
        };
        var output = new Output
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = workspace,
            GenerationId = generation.Id,
            Kind = "text",
            MediaType = "text/plain",
            Text = "The fox found it.",
            Sha256 = Secrets.Hash("The fox found it."),
            Size = 17,
            CreatedAt = app.Now,
        };
        var publication = new Publication
        {
            WorkspaceId = workspace,
            GenerationId = generation.Id,
            Address = Publication.NewAddress(),
            PublishedBy = people["owner"].Id,
            PublishedAt = app.Now,
        };
        var reviewCase = new ReviewCase
        {
            Id = Guid.CreateVersion7(),
            WorkspaceId = workspace,
            GenerationId = generation.Id,
            AuthorId = other.Id,
            Door = Door.Output,
            Category = Categories.Violence,
            Findings = new FindingList([]),
            Severity = 2,
            Confidence = 0.6,
            CreatedAt = app.Now,
            DueAt = app.Now,
        };
        var isMember = caller is not null && caller != people["outsider"] && caller != people["admin"];
        var ownKey = Key(workspace, isMember ? caller!.Id : other.Id, Secrets.NewKey(), app.Now);

        await app.InDbAsync(db =>
        {
            db.AddRange(invitation, generation, output, publication, reviewCase, ownKey, Key(workspace, people["owner"].Id, scene.OwnerKey, app.Now));
            db.ProvenanceRecords.Add(new ProvenanceRecord
            {
                OutputId = output.Id,
                WorkspaceId = workspace,
                CreatedAt = app.Now,
                Document = new ProvenanceView
                {
                    OutputId = output.Id,
                    GenerationId = generation.Id,
                    Kind = "text",
                    OutputSha256 = output.Sha256,
                    MediaType = output.MediaType,
                    Prompt = generation.Prompt,
                    ExpandedPrompt = generation.Prompt,
                    Settings = generation.Settings,
                    Seed = 0,
                    Model = new ModelRecord("none", "None", "1", "Apache-2.0", new Dictionary<string, string>(), ""),
                    Runtime = new RuntimeRecord("1", "1", "CPU", "test"),
                    RequestedAt = app.Now,
                    StartedAt = app.Now,
                    FinishedAt = app.Now,
                },
            });
            return db.SaveChangesAsync();
        });

        scene.names["workspace"] = workspace.ToString();
        scene.names["other"] = other.Id.ToString();
        scene.names["email"] = other.Email;
        scene.names["password"] = MuseSparkApp.Password;
        scene.names["invitation"] = invitation.Id.ToString();
        scene.names["token"] = token;
        scene.names["key"] = ownKey.Id.ToString();
        scene.names["case"] = reviewCase.Id.ToString();
        scene.names["generation"] = generation.Id.ToString();
        scene.names["output"] = output.Id.ToString();
        scene.names["address"] = publication.Address;
        return scene;
    }

    private static ApiKey Key(Guid workspace, Guid user, string secret, DateTime now) => new()
    {
        Id = Guid.CreateVersion7(),
        WorkspaceId = workspace,
        UserId = user,
        Name = "Scene",
        Prefix = secret[..Secrets.ShownLength],
        Hash = Secrets.Hash(secret),
        CreatedAt = now,
    };
}
