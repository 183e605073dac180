namespace MuseSpark.Inference.Tests.Text;

/// <summary>
/// A Llama of random weights, small enough to follow by hand: the weights, and the forward pass written out in double
/// precision after Touvron et al. 2023 (RMS norm, rotary positions, grouped key-value heads, SwiGLU), with no cache.
/// <see cref="TinyLlamaGraph"/> writes the same as an ONNX file.
/// </summary>
public sealed class TinyLlama
{
    public const int Hidden = 32, Layers = 2, Heads = 4, KvHeads = 2, HeadSize = 8, Inner = 48;
    public const float Epsilon = 1e-5f;

    public TinyLlama(int vocabulary, int context, ulong seed = 1)
    {
        (Vocabulary, Context) = (vocabulary, context);
        var random = new SeededRandom(seed);
        float[] Weights(int count, float scale)
        {
            var values = new float[count];
            random.FillNormal(values);
            for (var i = 0; i < count; i++) values[i] *= scale;
            return values;
        }
        Embedding = Weights(vocabulary * Hidden, 1);
        for (var i = 0; i < Layers; i++)
            Blocks.Add(new Block(
                Weights(Hidden * Heads * HeadSize, 0.3f), Weights(Hidden * KvHeads * HeadSize, 0.3f), Weights(Hidden * KvHeads * HeadSize, 0.3f),
                Weights(Heads * HeadSize * Hidden, 0.3f), Weights(Hidden * Inner, 0.3f), Weights(Hidden * Inner, 0.3f), Weights(Inner * Hidden, 0.3f)));
        Head = Weights(Hidden * vocabulary, 0.4f);
    }

    /// <summary>Matrices [in, out].</summary>
    public sealed record Block(float[] Query, float[] Key, float[] Value, float[] Output, float[] Gate, float[] Up, float[] Down);

    public int Vocabulary { get; }
    public int Context { get; }
    public float[] Embedding { get; }
    public float[] Head { get; }
    public List<Block> Blocks { get; } = [];

    public static double Angle(int position, int pair) => position / Math.Pow(10000, 2.0 * pair / HeadSize);

    /// <summary>Logits [vocabulary] of the token after <paramref name="tokens"/>.</summary>
    public double[] Forward(IReadOnlyList<int> tokens)
    {
        var x = tokens.Select(t => Enumerable.Range(0, Hidden).Select(i => (double)Embedding[t * Hidden + i]).ToArray()).ToArray();
        foreach (var block in Blocks)
        {
            var normed = x.Select(Norm).ToArray();
            var q = normed.Select((n, p) => Rotate(Multiply(n, block.Query), p)).ToArray();
            var k = normed.Select((n, p) => Rotate(Multiply(n, block.Key), p)).ToArray();
            var v = normed.Select(n => Multiply(n, block.Value)).ToArray();
            for (var p = 0; p < x.Length; p++)
            {
                var attended = new double[Heads * HeadSize];
                for (var h = 0; h < Heads; h++)
                {
                    var (at, kv) = (h * HeadSize, h / (Heads / KvHeads) * HeadSize);
                    // softmax over earlier positions j of q_p . k_j / sqrt(head size)
                    var scores = Enumerable.Range(0, p + 1)
                        .Select(j => Enumerable.Range(0, HeadSize).Sum(i => q[p][at + i] * k[j][kv + i]) / Math.Sqrt(HeadSize)).ToArray();
                    var weights = scores.Select(s => Math.Exp(s - scores.Max())).ToArray();
                    for (var i = 0; i < HeadSize; i++)
                        attended[at + i] = weights.Select((w, j) => w * v[j][kv + i]).Sum() / weights.Sum();
                }
                Add(x[p], Multiply(attended, block.Output));
            }
            foreach (var row in x)
            {
                var n = Norm(row);
                var gate = Multiply(n, block.Gate);
                var up = Multiply(n, block.Up);
                Add(row, Multiply([.. gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u)], block.Down));
            }
        }
        return Multiply(Norm(x[^1]), Head);
    }

    private static double[] Norm(double[] x)
    {
        var scale = 1 / Math.Sqrt(x.Sum(v => v * v) / x.Length + Epsilon);
        return [.. x.Select(v => v * scale)];
    }

    /// <summary>Turns each pair (i, i + half) of each head by position x 10000^(-2i / head size).</summary>
    private static double[] Rotate(double[] x, int position)
    {
        var turned = new double[x.Length];
        for (var head = 0; head < x.Length; head += HeadSize)
            for (var i = 0; i < HeadSize / 2; i++)
            {
                var (sin, cos) = Math.SinCos(Angle(position, i));
                var (a, b) = (x[head + i], x[head + i + HeadSize / 2]);
                turned[head + i] = a * cos - b * sin;
                turned[head + i + HeadSize / 2] = b * cos + a * sin;
            }
        return turned;
    }

    private static double[] Multiply(double[] x, float[] matrix)
    {
        var columns = matrix.Length / x.Length;
        return [.. Enumerable.Range(0, columns).Select(c => x.Select((v, r) => v * matrix[r * columns + c]).Sum())];
    }

    private static void Add(double[] x, double[] y)
    {
        for (var i = 0; i < x.Length; i++) x[i] += y[i];
    }
}
