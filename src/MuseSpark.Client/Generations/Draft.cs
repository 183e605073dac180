namespace MuseSpark.Client.Generations;

/// <summary>What is on the create page at the moment; kept in the browser so that a reload loses nothing.</summary>
public sealed record Draft
{
    public string Choice { get; set; } = KindChoice.StoryWithPicture;
    public string Prompt { get; set; } = "";
    public string NegativePrompt { get; set; } = "";
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
        Model = work.Models.FirstOrDefault(use => use.Part == (work.Kind == Kinds.Picture ? "picture" : "text"))?.Id,
        Seed = work.Seed,
        SeedLocked = true,
        Settings = work.Settings,
    };

    /// <summary>Only what the kind takes: settings of other kinds stay in the draft, but are not sent.</summary>
    public GenerationRequest ToRequest(KindChoice choice)
    {
        var all = Settings;
        var settings = new GenerationSettings { WithPicture = choice.WithPicture };
        if (choice.MakesText)
        {
            settings = settings with
            {
                MaxTokens = all.MaxTokens, Temperature = all.Temperature, TopK = all.TopK, TopP = all.TopP, MinP = all.MinP,
                RepetitionPenalty = all.RepetitionPenalty, Stop = all.Stop,
            };
        }

        if (choice.MakesPicture)
        {
            settings = settings with
            {
                Width = all.Width, Height = all.Height, Steps = all.Steps, Guidance = all.Guidance, Scheduler = all.Scheduler,
            };
        }

        return new GenerationRequest
        {
            Kind = choice.Kind,
            Prompt = Prompt,
            NegativePrompt = choice.MakesPicture && !string.IsNullOrWhiteSpace(NegativePrompt) ? NegativePrompt : null,
            Model = Model,
            Seed = SeedLocked ? Seed : null,
            Settings = settings,
        };
    }
}
