namespace MuseSpark.Inference.Text;

/// <summary>What to ask of a model that follows instructions, by kind.</summary>
internal static class Instructions
{
    public static string For(string kind, string prompt) => kind switch
    {
        "story" => $"Write a short story. Reply with the story only.\n\nWhat it is about: {prompt}",
        "poem" => $"Write a short poem. Reply with the poem only.\n\nWhat it is about: {prompt}",
        "ideas" => $"Give a list of five short, different ideas. Reply with the list only.\n\nWhat they are for: {prompt}",
        _ => prompt,
    };
}
