namespace MuseSpark.Client.Generations;

public static class Kinds
{
    public const string Story = "story", Poem = "poem", Ideas = "ideas", Chat = "chat", Picture = "picture", Caption = "caption", Enlarge = "enlarge";

    /// <summary>A picture that somebody brought: it is listed like a work, but nothing here makes it.</summary>
    public const string Upload = "upload";

    /// <summary>A mask that somebody drew on a picture. It is in no list unless that asks for masks.</summary>
    public const string Mask = "mask";

    /// <summary>A text that a person made from another one, word by word: no model has a part in it.</summary>
    public const string Edit = "edit";

    public static IReadOnlyList<string> All { get; } = [Story, Poem, Ideas, Chat, Picture, Caption, Enlarge, Upload, Mask, Edit];

    /// <summary>Whether it came from a person as it is: nothing here makes it, or can make it again.</summary>
    public static bool IsBrought(string kind) => kind is Upload or Mask;

    /// <summary>Whether a picture model makes it, or looks at its picture, and no text model has a part in it.</summary>
    public static bool NeedsPictureModel(string kind) => kind is Picture or Caption or Enlarge;

    /// <summary>Whether it is about a picture alone, so that nobody need say anything.</summary>
    public static bool NeedsNoWords(string kind) => kind is Caption or Enlarge;
}
