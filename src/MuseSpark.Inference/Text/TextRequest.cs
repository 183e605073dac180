using MuseSpark.Inference.Text.Structures;

namespace MuseSpark.Inference.Text;

/// <summary>What to write. Null options mean the model's own default.</summary>
public sealed record TextRequest
{
    /// <summary>What the text is to be: a key of the manifest's prompts, such as "story" or "chat".</summary>
    public required string Kind { get; init; }

    /// <summary>The person's words, as data: special tokens in them are never obeyed.</summary>
    public required string Prompt { get; init; }

    /// <summary>"short" or "long"; null for the usual. What a model with prompt forms was not taught is passed over.</summary>
    public string? Length { get; init; }

    /// <summary>"funny", "gentle" or "exciting"; null for any.</summary>
    public string? Tone { get; init; }

    /// <summary>Same seed, same settings, same text.</summary>
    public required ulong Seed { get; init; }

    /// <summary>What was said before the prompt, oldest first: of a chat, or, for the kind "continue", the story that it goes on with.</summary>
    public IReadOnlyList<TextTurn> Earlier { get; init; } = [];

    public TextOptions Options { get; init; } = new();

    /// <summary>Whether to go on to the scene line for a picture, where the model writes one.</summary>
    public bool WithScene { get; init; }

    /// <summary>
    /// How many texts to write, side by side in one batch; only the best by the rules of <see cref="Drafts.DraftRules"/> is given, once all are over.
    /// </summary>
    /// <value>1 (streams as it writes) to 32.</value>
    public int Drafts { get; init; } = 1;

    /// <summary>
    /// Whose text it is, such as a workspace's id: what is computed for it is remembered for a while, and another text of the same scope that
    /// begins alike costs only its new tokens. Null remembers nothing.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>
    /// Whether to guess from the prompt how the text goes on, which makes a text that repeats much of it faster and changes none. Null: for
    /// the kinds "rewrite" and "continue".
    /// </summary>
    public bool? Lookup { get; init; }

    /// <summary>
    /// Makes the watermark of one text from its seed, asked once for each draft (a draft's seed is its own); null for none. Same seed, same
    /// settings, same mark, same text.
    /// </summary>
    public Func<ulong, TokenMark>? Mark { get; init; }
}

/// <summary>Changes the chances of the token to come, in place, so that a reader of the text can later recognise it.</summary>
/// <param name="written">
/// The tokens of this text so far, or of its scene line, which is a text of its own. The prompt's are not among them: who reads the text
/// doesn't know it.
/// </param>
/// <param name="ids">The candidates that temperature, top-k, top-p and min-p left.</param>
/// <param name="chances">Their chances, above 0, not normalised before and after; they must not all become 0.</param>
/// <remarks>Called from one thread at a time, and not at all where the temperature is 0.</remarks>
public delegate void TokenMark(ReadOnlySpan<int> written, ReadOnlySpan<int> ids, Span<float> chances);

/// <summary>One thing said in a conversation.</summary>
public sealed record TextTurn(TextRole Role, string Text);

public enum TextRole
{
    System,
    User,
    Assistant,
}

/// <summary>How to choose tokens. Null means the model's own default.</summary>
public sealed record TextOptions
{
    /// <value>At least 1.</value>
    public int? MaxTokens { get; init; }

    /// <value>0 (always the likeliest token) to 2.</value>
    public float? Temperature { get; init; }

    /// <value>0 (off) or the number of likeliest tokens kept.</value>
    public int? TopK { get; init; }

    /// <value>Above 0 to 1 (off): keeps the smallest set with this much probability (Holtzman et al. 2019).</value>
    public float? TopP { get; init; }

    /// <value>0 (off) to 1: drops tokens below this share of the likeliest one's probability (Nguyen et al. 2024).</value>
    public float? MinP { get; init; }

    /// <value>1 (off) to 2: divides the logits of tokens seen before (Keskar et al. 2019).</value>
    public float? RepetitionPenalty { get; init; }

    /// <value>-2 to 2, 0 is off: taken from the logits of tokens that the text has.</value>
    public float? PresencePenalty { get; init; }

    /// <value>-2 to 2, 0 is off: taken from the logits of tokens as often as the text has them.</value>
    public float? FrequencyPenalty { get; init; }

    /// <value>0 (off) to 5: how strongly a text is kept from saying a row of words again (DRY); 0.8 is usual.</value>
    public float? Dry { get; init; }

    /// <value>
    /// 1 (off) to 4: how strongly the text leans towards its prompt, away from what it would be without one (Sanchez et al. 2023). Costs a second row for each text.
    /// </value>
    public float? Guidance { get; init; }

    /// <value>0 (off) to 5: how strongly a story is drawn to the nouns and names of its prompt that it has not said yet (Pascual et al. 2021).</value>
    public float? Hold { get; init; }

    /// <value>
    /// 1 (off) to 8: how many beginnings of a story are written side by side, of which the best by the rules of <see cref="Drafts.DraftRules"/> goes on and streams.
    /// With <see cref="TextRequest.Drafts"/> whole stories are compared instead.
    /// </value>
    public int? Openings { get; init; }

    /// <value>At most 8 strings; the text ends before the first one.</value>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>What the text must be, such as JSON of a schema; a scene line is not part of it. Null for anything.</summary>
    /// <remarks>A text that is cut by <see cref="MaxTokens"/> is its beginning, and its finish says so.</remarks>
    public TextStructure? Structure { get; init; }

    /// <summary>
    /// What the text must not say, whatever its case: at most 100 phrases of 1 to 100 characters. Of alphabets with capitals a phrase counts where
    /// a word begins, so "ass" rules out "assess", not "class"; others count anywhere.
    /// </summary>
    public IReadOnlyList<string> Banned { get; init; } = [];

    /// <summary>Added to the logits of tokens, by their ids, after the penalties.</summary>
    /// <value>-100 (never) to 100 (nothing else), for at most 1,000 tokens.</value>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>Whether to say the chance of each token, and of how many of the likeliest beside it. Null says none.</summary>
    /// <value>0 (of the chosen token alone) to 20.</value>
    public int? TopLogprobs { get; init; }
}
