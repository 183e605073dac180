namespace MuseSpark.Training.Scenes;

/// <summary>Nouns drawn by weight.</summary>
internal sealed class WeightedNouns
{
    private readonly Noun[] _nouns;
    private readonly double[] _until;

    public WeightedNouns(IEnumerable<Noun> nouns, Func<Noun, double> weight)
    {
        _nouns = [.. nouns];
        _until = new double[_nouns.Length];
        var sum = 0.0;
        for (var i = 0; i < _nouns.Length; i++) _until[i] = sum += weight(_nouns[i]);
    }

    public Noun Pick(Random random)
    {
        var at = Array.BinarySearch(_until, random.NextDouble() * _until[^1]);
        return _nouns[Math.Min(at < 0 ? ~at : at, _nouns.Length - 1)];
    }
}
