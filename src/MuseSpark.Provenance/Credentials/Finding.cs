namespace MuseSpark.Provenance.Credentials;

public enum FindingKind
{
    Success,
    Information,
    Failure,
}

/// <summary>One step of a validation and what came of it.</summary>
/// <param name="Code">a C2PA status code (15.2), for instance "assertion.dataHash.mismatch"</param>
/// <param name="Url">the JUMBF address that was looked at</param>
/// <param name="Explanation">a sentence for people</param>
/// <param name="Ingredient">the address of the ingredient assertion under which it was found; null for the file's own manifest</param>
public sealed record Finding(string Code, FindingKind Kind, string Url, string Explanation, string? Ingredient = null);
