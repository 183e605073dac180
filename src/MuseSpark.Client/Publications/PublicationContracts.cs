using System.ComponentModel.DataAnnotations;
using MuseSpark.Client.Models;

namespace MuseSpark.Client.Publications;

/// <summary>What everybody with the link is to see, beside the text and the picture.</summary>
public sealed record PublicationRequest
{
    /// <summary>Null: the prompt where it is shown, else what kind of work it is.</summary>
    [StringLength(120, ErrorMessage = "Keep the title under 120 characters.")]
    public string? Title { get; set; }

    /// <summary>What the picture shows, for people who can't see it.</summary>
    [StringLength(500, ErrorMessage = "Keep the description under 500 characters.")]
    public string? AltText { get; set; }

    public bool ShowsPrompt { get; set; }

    /// <summary>Shows the name of the person who publishes, whoever made the work.</summary>
    public bool ShowsName { get; set; }
}

/// <summary>What the members of its workspace know of a publication.</summary>
/// <param name="Page">Its public address on this server, "/p/...".</param>
/// <param name="Waits">A person looks at it first; nobody else sees it until then.</param>
public sealed record PublicationView(string Page, DateTime At, string? Title, string? AltText, bool ShowsPrompt, bool ShowsName, bool Waits = false);

/// <summary>A published work, as everybody sees it.</summary>
public sealed record PublishedWork
{
    public required string Page { get; init; }
    public required string Kind { get; init; }
    public required string Title { get; init; }
    public string? Text { get; init; }

    /// <summary>Where the text is to be had as a file with its credentials; null without a text.</summary>
    public string? TextUrl { get; init; }
    public PublishedPicture? Picture { get; init; }

    /// <summary>Null where it is not shown, as is <see cref="PublishedBy"/>.</summary>
    public string? Prompt { get; init; }
    public string? PublishedBy { get; init; }
    public required DateTime MadeAt { get; init; }
    public required DateTime PublishedAt { get; init; }

    /// <summary>Of the whole: the address of IPTC's term.</summary>
    public required string DigitalSourceType { get; init; }

    /// <value>0 to 1: how much of the text a person wrote; null without a text.</value>
    public double? HumanShare { get; init; }
    public required IReadOnlyList<PublishedModel> Models { get; init; }

    /// <summary>What to expect, as a category, where the screen or a reviewer said so; the page asks before it shows such a work.</summary>
    public string? Label { get; init; }
}

/// <param name="Url">The file as it is kept, with its credentials.</param>
/// <param name="AltText">Says that AI made it, and what it shows where that was told.</param>
public sealed record PublishedPicture(string Url, string MediaType, int Width, int Height, string AltText, string DigitalSourceType);

/// <summary>A model as it was when it made the work.</summary>
/// <param name="Part">"text" or "picture".</param>
/// <param name="Card">What this server has of that name now; null when it has none any more.</param>
public sealed record PublishedModel(string Part, string Name, string Version, string Licence, ModelView? Card);
