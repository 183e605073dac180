namespace MuseSpark.Inference.Classification.Reading;

/// <summary>Parts of a text that are judged each by itself, so that one sentence is not lost in a long text.</summary>
public static class Windows
{
    /// <summary>Words in a window; half of them are in the next one too.</summary>
    public const int Size = 24;

    private const int Step = Size / 2;

    /// <summary>(first, end) in words. A short text is one window.</summary>
    public static IEnumerable<(int First, int End)> Of(int places)
    {
        if (places == 0) yield break;
        for (var first = 0; ; first += Step)
        {
            var end = Math.Min(places, first + Size);
            yield return (first, end);
            if (end == places) yield break;
        }
    }
}
