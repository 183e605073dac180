namespace MuseSpark.Client.Generations;

/// <summary>How deeply to think before answering.</summary>
public static class Modes
{
    public const string Instant = "instant", Thinking = "thinking", Contemplating = "contemplating";

    /// <summary>How many pictures are painted; the one that shows the words best is kept.</summary>
    public static int PicturesOf(string mode) => mode switch
    {
        Thinking => 3,
        Contemplating => 8,
        _ => 1,
    };

    /// <summary>How many drafts of a text are written, at most 16, which is what the engine can also lean towards the prompt; the best is kept. One streams as it is written.</summary>
    public static int DraftsOf(string mode) => mode switch
    {
        Thinking => 10,
        Contemplating => 16,
        _ => 1,
    };
}
