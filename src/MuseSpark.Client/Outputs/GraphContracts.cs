using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Outputs;

/// <summary>What something was made from and what was made from it, within its workspace.</summary>
/// <param name="Focus">The node that was asked about.</param>
/// <param name="Cut">Whether there is more than is shown here.</param>
public sealed record OutputGraph(string Focus, IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool Cut);

/// <param name="Id">Unique within the graph.</param>
/// <param name="Kind">One of <see cref="GraphNodes"/>.</param>
/// <param name="Title">The prompt, the model's name, the form of the work, the first words of a text, a file's name, the level of an export.</param>
/// <param name="ThumbnailUrl">Of pictures.</param>
/// <param name="WorkId">The generation it belongs to; null for prompts and models, which works have in common.</param>
/// <param name="At">When it was asked for, made or, of exports, last handed out.</param>
/// <param name="State">Of generations.</param>
/// <param name="Count">Of exports: how many copies were handed out.</param>
public sealed record GraphNode(
    string Id, string Kind, string Title, string? ThumbnailUrl = null, Guid? WorkId = null, DateTime? At = null, GenerationState? State = null, int? Count = null);

/// <summary>Reads as a sentence: a picture "made-by" a model, a story "illustrated-by" a picture.</summary>
/// <param name="Relation">One of <see cref="GraphRelations"/>.</param>
public sealed record GraphEdge(string From, string To, string Relation);

public static class GraphNodes
{
    public const string Prompt = "prompt", Model = "model", Generation = "generation", Output = "output", Upload = "upload", Export = "export";
}

public static class GraphRelations
{
    /// <summary>An output by its generation and by its model.</summary>
    public const string MadeBy = "made-by";

    /// <summary>A generation with its prompt.</summary>
    public const string AskedWith = "asked-with";

    /// <summary>A generation from the one that it goes on from.</summary>
    public const string DerivedFrom = "derived-from";

    /// <summary>A generation and the one that it makes once more.</summary>
    public const string Repeats = "repeats";

    /// <summary>A picture by the generation that painted over it, a text by that of the person who changed it.</summary>
    public const string EditedBy = "edited-by";

    /// <summary>A picture by the generation that says what it shows.</summary>
    public const string DescribedBy = "described-by";

    /// <summary>From a picture to the work that made it larger.</summary>
    public const string EnlargedBy = "enlarged-by";

    /// <summary>An output as the copies of one level that were handed out.</summary>
    public const string ExportedAs = "exported-as";

    /// <summary>A text by its picture.</summary>
    public const string IllustratedBy = "illustrated-by";
}
