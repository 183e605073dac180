namespace MuseSpark.Inference.Models;

/// <summary>What model.json says of a model folder.</summary>
public sealed record ModelManifest
{
    public required string Id { get; init; }
    public required string Name { get; init; }

    /// <value>"text", "image", "enlarger" (of pictures), "classifier" (of texts) or "picture-classifier".</value>
    public required string Kind { get; init; }

    /// <summary>Key of the text architecture, of the picture pipeline or of the form of classifier or enlarger.</summary>
    public required string Architecture { get; init; }

    public required string Version { get; init; }
    public required string Licence { get; init; }

    /// <summary>Where it was fetched from; null for models that came with the app or in a folder.</summary>
    public ModelSource? Source { get; init; }

    public string Description { get; init; } = "";
    public IReadOnlyList<string> CanDo { get; init; } = [];
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>Name of the model card file.</summary>
    public string? Card { get; init; }

    /// <summary>Relative path of each file that matters, with its SHA-256 in lower-case hex.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>What it can make: "story", "poem", "ideas", "chat", "picture", "caption", "enlarge"; or what it does: "text-screening", "picture-screening".</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    public ModelDefaults Defaults { get; init; } = new();

    /// <summary>By kind, what differs from <see cref="Defaults"/> where several drafts are written, of which the best is kept.</summary>
    public IReadOnlyDictionary<string, ModelDefaults> DraftDefaults { get; init; } = new Dictionary<string, ModelDefaults>();

    /// <summary>The languages that it reads and writes, as BCP 47 tags; empty where that isn't known.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Prompt form by kind, with {prompt} where the person's words go, {controls} where the text's length and tone are told, if they can be, and {wish} where a story that goes on is told what is to happen, if it can be; empty for models with a chat format.</summary>
    public IReadOnlyDictionary<string, string> Prompts { get; init; } = new Dictionary<string, string>();

    /// <summary>The tokens that tell a length ("short", "long") or a tone ("funny", "gentle", "exciting") in the prompt forms.</summary>
    public IReadOnlyDictionary<string, string> Controls { get; init; } = new Dictionary<string, string>();

    /// <summary>The token after which the scene line of a story follows, if the model writes one.</summary>
    public string? SceneToken { get; init; }

    /// <summary>
    /// The token before a text, if the model says first which plot it will tell: a prompt form that does not end with it leaves that to the
    /// model, and what comes up to the token is shown to nobody. Null where a text follows its prompt.
    /// </summary>
    public string? TextToken { get; init; }

    public LatentToRgb? LatentToRgb { get; init; }

    /// <summary>Edge lengths it can paint, in pixels; empty for any multiple of 8.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Edge of the square that is painted, in pixels; larger squares come from doubling it with upscaler/model.onnx. Null: every size is painted.</summary>
    public int? PaintedEdge { get; init; }

    /// <summary>The styles that a picture model was taught, by name, each with {prompt} where the words go.</summary>
    public IReadOnlyDictionary<string, string> Styles { get; init; } = new Dictionary<string, string>();

    /// <summary>What this server uses in the place of <see cref="Defaults"/> and <see cref="DraftDefaults"/>; not of the model's folder.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ModelDefaults Preferred { get; init; } = new();

    /// <param name="drafts">How many are written.</param>
    public ModelDefaults DefaultsOf(string kind, int drafts = 1) => Preferred.Over(drafts > 1 && DraftDefaults.TryGetValue(kind, out var own) ? own.Over(Defaults) : Defaults);

    /// <summary>Whether a text of the kind comes in the length or tone that is asked for: a model that chats is told so in words, one that just goes on with a text can't be.</summary>
    public bool Follows(string kind, string control) =>
        Prompts.TryGetValue(kind, out var form) ? form.Contains(ControlsPlace, StringComparison.Ordinal) && Controls.ContainsKey(control) : Kinds.Contains("chat");

    /// <summary>The prompt form of a kind with length and tone filled in, {prompt} still in it; null for models with a chat format.</summary>
    public string? FormOf(string kind, params IEnumerable<string?> controls) =>
        Prompts.TryGetValue(kind, out var form) ? form.Replace(ControlsPlace, string.Concat(controls.Select(control => Controls.GetValueOrDefault(control ?? "", ""))), StringComparison.Ordinal) : null;

    /// <summary>Whether a story that goes on can be told what is to happen next.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool TakesWish => Prompts.TryGetValue("continue", out var form) ? form.Contains(WishPlace, StringComparison.Ordinal) : Kinds.Contains("chat");

    /// <summary>What is wished for, as it stands behind a story so far.</summary>
    public static string WishOf(string words) => $"\n\n* * *\n\n{words}";

    /// <summary>A form with the words in it, which are looked at for no places themselves.</summary>
    public static string Fill(string form, string prompt, string wish = "") =>
        string.Join(prompt, form.Split(PromptPlace).Select(part => part.Replace(WishPlace, wish, StringComparison.Ordinal)));

    /// <summary>The model.json of a folder. What it says is not trusted: sizes, paths and forms are all within limits.</summary>
    /// <exception cref="ModelException">The file is missing, damaged, or breaks a rule.</exception>
    public static ModelManifest Read(string folder) => ManifestReader.Read(folder);

    private const string ControlsPlace = "{controls}";

    internal const string PromptPlace = "{prompt}", WishPlace = "{wish}";

    /// <summary>Whether it can choose the best of several pictures by itself.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool HasCritic => Files.ContainsKey("critic/model.onnx");
}

/// <param name="Repository">Its id on the hub.</param>
/// <param name="Revision">The commit.</param>
/// <param name="Precision">Which of the repository's exports it is.</param>
public sealed record ModelSource(string Repository, string Revision, string Precision);

public sealed record ModelDefaults
{
    public int? MaxTokens { get; init; }
    public float? Temperature { get; init; }
    public int? TopK { get; init; }
    public float? TopP { get; init; }
    public float? MinP { get; init; }
    public float? RepetitionPenalty { get; init; }

    /// <summary>How strongly a text is kept from saying a row of words again; 0 is off.</summary>
    public float? Dry { get; init; }

    /// <summary>How strongly a story is drawn to the nouns and names of its prompt that it has not said yet; 0 is off.</summary>
    public float? Hold { get; init; }

    /// <summary>How many beginnings of a story are written, or of a picture painted, to go on with the best; 1 is off.</summary>
    public int? Openings { get; init; }

    public int? Width { get; init; }
    public int? Height { get; init; }
    public int? Steps { get; init; }

    /// <summary>How strongly a picture, or a text, leans towards its prompt; 1 is off.</summary>
    public float? Guidance { get; init; }

    public string? Scheduler { get; init; }

    /// <summary>What is said here, and for the rest what <paramref name="general"/> says.</summary>
    public ModelDefaults Over(ModelDefaults general) => new()
    {
        MaxTokens = MaxTokens ?? general.MaxTokens,
        Temperature = Temperature ?? general.Temperature,
        TopK = TopK ?? general.TopK,
        TopP = TopP ?? general.TopP,
        MinP = MinP ?? general.MinP,
        RepetitionPenalty = RepetitionPenalty ?? general.RepetitionPenalty,
        Dry = Dry ?? general.Dry,
        Hold = Hold ?? general.Hold,
        Openings = Openings ?? general.Openings,
        Width = Width ?? general.Width,
        Height = Height ?? general.Height,
        Steps = Steps ?? general.Steps,
        Guidance = Guidance ?? general.Guidance,
        Scheduler = Scheduler ?? general.Scheduler,
    };
}

/// <summary>A cheap linear map from latent channels to RGB in 0..1, for previews.</summary>
/// <param name="Weights">One [r, g, b] for each latent channel.</param>
/// <param name="Bias">[r, g, b].</param>
public sealed record LatentToRgb(float[][] Weights, float[] Bias);
