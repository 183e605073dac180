namespace MuseSpark.Inference.Classification;

/// <summary>Names of what is looked for. The first six are judged by the model, the last two by rules.</summary>
public static class Categories
{
    /// <summary>Explicit sexual content.</summary>
    public const string Sexual = "sexual";

    /// <summary>Contempt for people because of what they are: origin, religion, sex, disability and the like.</summary>
    public const string Hate = "hate";

    /// <summary>Insults and threats to a person.</summary>
    public const string Harassment = "harassment";

    /// <summary>Calls to violence, glorified cruelty, graphic gore. A battle in a story is none of these.</summary>
    public const string Violence = "violence";

    /// <summary>Intent, encouragement or instructions to harm oneself.</summary>
    public const string SelfHarm = "self-harm";

    /// <summary>Instructions for crimes, or requests for them.</summary>
    public const string Illicit = "illicit";

    /// <summary>Sexual content with minors.</summary>
    public const string SexualMinors = "sexual/minors";

    /// <summary>Numbers, addresses and keys that belong to somebody.</summary>
    public const string PersonalData = "personal-data";

    public static IReadOnlyList<string> Judged { get; } = [Sexual, Hate, Harassment, Violence, SelfHarm, Illicit];

    public static IReadOnlyList<string> All { get; } = [.. Judged, SexualMinors, PersonalData];
}
