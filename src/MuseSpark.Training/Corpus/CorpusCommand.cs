using MuseSpark.Training.Corpus.Grammar;

namespace MuseSpark.Training.Corpus;

/// <summary>Gathers every source into documents.jsonl; one document in a hundred, and what the grammar holds out, into heldout.jsonl.</summary>
public static class CorpusCommand
{
    public static void Run(CommandOptions options, CancellationToken cancel)
    {
        var data = options.Text("data");
        var output = options.Text("out");
        var random = new Random(options.Number("seed", 1));
        var grammarStories = options.Number("grammar", 40_000);
        options.RejectUnknown();

        var lexicon = Lexicon.Read();
        var prompts = new PromptWriter(lexicon, random);
        var sources = new PublicSources(data, prompts, random);
        var tables = new GrammarData();
        var grammar = new StoryGrammar(tables, prompts, random);
        var ideas = new IdeaLists(tables, random);
        var forms = new ShortForms(tables, random);
        IEnumerable<Document>[] all =
        [
            MuseOriginal.Read(prompts), sources.TinyStories(), sources.Fables(), sources.PictureBooks(),
            sources.Books("A"), sources.Books("B"), sources.Poems(),
            Enumerable.Range(0, grammarStories).Select(_ => grammar.Next()),
            Enumerable.Range(0, grammarStories).Select(_ => grammar.NextThread()),
            Enumerable.Range(0, grammarStories / 6).Select(_ => grammar.NextWoven()),
            Enumerable.Range(0, grammarStories / 6).Select(_ => grammar.NextAbout()),
            Enumerable.Range(0, grammarStories / 6).Select(_ => grammar.NextShort()),
            Enumerable.Range(0, grammarStories / 6).Select(_ => grammar.NextLong()),
            Enumerable.Range(0, grammarStories / 6).Select(_ => grammar.NextContinued()),
            Enumerable.Range(0, grammarStories / 100).Select(_ => grammar.NextUnseen()),
            Enumerable.Range(0, grammarStories / 100).Select(_ => grammar.NextRecast()),
            Enumerable.Range(0, grammarStories / 8).Select(_ => ideas.Next()),
            Enumerable.Range(0, grammarStories / 10).Select(_ => forms.Poem()),
            Enumerable.Range(0, grammarStories / 20).Select(_ => forms.Talk()),
        ];

        var documents = all.SelectMany(d => d).Where(d => d.Text.Length > 0).ToList();
        cancel.ThrowIfCancellationRequested();
        // Split by text, so that the same text under another prompt stays on the same side.
        var heldOut = documents.ToLookup(d => d.Source is StoryGrammar.UnseenSource or StoryGrammar.RecastSource || StableHash.Of(d.Text) % 100 == 0);
        Directory.CreateDirectory(output);
        Document.WriteAll(Path.Combine(output, "documents.jsonl"), heldOut[false]);
        Document.WriteAll(Path.Combine(output, "heldout.jsonl"), heldOut[true]);
        foreach (var group in documents.GroupBy(d => d.Source))
            Console.WriteLine($"{group.Key,-16} {group.Count(),7} documents {group.Sum(d => d.Text.Length) / 1e6,7:F2} MB, {group.Count(d => d.Prompt is not null)} with prompts, {group.Count(d => d.Scene is not null)} with scenes");
    }
}
