using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Generations;
using MuseSpark.Web.Moderation;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Graph;

/// <summary>Turns the works of a walk into nodes and edges. Works that share a prompt or a model share its node.</summary>
public static class GraphWriter
{
    private const int MaxTitle = 120;

    /// <param name="focus">The output that was asked about.</param>
    public static OutputGraph Write(Output focus, GraphWalk walk, ModelCatalog catalog)
    {
        var nodes = new Dictionary<string, GraphNode>();
        var edges = new List<GraphEdge>();
        var prompts = new Dictionary<string, string>();
        var works = walk.Works.OrderBy(work => work.Job.Id).ToDictionary(work => work.Job.Id);
        foreach (var work in works.Values)
        {
            var (job, pieces, exports) = work;
            if (job.Kind == Kinds.Upload && pieces is [var brought, ..])
            {
                Add(new(IdOf(brought), GraphNodes.Upload, TitleOf(job.Prompt), Thumbnail(brought), job.Id, brought.CreatedAt));
                AddExports(job, exports);
                continue;
            }

            Add(new(IdOf(job), GraphNodes.Generation, KindChoice.Of(job.Kind, job.Settings.WithPicture).Title, null, job.Id, job.CreatedAt, job.State));
            if (job.Kind is not (Kinds.Upload or Kinds.Edit or Kinds.Enlarge) && !WorkSight.IsKept(job) && !PromptText.IsBlank(job.Prompt))
            {
                if (!prompts.TryGetValue(job.Prompt, out var prompt))
                {
                    prompts[job.Prompt] = prompt = $"prompt-{job.Id}";
                    Add(new(prompt, GraphNodes.Prompt, TitleOf(job.Prompt)));
                }

                Join(IdOf(job), prompt, GraphRelations.AskedWith);
            }

            foreach (var piece in pieces)
            {
                Add(new(IdOf(piece), GraphNodes.Output, TitleOf(piece.Start ?? job.Prompt), Thumbnail(piece), job.Id, piece.CreatedAt));
                Join(IdOf(piece), IdOf(job), GraphRelations.MadeBy);
                if ((piece.Kind == OutputKinds.Text ? job.TextModel ?? job.PictureModel : job.PictureModel) is not { } model) continue;
                Add(new($"model-{model}", GraphNodes.Model, catalog.Models.FirstOrDefault(m => m.Manifest.Id == model)?.Manifest.Name ?? model));
                Join(IdOf(piece), $"model-{model}", GraphRelations.MadeBy);
            }

            if (pieces.FirstOrDefault(piece => piece.Kind == OutputKinds.Text) is { } text && pieces.FirstOrDefault(piece => piece.Kind == OutputKinds.Picture) is { } picture)
                Join(IdOf(text), IdOf(picture), GraphRelations.IllustratedBy);
            AddExports(job, exports);
        }

        foreach (var (job, _, _) in works.Values)
        {
            // An edit goes on from the very text, which says more than from its work.
            var isEdit = job.Kind == Kinds.Edit && job.SourceId is { } edited && nodes.ContainsKey(edited.ToString());
            if (!isEdit && job.ParentId is { } parentId && works.TryGetValue(parentId, out var parent))
                Join(IdOf(job), NodeOf(parent), job.Repeats(parent.Job) ? GraphRelations.Repeats : GraphRelations.DerivedFrom);
            if (job.SourceId is { } source && nodes.ContainsKey(source.ToString()))
                Join(source.ToString(), IdOf(job), job.Kind switch { Kinds.Caption => GraphRelations.DescribedBy, Kinds.Enlarge => GraphRelations.EnlargedBy, _ => GraphRelations.EditedBy });
        }

        // An output that was withdrawn is not shown, but its work is.
        var id = focus.Id.ToString();
        return new OutputGraph(nodes.ContainsKey(id) ? id : focus.GenerationId.ToString(), [.. nodes.Values], edges, walk.Cut);

        void AddExports(Generation job, IReadOnlyList<GraphExports> exports)
        {
            foreach (var copies in exports)
            {
                var node = $"export-{copies.OutputId}-{copies.Level}";
                Add(new(node, GraphNodes.Export, copies.Level, null, job.Id, copies.Last, null, copies.Count));
                Join(copies.OutputId.ToString(), node, GraphRelations.ExportedAs);
            }
        }

        void Add(GraphNode node) => nodes.TryAdd(node.Id, node);
        void Join(string from, string to, string relation) => edges.Add(new(from, to, relation));
    }

    private static string IdOf(Generation job) => job.Id.ToString();

    private static string IdOf(GraphPiece piece) => piece.Id.ToString();

    /// <summary>A picture that was brought is one node, since nothing made it here.</summary>
    private static string NodeOf(GraphWork work) =>
        work is { Job.Kind: Kinds.Upload, Pieces: [var brought, ..] } ? IdOf(brought) : IdOf(work.Job);

    private static string? Thumbnail(GraphPiece piece) => piece.Kind == OutputKinds.Picture ? $"/api/outputs/{piece.Id}/thumbnail?size=256" : null;

    /// <summary>On one line, and cut after a whole letter.</summary>
    private static string TitleOf(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= MaxTitle) return line;
        var end = char.IsHighSurrogate(line[MaxTitle - 1]) ? MaxTitle - 1 : MaxTitle;
        return line[..end].TrimEnd() + "…";
    }
}
