using System.Security.Cryptography;
using MuseSpark.Client.Publications;

namespace MuseSpark.Web.Publications;

/// <summary>A work that everybody with its address may see. Taken back, the row is gone, and published anew it gets another address.</summary>
public sealed class Publication
{
    public const int AddressLength = 16;

    public Guid WorkspaceId { get; init; }
    public Guid GenerationId { get; init; }

    /// <summary>79 random bits, so that nobody finds it who wasn't given it.</summary>
    public required string Address { get; init; }

    /// <summary>Whose name is shown, if any.</summary>
    public Guid PublishedBy { get; init; }
    public DateTime PublishedAt { get; init; }
    public string? Title { get; set; }
    public string? AltText { get; set; }
    public bool ShowsPrompt { get; set; }
    public bool ShowsName { get; set; }

    /// <summary>A person looks at it before others see it.</summary>
    public bool Waits { get; set; }

    /// <summary>Letters and digits that nobody mistakes for each other, which no mail program cuts off a link.</summary>
    public static string NewAddress() => RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", AddressLength);

    public PublicWords Words => new(Title, AltText, ShowsPrompt);

    public PublicationView AsView() => new($"/p/{Address}", PublishedAt, Title, AltText, ShowsPrompt, ShowsName, Waits);
}
