namespace MuseSpark.Inference.Hub;

/// <summary>A repository as it was at one commit.</summary>
/// <param name="Revision">The commit: 40 hexadecimal digits. What is fetched is of this one, whatever is committed meanwhile.</param>
/// <param name="Licence">As the repository's card names it ("apache-2.0"), or null where it names none.</param>
/// <param name="Files">Those with a plain path; others can't be of use.</param>
public sealed record HubModel(HubRepository Repository, string Revision, string? Licence, IReadOnlyList<HubFile> Files);

/// <param name="Path">A plain path inside the repository.</param>
public sealed record HubFile(string Path, long Bytes, ContentHash Hash);
