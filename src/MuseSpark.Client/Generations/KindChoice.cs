using MuseSpark.Client.Models;

namespace MuseSpark.Client.Generations;

/// <summary>One card of the create page: a kind, or a kind with something added.</summary>
/// <param name="Key">Names the choice in the draft and in the page; a story with its picture has its own.</param>
public sealed record KindChoice(string Key, string Title, string Kind, bool WithPicture, IReadOnlyList<string> Examples)
{
    public const string StoryWithPicture = "story-with-picture";

    public static IReadOnlyList<KindChoice> All { get; } =
    [
        new(StoryWithPicture, "Story with picture", Kinds.Story, true,
        [
            "A brave fox finds a lantern in a snowy forest",
            "A small robot who is afraid of the rain",
            "A little owl wants to see the sea",
        ]),
        new(Kinds.Story, "Story", Kinds.Story, false,
        [
            "A girl and her grandmother bake bread for the whole village",
            "The dragon who could not breathe fire",
            "Two mice plan a journey to the moon",
        ]),
        new(Kinds.Picture, "Picture", Kinds.Picture, false,
        [
            "a fox in front of a house at night with a crescent moon",
            "a duck next to a sailing boat under a blue sky",
            "a pencil sketch of a whale",
        ]),
        new(Kinds.Poem, "Poem", Kinds.Poem, false,
        [
            "The first snow of the year",
            "A cat asleep in the afternoon sun",
            "The sea at night",
        ]),
        new(Kinds.Ideas, "Ideas", Kinds.Ideas, false,
        [
            "Birthday stories about a lost toy",
            "What a lighthouse keeper might find on the beach",
            "Friends for a shy bear",
        ]),
        new(Kinds.Chat, "Chat", Kinds.Chat, false,
        [
            "Why do leaves turn red in autumn?",
            "What could I write to a friend who has moved away?",
            "Tell me something kind",
        ]),
        new(Kinds.Caption, "Describe", Kinds.Caption, false, []),
    ];

    private static readonly KindChoice Brought = new(Kinds.Upload, "Brought from outside", Kinds.Upload, false, []);
    private static readonly KindChoice Drawn = new(Kinds.Mask, "A mask", Kinds.Mask, false, []);
    private static readonly KindChoice Edited = new(Kinds.Edit, "Edited by a person", Kinds.Edit, false, []);

    private static readonly KindChoice Enlarged = new(Kinds.Enlarge, "Enlarged", Kinds.Enlarge, false, []);

    public static KindChoice Of(string kind, bool withPicture) => kind == Kinds.Upload ? Brought : kind == Kinds.Mask ? Drawn : kind == Kinds.Edit ? Edited : kind == Kinds.Enlarge ? Enlarged
        : All.FirstOrDefault(choice => choice.Kind == kind && choice.WithPicture == withPicture) ?? All.First(choice => choice.Kind == kind);

    public bool MakesText => Kind is not (Kinds.Picture or Kinds.Enlarge or Kinds.Upload or Kinds.Mask);

    /// <summary>Whether a text model writes, so that its settings matter.</summary>
    public bool WritesText => MakesText && Kind is not (Kinds.Caption or Kinds.Edit);

    /// <summary>Whether it is about a picture or may start from one.</summary>
    public bool TakesPicture => Kind is Kinds.Picture or Kinds.Caption;

    public bool MakesPicture => WithPicture || Kind is Kinds.Picture or Kinds.Enlarge;

    /// <summary>The models that can be chosen for it: those of its main part.</summary>
    public IEnumerable<ModelView> Usable(ModelsView models) =>
        models.Models.Where(model => model.Problem is null && model.Kinds.Contains(Kind));

    public bool CanBeMade(ModelsView models) =>
        Usable(models).Any() && (!WithPicture || models.Models.Any(model => model.Problem is null && model.Kinds.Contains(Kinds.Picture)));
}
