namespace MuseSpark.Client.Generations;

/// <summary>What may be asked of a story or poem beside its words.</summary>
public static class TextWishes
{
    public const string Short = "short", Long = "long", Funny = "funny", Gentle = "gentle", Exciting = "exciting";

    public static readonly IReadOnlyList<string> Lengths = [Short, Long], Tones = [Funny, Gentle, Exciting], All = [.. Lengths, .. Tones];

    /// <summary>The most tokens of a text of that length, where that isn't said.</summary>
    /// <param name="usual">Those of the usual length.</param>
    public static int MostTokens(int usual, string? length) => length == Long ? 2 * usual : usual;

    public static bool Suit(string kind) => kind is Kinds.Story or Kinds.Poem;
}
