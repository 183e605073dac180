namespace MuseSpark.Inference.Image;

/// <summary>What to paint. Null options mean the model's own default.</summary>
public sealed record ImageRequest
{
    public required string Prompt { get; init; }

    public string NegativePrompt { get; init; } = "";

    /// <summary>Same seed, same settings, same picture, bit for bit on one machine.</summary>
    public required ulong Seed { get; init; }

    /// <value>Pixels, a multiple of 8.</value>
    public int? Width { get; init; }

    /// <value>Pixels, a multiple of 8.</value>
    public int? Height { get; init; }

    /// <value>1 to 100.</value>
    public int? Steps { get; init; }

    /// <value>Up to 1: off, to 20: classifier-free guidance (Ho and Salimans 2022).</value>
    public float? Guidance { get; init; }

    /// <summary>A name from <see cref="Schedulers.SchedulerList"/>.</summary>
    public string? Scheduler { get; init; }

    /// <summary>A picture to start from, of the size that is painted; with a mask of that asked for; with <see cref="OnlyMasked"/> of any. Null: from noise alone.</summary>
    public RgbImage? Source { get; init; }

    /// <summary>How far from <see cref="Source"/> the new picture may go: the share of the steps that are run (Meng et al. 2022, SDEdit).</summary>
    /// <value>0.05 to 1; 1, the usual with a mask, starts from noise alone.</value>
    public float? Strength { get; init; }

    /// <summary>Where <see cref="Source"/> is painted anew, of its size: white changes, black stays, grey is in between. Null: everywhere.</summary>
    public GreyImage? Mask { get; init; }

    /// <value>0 to 256 pixels by which the white of the mask grows.</value>
    public int MaskGrow { get; init; }

    /// <value>0 to 256 pixels over which the edge of the mask fades out to either side.</value>
    public int MaskBlur { get; init; }

    /// <summary>
    /// Whether the model sees only what the mask frees with a quarter of that around it (at least 32 pixels), scaled to the size that it
    /// paints: small things get as many details as large ones, and the picture keeps its own size.
    /// </summary>
    public bool OnlyMasked { get; init; }

    /// <summary>Whether what the mask keeps is put back from the source at the end, so that nothing is lost there however often a picture is changed.</summary>
    public bool Recompose { get; init; } = true;

    /// <summary>A seed for small changes: the noise goes from that of <see cref="Seed"/> towards that of this one.</summary>
    public ulong? VariationSeed { get; init; }

    /// <value>0, the picture of <see cref="Seed"/>, to 1, that of <see cref="VariationSeed"/>; of several beginnings, of the one that <see cref="Seed"/> leads to.</value>
    public float VariationStrength { get; init; }

    /// <summary>How many pictures to paint, of seeds that follow one another. Each is the picture that its seed gives alone.</summary>
    /// <value>1 to 16.</value>
    public int Count { get; init; } = 1;

    /// <summary>Whether the small decoder makes the picture, for models that have one: quicker, and a little coarser.</summary>
    public bool Draft { get; init; }

    /// <summary>How many pictures to paint, one after the other; only the one that shows the prompt best is given.</summary>
    /// <value>1 to 16; more than 1 needs a model with a critic.</value>
    public int Candidates { get; init; } = 1;

    /// <summary>Beginnings are compared after one of so many parts of the steps.</summary>
    public const int OpeningParts = 4;

    /// <summary>
    /// How often to begin each picture: after a quarter of the steps the beginning that promises to show the prompt best goes on. One is begun
    /// where fewer than four steps are taken, where painting does not start from noise alone, and where the prompt names nothing to look for.
    /// </summary>
    /// <value>1 to 16; more than 1 needs a model with a critic.</value>
    public int Openings { get; init; } = 1;

    /// <value>A preview every so many steps; 0 for none.</value>
    public int PreviewEvery { get; init; } = 2;

    /// <summary>Changes the noise that the seed gives, for instance into noise that carries a watermark; null leaves it.</summary>
    public NoiseShaper? ShapeNoise { get; init; }
}

/// <summary>Changes the noise that a picture is painted from.</summary>
/// <param name="beginning">Which of several, from 0 on: those of the first candidate come first.</param>
/// <param name="noise">Independent unit normals, (C, h, w); they should still be that afterwards.</param>
public delegate void NoiseShaper(int beginning, Span<float> noise);

public abstract record ImageProgress;

/// <summary>How the prompt was understood; first of all, from models that have a list of their words.</summary>
public sealed record ImageWords(PromptReading Reading) : ImageProgress;

/// <summary>The prompt is longer than the model reads; told before the first step.</summary>
/// <param name="Tokens">Of the whole prompt.</param>
/// <param name="Room">How many the model reads.</param>
/// <param name="LeftOut">The words that it doesn't.</param>
public sealed record ImageCutOff(int Tokens, int Room, string LeftOut) : ImageProgress;

/// <summary>Nothing keeps these out of the picture: words that the model doesn't know, or all where it paints without guidance; told before the first step.</summary>
public sealed record ImageNotLeftOut(IReadOnlyList<string> Words) : ImageProgress;

/// <param name="Index">Steps done, 1 to <paramref name="Total"/>.</param>
/// <param name="Preview">A rough small picture of where it is going, on some steps.</param>
public sealed record ImageStep(int Index, int Total, RgbImage? Preview) : ImageProgress;

/// <param name="Index">Which of several pictures, from 0 on.</param>
/// <param name="Seed">The seed that gives this one alone.</param>
public sealed record ImageFinished(RgbImage Image, int Index, ulong Seed) : ImageProgress;
