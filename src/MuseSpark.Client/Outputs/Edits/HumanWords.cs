namespace MuseSpark.Client.Outputs.Edits;

/// <summary>Says what part of a text is a person's.</summary>
public static class HumanWords
{
    public static string Of(EditRecord edit) => $"{edit.HumanWords:N0} of its {edit.Words:N0} words are a person's.";

    /// <param name="share">0 to 1; of what is neither none nor all, neither is said.</param>
    public static string Of(double share) => share switch
    {
        <= 0 => "None of its words are a person's.",
        >= 1 => "All of its words are a person's.",
        _ => $"About {Math.Clamp(Math.Round(share * 100), 1, 99):0}% of its words are a person's.",
    };
}
