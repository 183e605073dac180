using System.ComponentModel.DataAnnotations;
using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Models;

/// <param name="Kind">"text", "image", "enlarger" (of pictures), "classifier" (of texts) or "picture-classifier".</param>
/// <param name="Kinds">What it can make.</param>
/// <param name="Problem">Why it can't be used, for people; null when it can.</param>
/// <param name="Card">Address of its card, Markdown; null when it came without one.</param>
/// <param name="Sizes">Edge lengths in pixels; empty for any multiple of 8.</param>
public sealed record ModelView(
    string Id, string Name, string Kind, string Version, string Licence, string Description,
    IReadOnlyList<string> CanDo, IReadOnlyList<string> Limits, IReadOnlyList<string> Kinds,
    GenerationSettings Defaults, IReadOnlyList<int> Sizes, string? Card, string? Problem)
{
    /// <summary>By kind, all defaults of texts that are chosen of several drafts, where some differ from <see cref="Defaults"/>.</summary>
    public IReadOnlyDictionary<string, GenerationSettings> DraftDefaults { get; init; } = new Dictionary<string, GenerationSettings>();

    /// <summary>What the model itself has for usual, where <see cref="Defaults"/> is what this server uses.</summary>
    public GenerationSettings Own { get; init; } = new();

    /// <summary>What an administrator set in its place.</summary>
    public GenerationSettings Preferred { get; init; } = new();

    /// <summary>What an administrator says to those who choose it.</summary>
    public string? Note { get; init; }

    /// <summary>SHA-256 of each of the model's files.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Whether it is in memory now; the first work of one that isn't takes longer.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Whether it was fetched or imported on this server, and an administrator may remove it.</summary>
    public bool CanRemove { get; init; }

    /// <summary>How its graphs run, in words, where that was measured on this machine.</summary>
    public string? RunsWith { get; init; }

    /// <summary>Whether it can paint several pictures and choose the best by itself.</summary>
    public bool Chooses { get; init; }

    /// <summary>By kind, the lengths and tones that a text can be asked for in.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Wishes { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The styles that pictures can be asked for in; empty where it follows the words alone.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>Whether it reads what was said before in a chat.</summary>
    public bool Converses { get; init; }

    /// <summary>Whether a story that goes on can be told what is to happen next.</summary>
    public bool TakesWish { get; init; }

    /// <summary>The schedulers that can step it; empty for text models.</summary>
    public IReadOnlyList<string> Schedulers { get; init; } = [];

    public GenerationSettings DefaultsOf(string kind, string mode) => mode == Modes.Instant ? Defaults : DraftDefaults.GetValueOrDefault(kind, Defaults);
}

/// <param name="Schedulers">Names to choose from for pictures.</param>
public sealed record ModelsView(IReadOnlyList<ModelView> Models, IReadOnlyList<string> Schedulers)
{
    /// <summary>What graphs run on: CPU, CUDA, DirectML, OpenVINO or CoreML.</summary>
    public string RunsOn { get; init; } = "";

    /// <summary>Version of ONNX Runtime.</summary>
    public string OnnxRuntime { get; init; } = "";
}

public sealed record ModelPreferenceRequest
{
    [StringLength(MaxNoteLength, ErrorMessage = "Keep the note under 500 characters.")]
    public string? Note { get; init; }

    /// <summary>Settings that works get which say nothing else; null for the model's own.</summary>
    public GenerationSettings? Usual { get; init; }

    public const int MaxNoteLength = 500;
}

public sealed record PromptLengthRequest
{
    [Required(AllowEmptyStrings = true, ErrorMessage = "Send the prompt to measure.")]
    [StringLength(GenerationRequest.MaxPromptLength, ErrorMessage = "That is too long: keep the prompt under 8,000 characters.")]
    public string Prompt { get; init; } = "";
}

/// <param name="Tokens">Of the whole prompt.</param>
/// <param name="Room">How many the model reads.</param>
/// <param name="LeftOut">The words that it doesn't; null if it reads all.</param>
public sealed record PromptLengthView(int Tokens, int Room, string? LeftOut);
