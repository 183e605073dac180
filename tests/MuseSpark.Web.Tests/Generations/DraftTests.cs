using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;

namespace MuseSpark.Web.Tests.Generations;

/// <summary>What the create page asks for, of what stands on it.</summary>
public sealed class DraftTests
{
    private static readonly Guid Source = Guid.NewGuid(), Mask = Guid.NewGuid();

    private readonly Draft _masked = Draft.From(new GenerationView
    {
        Id = Guid.NewGuid(),
        WorkspaceId = Guid.NewGuid(),
        Kind = Kinds.Picture,
        Mode = Modes.Instant,
        State = GenerationState.Completed,
        Prompt = "a boat",
        Seed = 1,
        CreatedAt = default,
        SourceId = Source,
        Settings = new() { Strength = 1, MaskId = Mask, MaskGrow = 4, MaskBlur = 8, OnlyMasked = true },
    });

    [Fact]
    public void A_change_to_a_part_is_asked_for_again_as_one()
    {
        var settings = Asked(_masked).Settings!;
        Assert.Equal((1f, Mask, 4, 8, true), (settings.Strength, settings.MaskId, settings.MaskGrow, settings.MaskBlur, settings.OnlyMasked));
    }

    [Fact]
    public void A_mask_goes_with_its_picture()
    {
        foreach (var other in new Guid?[] { Guid.NewGuid(), null })
        {
            var asked = Asked(_masked.StartingFrom(other));
            Assert.Equal((other, new GenerationSettings()), (asked.SourceId, asked.Settings));
        }

        Assert.Equal(new GenerationSettings(), Asked(_masked with { SourceId = null }).Settings);
        Assert.Equal(0.4f, Asked(new Draft { Choice = Kinds.Picture, Settings = new() { Strength = 0.4f } }.StartingFrom(Source)).Settings!.Strength);
    }

    [Fact]
    public void Of_a_long_story_made_again_the_length_is_a_choice_and_its_usual_size_is_none()
    {
        var usual = new GenerationSettings { MaxTokens = 440 };
        GenerationSettings Left(int tokens, string? length) => new Draft { Settings = new() { MaxTokens = tokens, Length = length } }.LeaveTo(usual, new()).Settings;
        Assert.Equal((null, "long"), (Left(880, "long").MaxTokens, Left(880, "long").Length));
        Assert.Null(Left(440, null).MaxTokens);
        Assert.Equal(440, Left(440, "long").MaxTokens);
        Assert.Equal(880, Left(880, null).MaxTokens);
    }

    [Fact]
    public void A_variation_is_asked_for_again_as_long_as_its_seed_is_kept()
    {
        var draft = new Draft { Choice = Kinds.Picture, Seed = 1, SeedLocked = true, Settings = new() { VariationSeed = 7, VariationStrength = 0.35f } };
        (long?, float?) Variation(Draft of) => (Asked(of).Settings!.VariationSeed, Asked(of).Settings!.VariationStrength);
        Assert.Equal((7L, 0.35f), Variation(draft));
        Assert.Equal((7L, 0.35f), Variation(draft.WithSeed(1, locked: true)));
        Assert.Equal((null, null), Variation(draft.WithSeed(2, locked: true)));
        Assert.Equal((null, null), Variation(draft.WithSeed(1, locked: false).WithSeed(1, locked: true)));
        Assert.Equal((null, null), Variation(draft with { SeedLocked = false }));
        Assert.Null(draft.ToRequest(KindChoice.Of(Kinds.Story, withPicture: true), chooses: false, wishes: []).Settings!.VariationSeed);
    }

    [Fact]
    public void What_the_chosen_model_lacks_leaves_the_draft()
    {
        var painter = new ModelView("painter", "Painter", "image", "1", "", "", [], [], [Kinds.Picture], new(), [256], null, null) { Schedulers = ["FlowMatchEuler"] };
        GenerationSettings Fitted(GenerationSettings settings) => new Draft { Settings = settings }.FitTo(painter).Settings;
        var fits = new GenerationSettings { Scheduler = "FlowMatchEuler", Width = 256, Height = 256, Steps = 5 };
        Assert.Equal(fits, Fitted(fits));
        Assert.Equal(new GenerationSettings { Width = 256, Steps = 5 }, Fitted(fits with { Scheduler = "Ddim", Height = 512 }));
        Assert.Equal(512, new Draft { Settings = new() { Width = 512 } }.FitTo(painter with { Sizes = [] }).Settings.Width);
    }

    private static GenerationRequest Asked(Draft draft) => draft.ToRequest(KindChoice.Of(Kinds.Picture, withPicture: false), chooses: false, wishes: []);
}
