using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Moderation;

namespace MuseSpark.Client.Generations;

/// <summary>Where a generation stands. Completed, Failed, Cancelled and Withdrawn are final.</summary>
public enum GenerationState { Queued, Running, Held, Completed, Failed, Cancelled, Withdrawn }

public sealed record GenerationRequest : IValidatableObject
{
    /// <summary>Null: the person's current workspace.</summary>
    public Guid? WorkspaceId { get; init; }

    [Required(ErrorMessage = WhatToMake)]
    [AllowedValues(Kinds.Story, Kinds.Poem, Kinds.Ideas, Kinds.Chat, Kinds.Picture, Kinds.Caption, Kinds.Enlarge, ErrorMessage = WhatToMake)]
    public string Kind { get; init; } = "";

    [AllowedValues(null, Modes.Instant, Modes.Thinking, Modes.Contemplating, ErrorMessage = "Choose a mode: instant, thinking or contemplating.")]
    public string? Mode { get; init; }

    /// <summary>May be left out for a caption, and is for an enlargement.</summary>
    [StringLength(MaxPromptLength, ErrorMessage = "That is too long: keep the prompt under 8,000 characters.")]
    public string Prompt { get; init; } = "";

    [StringLength(2_000, ErrorMessage = "Keep what to leave out under 2,000 characters.")]
    public string? NegativePrompt { get; init; }

    /// <summary>Model id; null: the first one that can make the kind, and for an enlargement the one that suits its picture.</summary>
    [StringLength(200, ErrorMessage = "That is not a model's id.")]
    public string? Model { get; init; }

    /// <value>0 to 2^53 - 1, so that it survives as a JSON number; null: drawn by the server.</value>
    [Range(0, MaxSeed, ErrorMessage = "The seed is a whole number from 0 to 9007199254740991.")]
    public long? Seed { get; init; }

    public GenerationSettings? Settings { get; init; }

    /// <summary>The generation this one repeats or goes on from.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>A prompt that the screen stops waits for a person instead of being refused.</summary>
    public bool AskReview { get; init; }

    /// <summary>The output of kind "picture" that a caption is about, that a picture starts from, or that is enlarged.</summary>
    public Guid? SourceId { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var wordless = Kinds.NeedsNoWords(Kind);
        if (wordless && SourceId is null) yield return new(Kind == Kinds.Caption ? "Choose the picture to describe." : "Choose the picture to enlarge.", [nameof(SourceId)]);
        if (wordless && Prompt is null) yield return new("The prompt can't be null: leave it out.", [nameof(Prompt)]);
        if (!wordless && string.IsNullOrWhiteSpace(Prompt)) yield return new("Write a few words about what to make.", [nameof(Prompt)]);
    }

    private const string WhatToMake = "Choose what to make: story, poem, ideas, chat, picture, caption or enlarge.";
    public const int MaxPromptLength = 8_000;
    public const long MaxSeed = (1L << 53) - 1;
}

/// <summary>Null means the model's own default.</summary>
public sealed record GenerationSettings
{
    [Range(1, 4_096, ErrorMessage = "Length is 1 to 4096 tokens.")]
    public int? MaxTokens { get; init; }

    /// <value>"short" or "long"; null for the usual.</value>
    [AllowedValues(null, TextWishes.Short, TextWishes.Long, ErrorMessage = "The length is short or long; leave it out for the usual one.")]
    public string? Length { get; init; }

    /// <value>"funny", "gentle" or "exciting"; null for any.</value>
    [AllowedValues(null, TextWishes.Funny, TextWishes.Gentle, TextWishes.Exciting, ErrorMessage = "The tone is funny, gentle or exciting; leave it out for any.")]
    public string? Tone { get; init; }

    [Range(0.0, 2.0, ErrorMessage = "Temperature is 0 to 2.")]
    public float? Temperature { get; init; }

    [Range(0, 1_000, ErrorMessage = "Top-k is 0 (off) to 1000.")]
    public int? TopK { get; init; }

    [Range(0.01, 1.0, ErrorMessage = "Top-p is 0.01 to 1.")]
    public float? TopP { get; init; }

    [Range(0.0, 1.0, ErrorMessage = "Min-p is 0 to 1.")]
    public float? MinP { get; init; }

    [Range(1.0, 2.0, ErrorMessage = "Repetition penalty is 1 (off) to 2.")]
    public float? RepetitionPenalty { get; init; }

    /// <value>Taken from the chances of words that the text has already, whatever their number.</value>
    [Range(-2.0, 2.0, ErrorMessage = "The presence penalty is -2 to 2; 0 is off.")]
    public float? PresencePenalty { get; init; }

    /// <value>The same for each time that a word stands in the text.</value>
    [Range(-2.0, 2.0, ErrorMessage = "The frequency penalty is -2 to 2; 0 is off.")]
    public float? FrequencyPenalty { get; init; }

    /// <value>How strongly a text is kept from saying a row of words again (DRY); 0.8 is usual.</value>
    [Range(0.0, 5.0, ErrorMessage = "DRY is 0 (off) to 5.")]
    public float? Dry { get; init; }

    /// <value>How strongly a story is drawn to the nouns and names of its prompt that it has not said yet; the model's own, else 0.</value>
    [Range(0.0, 5.0, ErrorMessage = "Hold is 0 (off) to 5.")]
    public float? Hold { get; init; }

    /// <value>How many beginnings of a story are written to go on with the best; only where a story is made instantly. The model's own, else 1.</value>
    [Range(1, 8, ErrorMessage = "Openings are 1 (off) to 8.")]
    public int? Openings { get; init; }

    /// <value>
    /// How many beginnings of a picture are painted to go on with the one that promises most; only where painting starts from words alone and the
    /// model can choose. The model's own, else 1.
    /// </value>
    [Range(1, 8, ErrorMessage = "Beginnings of a picture are 1 (no choice) to 8.")]
    public int? PictureOpenings { get; init; }

    /// <value>How strongly a text leans towards its prompt; costs a second row of the model's work. The model's own for stories, else 1.</value>
    [Range(1.0, 4.0, ErrorMessage = "Text guidance is 1 (off) to 4.")]
    public float? TextGuidance { get; init; }

    [MaxLength(8, ErrorMessage = "At most 8 stop strings.")]
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Words and phrases of 1 to 100 characters that a text never says, in any case; "ass" rules out "assess", not "class".</summary>
    [MaxLength(MaxBanned, ErrorMessage = "At most 100 banned words.")]
    public IReadOnlyList<string>? BannedWords { get; init; }

    /// <summary>Added to the chances of the model's tokens, by their ids: -100 (never) to 100 (nothing else), for at most 1,000 of them.</summary>
    public IReadOnlyDictionary<int, float>? LogitBias { get; init; }

    /// <summary>What a text must be; null for anything. If it is cut by its length before it is complete, a note says so.</summary>
    public TextForm? Structure { get; init; }

    /// <summary>The chat that this one answers to, or the story that it goes on with: the model reads what was said there, and before it.</summary>
    public Guid? ReplyTo { get; init; }

    /// <summary>A story also paints its scene.</summary>
    public bool WithPicture { get; init; }

    /// <value>One of the styles that the picture model was taught (<c>styles</c> in /api/models); null: as it comes.</value>
    [StringLength(40, ErrorMessage = "That is not the name of a style.")]
    public string? Style { get; init; }

    [Range(64, 1_024, ErrorMessage = "Width is 64 to 1024 pixels.")]
    public int? Width { get; init; }

    [Range(64, 1_024, ErrorMessage = "Height is 64 to 1024 pixels.")]
    public int? Height { get; init; }

    [Range(1, 100, ErrorMessage = "Steps are 1 to 100.")]
    public int? Steps { get; init; }

    [Range(0.0, 20.0, ErrorMessage = "Guidance is 1 (off) to 20.")]
    public float? Guidance { get; init; }

    public string? Scheduler { get; init; }

    /// <value>How far a picture may go from the one it starts from; 1 keeps next to nothing of it.</value>
    [Range(0.05, 1.0, ErrorMessage = "The change is 0.05 (hardly any) to 1 (everything).")]
    public float? Strength { get; init; }

    /// <summary>An output of kind "mask" or "picture": where it is white the source is painted anew, where it is black it stays as it is.</summary>
    public Guid? MaskId { get; init; }

    /// <value>Pixels by which the white grows.</value>
    [Range(0, 256, ErrorMessage = "The mask grows by 0 to 256 pixels.")]
    public int? MaskGrow { get; init; }

    /// <value>Pixels over which the edge of the mask fades out.</value>
    [Range(0, 256, ErrorMessage = "The edge of the mask fades over 0 to 256 pixels.")]
    public int? MaskBlur { get; init; }

    /// <summary>
    /// Only what the mask frees and a little around it is looked at and painted, in the size of <see cref="Width"/> and <see cref="Height"/>; it is put
    /// back into the picture, which keeps its own size.
    /// </summary>
    public bool? OnlyMasked { get; init; }

    /// <value>A second seed, for small changes: the picture goes from that of the seed towards that of this one.</value>
    [Range(0, GenerationRequest.MaxSeed, ErrorMessage = "The seed of a variation is a whole number from 0 to 9007199254740991.")]
    public long? VariationSeed { get; init; }

    /// <value>How far: 0 is the picture of the seed, 1 that of the other one, begun the same way; 0.3 if not said.</value>
    [Range(0.0, 1.0, ErrorMessage = "A variation goes from 0 (none) to 1 (another picture).")]
    public float? VariationStrength { get; init; }

    /// <value>How many times longer the edges of the source become.</value>
    [AllowedValues(null, 2, 4, ErrorMessage = "A picture is enlarged 2 or 4 times.")]
    public int? Enlarge { get; init; }

    public const int MaxBanned = 100;

    /// <summary>Pixels along an edge of an enlarged picture.</summary>
    public const int MaxEnlarged = 4_096;
}

/// <summary>What a text must be: one of the three.</summary>
/// <param name="Regex">A regular expression that the whole text matches, at most 10,000 characters.</param>
/// <param name="Grammar">A grammar in the notation of llama.cpp (GBNF), whose rule "root" the text is; at most 10,000 characters.</param>
/// <param name="Schema">A JSON schema, at most 64 KB; keywords that can't be kept are refused.</param>
public sealed record TextForm(string? Regex = null, string? Grammar = null, JsonElement? Schema = null);

public sealed record GenerationView
{
    public required Guid Id { get; init; }
    public required Guid WorkspaceId { get; init; }
    public required string Kind { get; init; }
    public required string Mode { get; init; }
    public required GenerationState State { get; init; }
    public required string Prompt { get; init; }
    public string? NegativePrompt { get; init; }
    public required GenerationSettings Settings { get; init; }
    public required long Seed { get; init; }
    public IReadOnlyList<ModelUse> Models { get; init; } = [];
    public IReadOnlyList<OutputView> Outputs { get; init; } = [];
    public UsageView? Usage { get; init; }

    /// <summary>Why it failed, or waits for a person, for people.</summary>
    public string? Error { get; init; }

    /// <summary>What a reviewer decided on it.</summary>
    public CaseDecision? Restriction { get; init; }

    /// <summary>What to expect, as a category of moderation.</summary>
    public string? Label { get; init; }

    public Guid? ParentId { get; init; }

    /// <summary>The picture it is about, starts from or enlarges, or the text that it is an edit of.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>The IPTC term for where a picture comes from, as its credentials say; null where that follows from the rest, and without a picture.</summary>
    public string? DigitalSourceType { get; init; }

    /// <summary>Null unless everybody with its link may see it.</summary>
    public PublicationView? Published { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? StartedAt { get; init; }
    public DateTime? FinishedAt { get; init; }

    [JsonIgnore]
    public bool IsFinal => State is GenerationState.Completed or GenerationState.Failed or GenerationState.Cancelled or GenerationState.Withdrawn;
}

/// <param name="Part">"text" or "picture".</param>
public sealed record ModelUse(string Part, string Id, string Name);

/// <param name="Kind">"text", "picture" or "mask".</param>
/// <param name="Url">Where the bytes are, for pictures.</param>
/// <param name="Notes">What is to be said with it; null if nothing is, and in lists of works.</param>
/// <param name="HumanShare">What part of a text's words a person wrote, 0 to 1; null for pictures, and in lists of works.</param>
/// <param name="Scene">The line by which a story's picture was painted; null for other outputs, and in lists of works.</param>
public sealed record OutputView(
    Guid Id, string Kind, string MediaType, string? Text, string? Url, int? Width, int? Height, string Sha256, IReadOnlyList<OutputNote>? Notes = null,
    double? HumanShare = null, string? Scene = null)
{
    /// <summary>What a picture shows, for people who can't see it: its scene where there is one, else what was asked for.</summary>
    public string AltText(string prompt) => Scene is null ? $"Picture made by AI from the words: {prompt}" : $"Picture made by AI: {Scene}";
}

/// <param name="Kind">
/// "not-drawn" for things of the prompt that are missing, "drawn-as" for those that are drawn as others, "cut-off" for words beyond what the
/// model reads, "not-left-out" for what should be missing and may not be, "left-out" for what a story does not name, "stopped" for a text that somebody stopped, "language" for a prompt that the model can't read, "unfinished" for a text that is not all of its structure.
/// </param>
/// <param name="Text">A sentence for people: "I don't know how to draw 'submarine' yet."</param>
public sealed record OutputNote(string Kind, string Text)
{
    public const string NotDrawn = "not-drawn", DrawnAs = "drawn-as", CutOff = "cut-off", Language = "language", Unfinished = "unfinished", NotLeftOut = "not-left-out", LeftOut = "left-out", Stopped = "stopped";
}

/// <param name="Milliseconds">Time at work, waiting excluded.</param>
public sealed record UsageView(int TextTokens, int PictureSteps, long Milliseconds);

/// <param name="Next">Pass as cursor for the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
