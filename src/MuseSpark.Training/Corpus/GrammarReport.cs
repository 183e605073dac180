using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Corpus;

/// <summary>
/// How varied the stories of the grammar are; what a small model sees too often it learns by heart.
/// With --show 20 it also writes the first stories, with --plot race only those of one plot, with --woven true those with a thread, with --woven true --alone true those that are nothing but a thread, with --alone true --thread found,baked only of these threads: reading them is how a plot is mended.
/// </summary>
public static class GrammarReport
{
    private const int Pairs = 20_000;

    private sealed record Story(string Plot, string[] Words, HashSet<ulong> Fours);

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var count = options.Number("count", 20_000);
        var random = new Random(options.Number("seed", 1));
        var show = options.Number("show", 0);
        var only = options.Text("plot", "");
        var told = options.Text("thread", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        var (woven, alone) = (options.Flag("woven") || told.Length > 0, options.Flag("alone"));
        options.RejectUnknown();
        var data = new GrammarData();
        if (told.Except(data.Threads.Where(thread => !thread.IsOfMotif).Select(thread => thread.Name)).FirstOrDefault() is { } unknown)
            throw new UsageException($"There is no thread '{unknown}' for a hero; the files Data/grammar/threads*.txt name them.");
        // A thread alone has the plot's cast and nothing else of it, so its prompt must not name the plot.
        Plot[]? plots = (only, alone) switch
        {
            ("", true) => [.. data.Plots.Where(p => p.Words.Length == 0)],
            ("", false) => null,
            _ => [.. data.Plots.Concat(data.AboutPlots).Concat(data.HeldOutPlots).Where(p => p.Name == only)],
        };
        var grammar = new StoryGrammar(data, new PromptWriter(Lexicon.Read(), random), random);

        var (texts, eights, words) = (new HashSet<string>(), new HashSet<ulong>(), new HashSet<string>());
        var stories = new List<Story>();
        long eightCount = 0, eightSeen = 0;
        for (var i = 0; i < count; i++)
        {
            StoryCast cast;
            WovenThread? thread;
            do
            {
                cancel.ThrowIfCancellationRequested();
                cast = grammar.Cast(heldOut: false, plots);
                thread = woven ? WovenThread.For(cast, data, random) : null;
            }
            while (told.Length > 0 && !told.Contains(thread?.Thread.Name));
            var document = (alone && thread is not null ? grammar.WriteThread(cast, thread) : null) ?? grammar.Write(cast, StoryGrammar.Source, thread);
            var text = document.Text;
            if (i < show) Console.WriteLine($"== {cast.Plot.Name}{(thread is null ? "" : $" + {thread.Thread.Name}")}: {document.Prompt}\n{text}\n[{document.Scene}]\n");
            texts.Add(text);
            var story = new Story(cast.Plot.Name, text.ToLowerInvariant().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries), []);
            story.Fours.UnionWith(Groups(story.Words, 4));
            words.UnionWith(story.Words.Select(w => w.Trim('.', ',', '!', '?', ':', '"')));
            foreach (var group in Groups(story.Words, 8))
            {
                eightCount++;
                if (!eights.Add(group)) eightSeen++;
            }
            stories.Add(story);
        }

        var byPlot = stories.GroupBy(s => s.Plot).Where(g => g.Count() > 1).Select(g => g.ToArray()).ToArray();
        if (byPlot.Length < 2) return;
        var same = Similarity(true, () => StoryCast.Pick(byPlot, random), random);
        var different = Similarity(false, () => stories, random);
        Console.WriteLine($"plots                          {data.Plots.Length} to learn from, {data.HeldOutPlots.Length} held out");
        Console.WriteLine($"distinct stories               {texts.Count} of {count}");
        Console.WriteLine($"8-grams seen before            {(double)eightSeen / eightCount:P1}, {eights.Count / 1e6:F2}M distinct");
        Console.WriteLine($"4-grams shared, same plot      {same:P1}");
        Console.WriteLine($"4-grams shared, two plots      {different:P1}");
        Console.WriteLine($"words in a story               {stories.Average(s => s.Words.Length):F0}");
        Console.WriteLine($"distinct words                 {words.Count}");
    }

    /// <summary>The mean share of their four-word groups that two stories have in common (Jaccard).</summary>
    private static double Similarity(bool samePlot, Func<IReadOnlyList<Story>> pool, Random random)
    {
        var (sum, pairs) = (0.0, 0);
        while (pairs < Pairs)
        {
            var from = pool();
            var (one, two) = (StoryCast.Pick(from, random), StoryCast.Pick(from, random));
            if (one == two || one.Plot == two.Plot != samePlot) continue;
            var shared = one.Fours.Count(two.Fours.Contains);
            sum += (double)shared / (one.Fours.Count + two.Fours.Count - shared);
            pairs++;
        }
        return sum / pairs;
    }

    /// <summary>Hashes of all runs of so many words.</summary>
    private static IEnumerable<ulong> Groups(string[] words, int length)
    {
        for (var i = 0; i + length <= words.Length; i++)
        {
            var hash = 14695981039346656037ul;
            for (var w = i; w < i + length; w++)
                foreach (var c in words[w] + " ")
                    hash = (hash ^ c) * 1099511628211ul;
            yield return hash;
        }
    }
}
