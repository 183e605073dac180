using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs.Edits;

namespace MuseSpark.Client.Outputs;

/// <summary>How much a copy tells of how it was made.</summary>
public static class ExportLevels
{
    public const string Recipe = "recipe", Credential = "credential", Anonymous = "anonymous";

    public static IReadOnlyList<string> All { get; } = [Recipe, Credential, Anonymous];
}

/// <summary>How an output was made: everything needed to make it again.</summary>
public sealed record ProvenanceView
{
    public required Guid OutputId { get; init; }
    public required Guid GenerationId { get; init; }
    public required string Kind { get; init; }
    public required string OutputSha256 { get; init; }
    public required string MediaType { get; init; }

    /// <summary>The person's words.</summary>
    public required string Prompt { get; init; }
    public string? NegativePrompt { get; init; }

    /// <summary>What the model was given in the end: the filled-in prompt form, or the scene line.</summary>
    public required string ExpandedPrompt { get; init; }

    /// <summary>What became of the words of the prompt, where there is something to say: those that a picture model was not taught, or that a story does not name.</summary>
    public WordsRecord? Words { get; init; }

    /// <summary>Null for what no model made here, as is <see cref="Runtime"/>: an edit, or what was brought from outside.</summary>
    public ModelRecord? Model { get; init; }
    public RuntimeRecord? Runtime { get; init; }

    /// <summary>Every setting, with the model's defaults filled in.</summary>
    public required GenerationSettings Settings { get; init; }
    public required long Seed { get; init; }

    /// <summary>How deeply the model thought; null in records from before there was a choice, which means instant.</summary>
    public string? Mode { get; init; }
    public required DateTime RequestedAt { get; init; }
    public required DateTime StartedAt { get; init; }
    public required DateTime FinishedAt { get; init; }

    /// <summary>SHA-256 of a picture's pixels as the model painted them (RGB, row by row), before the watermark; null for texts and in old records.</summary>
    public string? PaintedSha256 { get; init; }

    /// <summary>The IPTC term for where a picture comes from, as its credentials say; null for texts and in old records.</summary>
    public string? DigitalSourceType { get; init; }

    /// <summary>URN of the Content Credentials (C2PA); null in records from before there were any, and for what was brought from outside.</summary>
    public string? Manifest { get; init; }

    /// <summary>The watermark of a picture.</summary>
    public PictureMarkRecord? PictureMark { get; init; }

    /// <summary>Whether a time-stamp server confirmed the time of the signature; null where none was asked.</summary>
    public TimestampRecord? Timestamp { get; init; }

    /// <summary>Name of the watermark in the choice of a text's words; null without.</summary>
    public string? TextMark { get; init; }

    /// <summary>What a person did to a text; null for all that was not made by editing.</summary>
    public EditRecord? Edit { get; init; }

    /// <summary>The chain of works behind this one was too long for its credentials, or told a recipe: they name what it was made from, without its credentials.</summary>
    public bool OriginsCut { get; init; }

    /// <summary>Outputs and generations this one derives from.</summary>
    public IReadOnlyList<ParentRecord> Parents { get; init; } = [];
}

/// <param name="Asked">What was to be painted, the prompt or the scene line, before its words were replaced.</param>
/// <param name="Replaced">The words that were replaced by others.</param>
/// <param name="NotUnderstood">The things that were left out.</param>
/// <param name="CutOff">The end of the prompt, beyond what the model reads; null if it read all.</param>
public sealed record WordsRecord(string Asked, IReadOnlyList<WordRecord> Replaced, IReadOnlyList<string> NotUnderstood, string? CutOff = null)
{
    /// <summary>The one language that the model knows, where what was asked is of another; null else.</summary>
    public string? OnlyLanguage { get; init; }

    /// <summary>What should have been left out of the picture, and could not be; null where nothing of the kind was asked for.</summary>
    public IReadOnlyList<string>? NotLeftOut { get; init; }

    /// <summary>What a story was to be about and does not name; null where it names all.</summary>
    public IReadOnlyList<string>? LeftOut { get; init; }

    /// <summary>The text is as far as it was written when it was stopped.</summary>
    public bool Stopped { get; init; }

    /// <summary>The text reached its length before its structure was complete.</summary>
    public bool Unfinished { get; init; }
}

/// <param name="Word">"poodle"</param>
/// <param name="DrawnAs">"dog"</param>
public sealed record WordRecord(string Word, string DrawnAs);

/// <param name="Outcome">"marked", or why it could not be: "too-flat", "no-room", "too-small".</param>
/// <param name="Psnr">How little of the picture was changed, in decibels.</param>
public sealed record PictureMarkRecord(string Algorithm, string Outcome, double? Psnr);

/// <param name="Outcome">"stamped", or "missing" where the server gave no usable answer in time.</param>
public sealed record TimestampRecord(string Outcome)
{
    public const string Stamped = "stamped", Missing = "missing";
}

/// <param name="Files">SHA-256 of each of the model's files.</param>
/// <param name="TokenizerSha256">Hash of its tokenizer.json.</param>
public sealed record ModelRecord(
    string Id, string Name, string Version, string Licence, IReadOnlyDictionary<string, string> Files, string TokenizerSha256);

public sealed record RuntimeRecord(string App, string OnnxRuntime, string ExecutionProvider, string Platform);

/// <param name="Relation">"repeats", "derived-from", "goes-on-from", "illustrates", "describes" or "edits".</param>
public sealed record ParentRecord(string Relation, Guid? GenerationId, Guid? OutputId, string? Sha256);

/// <summary>What making again can show.</summary>
public static class Sameness
{
    /// <summary>Bit by bit what it was: for pictures, what the model painted, since each copy has a watermark and a signature of its own.</summary>
    public const string Identical = "identical";

    /// <summary>Other bits, but a picture that looks the same.</summary>
    public const string Alike = "alike";

    public const string Different = "different";
}

/// <summary>What came of making an output again.</summary>
/// <param name="Verdict">One of <see cref="Sameness"/>; null while it is being made.</param>
/// <param name="Differences">What differs, in sentences, when the bytes or the conditions do.</param>
public sealed record ReproductionView(Guid GenerationId, GenerationState State, string? Verdict, string ExpectedSha256, string? ActualSha256, IReadOnlyList<string> Differences)
{
    /// <summary>What was made this time; null while it is being made.</summary>
    public Guid? OutputId { get; init; }

    /// <summary>How far two pictures of one size are apart; null for texts and for what is identical.</summary>
    public PictureDistance? Distance { get; init; }
}

/// <summary>Between the pictures as they are kept, watermarks and all, in levels of 0 to 255 over all channels.</summary>
/// <param name="Mean">Mean absolute difference.</param>
/// <param name="Psnr">Peak signal to noise in decibels; null when no pixel differs.</param>
/// <param name="WorstTile">Mean absolute difference in the tile of 16 x 16 where it is largest.</param>
public sealed record PictureDistance(double Mean, double? Psnr, double WorstTile);
