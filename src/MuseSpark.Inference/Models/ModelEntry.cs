namespace MuseSpark.Inference.Models;

/// <summary>A model folder as the catalog found it.</summary>
/// <param name="Problem">Why it can't be used, a sentence for people; null if as far as is known it can.</param>
public sealed record ModelEntry(ModelManifest Manifest, string Folder, string? Problem);
