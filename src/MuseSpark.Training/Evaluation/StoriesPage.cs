using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MuseSpark.Inference.Text;
using MuseSpark.Training.Corpus;

namespace MuseSpark.Training.Evaluation;

/// <summary>
/// Writes the page of all stories that the shipped model tells for the fifty prompts, each with the mark that a reader gave it
/// (Data/evaluation/marks.tsv). A mark belongs to the hash of its story, so that weights that tell another one lose it.
/// </summary>
public static class StoriesPage
{
    private static readonly string Folder = Path.Combine(Lexicon.DataFolder, "evaluation");

    private sealed record Mark(string Verdict, string About);

    public static string[] Prompts { get; } = File.ReadAllLines(Path.Combine(Folder, "stories.txt"));

    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var models = options.Text("models");
        var output = options.Text("out");
        var drafts = options.Number("drafts", 1);
        options.RejectUnknown();
        Write(output, ModelsPage.Tell(Path.Combine(models, "spark-text"), Prompts, cancel, drafts), drafts);
    }

    /// <param name="file">The page.</param>
    internal static void Write(string file, IReadOnlyList<string> stories, int drafts)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, "marks.tsv"));
        var marks = lines.Where(line => line[0] != '#').Select(line => line.Split('\t')).ToDictionary(cells => cells[0], cells => new Mark(cells[1], cells[2]));
        var marked = stories.Select(story => marks.GetValueOrDefault(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(story)))[..12])).ToList();

        var page = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {stories.Count} stories of the shipped model\n\nSeed 1, the first attempt for each prompt{(drafts == 1 ? ", nothing chosen" : $": the best of {drafts} drafts, chosen by the app's rules")}. Marked by the rules:\n\n");
        foreach (var rule in lines.Where(line => line[0] == '#').Skip(1)) page.Append(CultureInfo.InvariantCulture, $"- {rule[2..]}\n");
        var known = marked.OfType<Mark>().ToList();
        page.Append(CultureInfo.InvariantCulture, $"\n**{known.Count} of {stories.Count} are marked: {string.Join(", ", Count(known, mark => mark.Verdict))}.** ");
        page.Append(CultureInfo.InvariantCulture, $"About what was asked: {string.Join(", ", Count(known.Where(mark => mark.About.Length > 0), mark => mark.About.Split(':')[0]))}.\n");
        foreach (var ((prompt, story), mark) in Prompts.Zip(stories).Zip(marked))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {prompt}\n\n");
            if (mark is not null) page.Append(CultureInfo.InvariantCulture, $"**{mark.Verdict}**{(mark.About.Length > 0 ? $"; about it: {mark.About}" : "")}\n\n");
            page.Append(story).Append('\n');
        }
        File.WriteAllText(file, page.ToString());
    }

    private static IEnumerable<string> Count(IEnumerable<Mark> marks, Func<Mark, string> by) =>
        marks.CountBy(by).OrderByDescending(group => group.Value).Select(group => $"{group.Value} {group.Key}");
}
