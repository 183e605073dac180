using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Verify;

/// <summary>What can be said of where something comes from.</summary>
public static class Verdicts
{
    public const string MadeHere = "made-here", Recovered = "made-here-recovered", Changed = "changed", Elsewhere = "made-elsewhere", Nothing = "nothing-found";
}

/// <summary>By what it was recognised, in the order in which it is tried.</summary>
public static class VerifyMethods
{
    public const string Credentials = "credentials", Hash = "hash", Watermark = "watermark", Fingerprint = "fingerprint", None = "none";
}

public sealed record VerifyTextRequest
{
    public const int MaxLength = 1_000_000;

    [Required(ErrorMessage = "Paste the text to look at.")]
    [StringLength(MaxLength, ErrorMessage = "That is too long: paste at most a million characters.")]
    public string Text { get; init; } = "";
}

/// <param name="Verdict">One of <see cref="Verdicts"/>.</param>
/// <param name="Summary">The verdict in one or two sentences for people.</param>
/// <param name="Method">One of <see cref="VerifyMethods"/>.</param>
/// <param name="Credentials">What the file's own Content Credentials say; null where it has none.</param>
/// <param name="Confidence">0 to 1; null where the method leaves no doubt.</param>
/// <param name="Record">The work that it is, or comes from; null where it is not one of this server's.</param>
/// <param name="Details">For experts, a line each.</param>
public sealed record VerifyView(
    string Verdict, string Summary, string Method, CredentialsView? Credentials, double? Confidence, VerifiedRecord? Record, IReadOnlyList<string> Details);

/// <param name="State">"trusted", "valid" or "invalid".</param>
/// <param name="Codes">The codes of the C2PA standard that the validation came to, failures first.</param>
/// <param name="Signer">Who signed, as the certificate says.</param>
/// <param name="Actions">What was done, in the words of the standard.</param>
public sealed record CredentialsView(
    string State, IReadOnlyList<string> Codes, string? Signer, string? Generator, DateTimeOffset? SignedAt, IReadOnlyList<CredentialStep> Actions, IReadOnlyList<string> Ingredients);

/// <param name="SourceType">The last part of IPTC's digital source type: "trainedAlgorithmicMedia".</param>
public sealed record CredentialStep(string Action, string? With, string? When, string? SourceType);

/// <summary>What everybody may know of a work that was made here.</summary>
/// <param name="Kind">"text" or "picture".</param>
/// <param name="WorkId">Only for those who may see the work.</param>
/// <param name="Model">What made it, or wrote the text that a person edited; null where that is not known.</param>
/// <param name="Sha256">Of the file as it is kept.</param>
/// <param name="PublicPage">Where everybody sees it; null unless it is published.</param>
/// <param name="PublicPicture">The picture as it is kept, for everybody; null for texts and what is not published.</param>
/// <param name="Edited">Whether a person changed its words after the model wrote them.</param>
public sealed record VerifiedRecord(
    string Kind, DateTime MadeAt, string? Model, string? Manifest, string Sha256, Guid? WorkId, Guid? OutputId, string? PublicPage = null, string? PublicPicture = null,
    bool Edited = false);
