using MuseSpark.Client.Models;

namespace MuseSpark.Client.Generations;

/// <summary>What is on the create page at the moment; kept in the browser so that a reload loses nothing.</summary>
public sealed record Draft
{
    public string Choice { get; set; } = KindChoice.StoryWithPicture;
    public string Prompt { get; set; } = "";
    public string NegativePrompt { get; set; } = "";
    public string Mode { get; set; } = Modes.Instant;
    public string? Model { get; set; }
    public long? Seed { get; set; }
    public bool SeedLocked { get; set; }
    public GenerationSettings Settings { get; set; } = new();

    /// <summary>The picture to describe or to start from, an output's id.</summary>
    public Guid? SourceId { get; set; }

    /// <summary>The words that this draft took the place of, to be put back; null when there were none.</summary>
    public string? Replaced { get; set; }

    /// <summary>The same settings as an earlier work, to change and make anew.</summary>
    public static Draft From(GenerationView work) => new()
    {
        Choice = KindChoice.Of(work.Kind, work.Settings.WithPicture).Key,
        Prompt = work.Prompt,
        NegativePrompt = work.NegativePrompt ?? "",
        Mode = work.Mode,
        Model = work.Models.FirstOrDefault(use => use.Part == (Kinds.NeedsPictureModel(work.Kind) ? "picture" : "text"))?.Id,
        Seed = work.Seed,
        SeedLocked = true,
        Settings = work.Settings,
        SourceId = work.SourceId,
    };

    /// <summary>A picture to start from, with the words it was made with.</summary>
    public static Draft StartingFrom(OutputView picture, string prompt) => new() { Choice = Kinds.Picture, Prompt = prompt, SourceId = picture.Id };

    /// <summary>Another picture to start from, or none. A mask belongs to its picture, and so does how much may change within it.</summary>
    public Draft StartingFrom(Guid? source) => this with
    {
        SourceId = source,
        Settings = Settings.MaskId is null ? Settings : Settings with { MaskId = null, MaskGrow = null, MaskBlur = null, OnlyMasked = null, Strength = null },
    };

    /// <summary>Another seed, or one that is no longer kept. A variation belongs to its seed.</summary>
    public Draft WithSeed(long? seed, bool locked) => this with
    {
        Seed = seed,
        SeedLocked = locked,
        Settings = locked && seed == Seed ? Settings : Settings with { VariationSeed = null, VariationStrength = null },
    };

    /// <summary>Without the scheduler, size and style that the picture model lacks; all stays where there is none.</summary>
    public Draft FitTo(ModelView? painter)
    {
        if (painter is null) return this;
        int? Fitting(int? edge) => painter.Sizes.Count == 0 || painter.Sizes.Contains(edge ?? 0) ? edge : null;
        return this with
        {
            Settings = Settings with
            {
                Scheduler = painter.Schedulers.Contains(Settings.Scheduler) ? Settings.Scheduler : null,
                Width = Fitting(Settings.Width),
                Height = Fitting(Settings.Height),
                Style = painter.Styles.Contains(Settings.Style) ? Settings.Style : null,
            },
        };
    }

    /// <summary>Leaves to the models what the draft asks of them anyway, so that only real choices show as chosen.</summary>
    public Draft LeaveTo(GenerationSettings text, GenerationSettings picture)
    {
        static T? Unless<T>(T? own, T? usual) => EqualityComparer<T?>.Default.Equals(own, usual) ? default : own;
        var own = Settings;
        return this with
        {
            Settings = own with
            {
                MaxTokens = Unless(own.MaxTokens, text.MaxTokens is { } most ? TextWishes.MostTokens(most, own.Length) : null),
                Temperature = Unless(own.Temperature, text.Temperature),
                TopK = Unless(own.TopK, text.TopK),
                TopP = Unless(own.TopP, text.TopP),
                MinP = Unless(own.MinP, text.MinP),
                RepetitionPenalty = Unless(own.RepetitionPenalty, text.RepetitionPenalty),
                Dry = Unless(own.Dry, text.Dry),
                Hold = Unless(own.Hold, text.Hold),
                Openings = Unless(own.Openings, text.Openings),
                TextGuidance = Unless(own.TextGuidance, text.TextGuidance),
                Width = Unless(own.Width, picture.Width),
                Height = Unless(own.Height, picture.Height),
                Steps = Unless(own.Steps, picture.Steps),
                Guidance = Unless(own.Guidance, picture.Guidance),
                Scheduler = Unless(own.Scheduler, picture.Scheduler),
                PictureOpenings = Unless(own.PictureOpenings, picture.PictureOpenings),
                Strength = own.MaskId is null ? own.Strength : Unless(own.Strength, 1),
            },
        };
    }

    /// <summary>Only what the kind takes: settings of other kinds stay in the draft, but are not sent.</summary>
    /// <param name="chooses">Whether the picture model can choose the best of several pictures.</param>
    /// <param name="wishes">The lengths and tones that the text model can be asked for.</param>
    public GenerationRequest ToRequest(KindChoice choice, bool chooses, IReadOnlyList<string> wishes)
    {
        var all = Settings;
        var settings = new GenerationSettings { WithPicture = choice.WithPicture };
        if (choice.WritesText)
        {
            settings = settings with
            {
                MaxTokens = all.MaxTokens,
                Length = wishes.Contains(all.Length) ? all.Length : null,
                Tone = wishes.Contains(all.Tone) ? all.Tone : null,
                Temperature = all.Temperature,
                TopK = all.TopK,
                TopP = all.TopP,
                MinP = all.MinP,
                RepetitionPenalty = all.RepetitionPenalty,
                PresencePenalty = all.PresencePenalty,
                FrequencyPenalty = all.FrequencyPenalty,
                Dry = all.Dry,
                Hold = choice.Kind == Kinds.Story ? all.Hold : null,
                Openings = choice.Kind == Kinds.Story ? all.Openings : null,
                TextGuidance = choice.Kind == Kinds.Chat ? null : all.TextGuidance,
                Stop = all.Stop,
                BannedWords = all.BannedWords,
                LogitBias = all.LogitBias,
                Structure = all.Structure,
            };
        }

        if (choice.MakesPicture)
        {
            settings = settings with
            {
                Width = all.Width,
                Height = all.Height,
                Steps = all.Steps,
                Guidance = all.Guidance,
                Scheduler = all.Scheduler,
                Style = all.Style,
                PictureOpenings = chooses && (choice.Kind != Kinds.Picture || SourceId is null) ? all.PictureOpenings : null,
            };
            if (choice.Kind == Kinds.Picture && SeedLocked)
            {
                settings = settings with { VariationSeed = all.VariationSeed, VariationStrength = all.VariationStrength };
            }
            if (choice.TakesPicture && SourceId is not null)
            {
                settings = settings with { Strength = all.Strength, MaskId = all.MaskId, MaskGrow = all.MaskGrow, MaskBlur = all.MaskBlur, OnlyMasked = all.OnlyMasked };
            }
        }

        return new GenerationRequest
        {
            Kind = choice.Kind,
            Mode = choice.WritesText || (choice.MakesPicture && chooses) ? Mode : null,
            Prompt = choice.Kind == Kinds.Caption ? "" : Prompt,
            SourceId = choice.TakesPicture ? SourceId : null,
            NegativePrompt = choice.MakesPicture && !string.IsNullOrWhiteSpace(NegativePrompt) ? NegativePrompt : null,
            Model = Model,
            Seed = SeedLocked ? Seed : null,
            Settings = settings,
        };
    }
}
