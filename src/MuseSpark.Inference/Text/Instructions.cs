namespace MuseSpark.Inference.Text;

/// <summary>What to ask of a model that follows instructions, by kind.</summary>
internal static class Instructions
{
    public static string For(TextRequest request) => request.Kind switch
    {
        "story" => $"Write a {Length(request, "short")}{Tone(request)}story{(request.Length == "long" ? " of several parts" : "")}. Reply with the story only.\n\nWhat it is about: {request.Prompt}",
        "poem" => $"Write a {Length(request, "short")}{Tone(request)}poem. Reply with the poem only.\n\nWhat it is about: {request.Prompt}",
        "ideas" => $"Give a list of five short, different ideas. Reply with the list only.\n\nWhat they are for: {request.Prompt}",
        "continue" => $"Go on with the story. Reply with the next part only{Wishes(request)}.\n\nWhat happens next: {request.Prompt}",
        _ => request.Prompt,
    };

    private static string Wishes(TextRequest request) =>
        request is { Length: null, Tone: null } ? "" : $", a {Length(request, "")}{Tone(request)}".TrimEnd(' ', ',') + " one";

    private static string Length(TextRequest request, string usual) => (request.Length switch { "short" => "very short", "long" => "long", _ => usual }) + (request.Tone is null ? " " : ", ");

    private static string Tone(TextRequest request) => request.Tone is null ? "" : request.Tone + " ";
}
