namespace MuseSpark.Inference.Tests.Text.Exports;

/// <summary>Sizes of a Llama, as a config.json gives them.</summary>
public sealed record LlamaShape(int Vocabulary, int Hidden, int Layers, int Heads, int KvHeads, int Inner, int Context, double Theta)
{
    /// <summary>SmolLM2-135M.</summary>
    public static LlamaShape SmolLm2 { get; } = new(49152, 576, 30, 9, 3, 1536, 8192, 100_000);

    public const float Epsilon = 1e-5f;

    public int HeadSize => Hidden / Heads;

    /// <summary>Weights that are read for each token: all but the embedding, of which it needs one row.</summary>
    public long ReadWeights => (long)Hidden * (Vocabulary + Layers * (2 * (Heads + KvHeads) * HeadSize + 3 * Inner));
}

/// <summary>Random weights of a Llama: each matrix [out, in], as published files have them.</summary>
public sealed class LlamaWeights
{
    private readonly Dictionary<string, float[]> _matrices = [];

    /// <param name="follow">
    /// For tokens from the first on, which one comes next, so that texts neither end nor hang on rounding: the head's row of that token is made the
    /// embedding of the one before. Null for a head that is as random as all else.
    /// </param>
    public LlamaWeights(LlamaShape shape, ulong seed, Func<int, int?>? follow = null)
    {
        Shape = shape;
        var (h, kv) = (shape.Hidden, shape.KvHeads * shape.HeadSize);
        var random = new SeededRandom(seed);
        void Add(string name, int rows, int width, float scale)
        {
            var values = new float[rows * width];
            random.FillNormal(values);
            System.Numerics.Tensors.TensorPrimitives.Multiply(values, scale, values);
            _matrices[name] = values;
        }
        var scale = follow is null ? 0.7f / MathF.Sqrt(h) : 0.02f;
        Add("embedding", shape.Vocabulary, h, 1);
        Add("head", shape.Vocabulary, h, follow is null ? 0.4f : 0.1f);
        for (var l = 0; l < shape.Layers; l++)
        {
            Add($"{l}.q", h, h, 2 * scale);
            Add($"{l}.k", kv, h, 2 * scale);
            Add($"{l}.v", kv, h, scale);
            Add($"{l}.o", h, h, scale);
            Add($"{l}.gate", shape.Inner, h, scale);
            Add($"{l}.up", shape.Inner, h, scale);
            Add($"{l}.down", h, shape.Inner, scale);
        }
        for (var token = 0; token < shape.Vocabulary && follow is not null; token++)
            if (follow(token) is { } next) _matrices["embedding"].AsSpan(token * h, h).CopyTo(_matrices["head"].AsSpan(next * h, h));
    }

    public LlamaShape Shape { get; }

    public float[] this[string matrix] => _matrices[matrix];

    /// <summary>Numbers in a row of a matrix.</summary>
    public int WidthOf(string matrix) => matrix.EndsWith(".down", StringComparison.Ordinal) ? Shape.Inner : Shape.Hidden;

    /// <summary>[position, pair] angles by which pairs of numbers are turned.</summary>
    public double[] Angles() =>
    [
        .. from position in Enumerable.Range(0, Shape.Context)
           from pair in Enumerable.Range(0, Shape.HeadSize / 2)
           select position / Math.Pow(Shape.Theta, 2.0 * pair / Shape.HeadSize),
    ];
}
