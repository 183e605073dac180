using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Text;

/// <summary>
/// Learns the merges (Sennrich et al., arXiv:1508.07909): count the words, then again and again join the most frequent pair of
/// neighbours. Pair counts are kept up to date instead of being counted anew, so 4,096 tokens take seconds.
/// </summary>
public static class TokenizerTraining
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var folder = options.Text("documents");
        var output = options.Text("out");
        var size = options.Number("size", 4096);
        var leaveOut = options.Text("leave-out", "books-B").Split(',');
        options.RejectUnknown();

        var counts = new Dictionary<string, long>();
        foreach (var document in Document.ReadAll(Path.Combine(folder, "documents.jsonl")).Where(d => !leaveOut.Contains(d.Source)))
            foreach (var text in new[] { document.Prompt, document.Text, document.Scene })
                foreach (var word in BytePairTokenizer.Words(text ?? ""))
                    counts[word] = counts.GetValueOrDefault(word) + 1;

        var tokenizer = new BytePairTokenizer(Learn(counts, size - SpecialTokens.All.Length - 256, cancel));
        tokenizer.Save(output);
        var characters = counts.Sum(c => c.Key.Length * c.Value);
        var tokens = counts.Sum(c => tokenizer.Encode(Original(c.Key)).Count * c.Value);
        Console.WriteLine($"{tokenizer.Size} tokens from {counts.Count} distinct words; {(double)characters / tokens:F2} bytes a token");

        static string Original(string word) =>
            System.Text.Encoding.UTF8.GetString([.. word.Select(c => (byte)Array.IndexOf(BytePairTokenizer.ByteCharacters, c))]);
    }

    public static List<(string Left, string Right)> Learn(IReadOnlyDictionary<string, long> counts, int merges, CancellationToken cancel)
    {
        var words = counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => (Parts: c.Key.Select(x => x.ToString()).ToList(), Count: c.Value)).ToArray();
        var pairs = new Dictionary<(string, string), long>();
        var places = new Dictionary<(string, string), HashSet<int>>();
        for (var w = 0; w < words.Length; w++) Add(w, +1);

        var learnt = new List<(string, string)>();
        while (learnt.Count < merges && pairs.Count > 0)
        {
            cancel.ThrowIfCancellationRequested();
            // Ties go to the pair that sorts first, so that the same corpus gives the same tokenizer.
            var best = pairs.MaxBy(p => (p.Value, new ReverseOrder(p.Key))).Key;
            learnt.Add(best);
            foreach (var w in places[best].ToArray())
            {
                Add(w, -1);
                var parts = words[w].Parts;
                for (var i = 0; i + 1 < parts.Count; i++)
                {
                    if (parts[i] != best.Item1 || parts[i + 1] != best.Item2) continue;
                    parts[i] += parts[i + 1];
                    parts.RemoveAt(i + 1);
                }
                Add(w, +1);
            }
        }
        return learnt;

        void Add(int w, int sign)
        {
            var (parts, count) = words[w];
            for (var i = 0; i + 1 < parts.Count; i++)
            {
                var pair = (parts[i], parts[i + 1]);
                var total = pairs.GetValueOrDefault(pair) + sign * count;
                if (total == 0) { pairs.Remove(pair); places.Remove(pair); continue; }
                pairs[pair] = total;
                if (!places.TryGetValue(pair, out var set)) places[pair] = set = [];
                set.Add(w);
            }
        }
    }

    private readonly record struct ReverseOrder((string Left, string Right) Pair) : IComparable<ReverseOrder>
    {
        public int CompareTo(ReverseOrder other)
        {
            var left = string.CompareOrdinal(other.Pair.Left, Pair.Left);
            return left != 0 ? left : string.CompareOrdinal(other.Pair.Right, Pair.Right);
        }
    }
}
