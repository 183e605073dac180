namespace MuseSpark.Training.Art;

/// <summary>The unevenness of paper: fine grain and large soft clouds, both in 0..1.</summary>
public sealed class PaperGrain
{
    private readonly float[] _fine, _cloud;
    private readonly int _size;

    public PaperGrain(int size, Random random)
    {
        _size = size;
        _fine = [.. Enumerable.Range(0, size * size).Select(_ => random.NextSingle())];
        // Two octaves of value noise.
        var (coarse, middle) = (Lattice(9, random), Lattice(25, random));
        _cloud = new float[size * size];
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                _cloud[y * size + x] = 0.6f * Between(coarse, 9, x, y) + 0.4f * Between(middle, 25, x, y);
    }

    public float Fine(int x, int y) => _fine[y * _size + x];

    public float Cloud(int x, int y) => _cloud[y * _size + x];

    private static float[] Lattice(int edge, Random random) => [.. Enumerable.Range(0, edge * edge).Select(_ => random.NextSingle())];

    private float Between(float[] lattice, int edge, int x, int y)
    {
        float u = x * (edge - 1.01f) / _size, v = y * (edge - 1.01f) / _size;
        int left = (int)u, top = (int)v, at = top * edge + left;
        float right = u - left, down = v - top;
        right = right * right * (3 - 2 * right);
        down = down * down * (3 - 2 * down);
        return (lattice[at] * (1 - right) + lattice[at + 1] * right) * (1 - down) + (lattice[at + edge] * (1 - right) + lattice[at + edge + 1] * right) * down;
    }
}
