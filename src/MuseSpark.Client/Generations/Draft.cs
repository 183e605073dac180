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

    /// <summary>The same settings as an earlier work, to change and make anew.</summary>
    public static Draft From(GenerationView work) => new()
    {
        Choice = KindChoice.Of(work.Kind, work.Settings.WithPicture).Key,
        Prompt = work.Prompt,
        NegativePrompt = work.NegativePrompt ?? "",
        Mode = work.Mode,
        Model = work.Models.FirstOrDefault(use => use.Part == (work.Kind == Kinds.Picture ? "picture" : "text"))?.Id,
        Seed = work.Seed,
        SeedLocked = true,
        Settings = work.Settings,
    };

    /// <summary>Leaves to the models what the draft asks of them anyway, so that only real choices show as chosen.</summary>
    public Draft LeaveTo(GenerationSettings text, GenerationSettings picture)
    {
        static T? Unless<T>(T? own, T? usual) => EqualityComparer<T?>.Default.Equals(own, usual) ? default : own;
        var own = Settings;
        return this with
        {
            Settings = own with
            {
                MaxTokens = Unless(own.MaxTokens, text.MaxTokens),
                Temperature = Unless(own.Temperature, text.Temperature),
                TopK = Unless(own.TopK, text.TopK),
                TopP = Unless(own.TopP, text.TopP),
                MinP = Unless(own.MinP, text.MinP),
                RepetitionPenalty = Unless(own.RepetitionPenalty, text.RepetitionPenalty),
                Width = Unless(own.Width, picture.Width),
                Height = Unless(own.Height, picture.Height),
                Steps = Unless(own.Steps, picture.Steps),
                Guidance = Unless(own.Guidance, picture.Guidance),
                Scheduler = Unless(own.Scheduler, picture.Scheduler),
            },
        };
    }

    /// <summary>Only what the kind takes: settings of other kinds stay in the draft, but are not sent.</summary>
    /// <param name="chooses">Whether the picture model can choose the best of several pictures.</param>
    public GenerationRequest ToRequest(KindChoice choice, bool chooses)
    {
        var all = Settings;
        var settings = new GenerationSettings { WithPicture = choice.WithPicture };
        if (choice.MakesText)
        {
            settings = settings with
            {
                MaxTokens = all.MaxTokens,
                Temperature = all.Temperature,
                TopK = all.TopK,
                TopP = all.TopP,
                MinP = all.MinP,
                RepetitionPenalty = all.RepetitionPenalty,
                Stop = all.Stop,
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
            };
        }

        return new GenerationRequest
        {
            Kind = choice.Kind,
            Mode = choice.MakesText || chooses ? Mode : null,
            Prompt = Prompt,
            NegativePrompt = choice.MakesPicture && !string.IsNullOrWhiteSpace(NegativePrompt) ? NegativePrompt : null,
            Model = Model,
            Seed = SeedLocked ? Seed : null,
            Settings = settings,
        };
    }
}
