using System.ComponentModel.DataAnnotations;

namespace MuseSpark.Client.Models;

/// <summary>A repository of the hub that can be used here.</summary>
/// <param name="Revision">The commit that it was looked up at.</param>
/// <param name="Licence">What has to be accepted.</param>
/// <param name="Address">Its page on the hub, with the terms.</param>
/// <param name="Precisions">The best on a processor first.</param>
public sealed record HubModelView(
    string Repository, string Revision, string Name, string Kind, string Architecture, string Licence, string Address, IReadOnlyList<HubPrecisionView> Precisions);

/// <param name="Id">What the model will be called here.</param>
/// <param name="Bytes">What is downloaded.</param>
public sealed record HubPrecisionView(string Id, string Name, long Bytes, bool IsHere);

public sealed record PullRequest
{
    /// <summary>"owner/name", or the address of its page.</summary>
    [Required, StringLength(300)]
    public string Repository { get; init; } = "";

    /// <summary>A branch, a tag or a commit; null for the newest.</summary>
    [StringLength(100)]
    public string? Revision { get; init; }

    /// <summary>Null for the best on a processor.</summary>
    [StringLength(20)]
    public string? Precision { get; init; }

    /// <summary>The licence as it was shown: who names it has accepted it.</summary>
    [Required, StringLength(100)]
    public string AcceptedLicence { get; init; } = "";
}

public enum PullState { Waiting, Downloading, Checking, Stopped, Failed, Installed }

/// <summary>A model on its way from the hub. It goes on whether or not anybody looks, also after a restart of the server.</summary>
/// <param name="Id">What the model will be called here.</param>
/// <param name="Done">Bytes of <paramref name="Total"/> that are there.</param>
/// <param name="BytesPerSecond">Null while nothing arrives.</param>
/// <param name="SecondsLeft">At this rate.</param>
/// <param name="Problem">Why it failed, for people. It can be resumed all the same.</param>
public sealed record PullView(
    string Id, string Repository, string Revision, string Precision, string Licence, PullState State, long Done, long Total, double? BytesPerSecond, double? SecondsLeft, string? Problem);

/// <param name="Problem">What is wrong with its files; null if nothing is.</param>
public sealed record ModelCheckView(string? Problem);
