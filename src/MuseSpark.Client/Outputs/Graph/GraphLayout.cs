using MuseSpark.Client.Generations;

namespace MuseSpark.Client.Outputs.Graph;

/// <summary>
/// Places works in columns, what was made from something always right of it (the layers of Sugiyama, Tagawa and Toda, 1981),
/// and within a column near the middle of what they are joined to.
/// </summary>
public sealed class GraphLayout
{
    private const double Gap = 28;

    private GraphLayout(IReadOnlyList<GraphCard> cards, IReadOnlyList<GraphLine> lines) => (Cards, Lines) = (cards, lines);

    /// <summary>In reading order: by column, then from top to bottom.</summary>
    public IReadOnlyList<GraphCard> Cards { get; private set; }
    public IReadOnlyList<GraphLine> Lines { get; }
    public double Width => Cards.Max(card => card.X) + GraphCard.Width;
    public double Height => Cards.Max(card => card.Y + card.Height);

    public static GraphLayout Of(OutputGraph graph)
    {
        var nodes = graph.Nodes.ToDictionary(node => node.Id);
        var cards = graph.Nodes.Where(node => node.Kind is GraphNodes.Generation or GraphNodes.Upload).ToDictionary(node => node.WorkId!.Value, node => CardOf(node, graph, nodes));
        var lines = new List<GraphLine>();
        foreach (var edge in graph.Edges)
        {
            if (nodes[edge.From].WorkId is not { } from || nodes[edge.To].WorkId is not { } to || from == to) continue;
            // A work names what it goes on from; a picture names what was made from it.
            var forward = edge.Relation is GraphRelations.EditedBy or GraphRelations.DescribedBy or GraphRelations.EnlargedBy;
            lines.Add(new GraphLine(cards[forward ? from : to], cards[forward ? to : from], edge.Relation));
        }

        var layout = new GraphLayout([.. cards.Values], lines);
        layout.ChooseColumns();
        layout.ChooseHeights();
        return layout;
    }

    private static GraphCard CardOf(GraphNode work, OutputGraph graph, Dictionary<string, GraphNode> nodes)
    {
        var outputs = graph.Nodes.Where(node => node.Kind == GraphNodes.Output && node.WorkId == work.WorkId).ToList();
        var ids = outputs.Select(output => output.Id).ToHashSet();
        var prompt = graph.Edges.FirstOrDefault(edge => edge.From == work.Id && edge.Relation == GraphRelations.AskedWith);
        return new GraphCard
        {
            WorkId = work.WorkId!.Value,
            Form = work.Kind == GraphNodes.Upload ? KindChoice.Of(Kinds.Upload, false).Title : work.Title,
            Words = work.Kind == GraphNodes.Upload ? work.Title : prompt is null ? "" : nodes[prompt.To].Title,
            Thumbnail = work.ThumbnailUrl ?? outputs.FirstOrDefault(output => output.ThumbnailUrl is not null)?.ThumbnailUrl,
            Excerpt = outputs.FirstOrDefault(output => output.ThumbnailUrl is null)?.Title,
            Makers = [.. graph.Edges.Where(edge => ids.Contains(edge.From) && nodes[edge.To].Kind == GraphNodes.Model).Select(edge => nodes[edge.To].Title).Distinct()],
            State = work.State ?? GenerationState.Completed,
            Copies = graph.Nodes.Where(node => node.Kind == GraphNodes.Export && node.WorkId == work.WorkId).Sum(node => node.Count ?? 0),
            IsFocus = work.Id == graph.Focus || ids.Contains(graph.Focus),
        };
    }

    private void ChooseColumns()
    {
        // As far left as its origins allow; every round settles at least one more column.
        for (var (round, moved) = (0, true); moved && round < Cards.Count; round++)
        {
            moved = false;
            foreach (var line in Lines.Where(line => line.To.Column <= line.From.Column)) (line.To.Column, moved) = (line.From.Column + 1, true);
        }

        // Then near its results: something brought for a late work stands beside that.
        foreach (var card in Cards.OrderByDescending(card => card.Column))
            card.Column = Lines.Where(line => line.From == card).Select(line => line.To.Column - 1).DefaultIfEmpty(card.Column).Min();
    }

    private void ChooseHeights()
    {
        var columns = Cards.GroupBy(card => card.Column).OrderBy(column => column.Key).Select(column => column.ToList()).ToList();
        var origins = Lines.ToLookup(line => line.To, line => line.From);
        var results = Lines.ToLookup(line => line.From, line => line.To);
        foreach (var column in columns) Stack(column, origins);
        foreach (var column in columns.AsEnumerable().Reverse()) Stack(column, results);
        foreach (var column in columns) Stack(column, origins);
        var top = Cards.Min(card => card.Y);
        foreach (var card in Cards) card.Y -= top;
        Cards = [.. columns.SelectMany(column => column)];
    }

    /// <summary>Puts a column's cards at the middle of their <paramref name="neighbours"/>, in that order, none over another.</summary>
    private static void Stack(List<GraphCard> column, ILookup<GraphCard, GraphCard> neighbours)
    {
        var wanted = column.ToDictionary(card => card, card => neighbours[card].Select(other => other.Middle).DefaultIfEmpty(card.Middle).Average());
        var ordered = column.OrderBy(card => wanted[card]).ToList();
        var below = double.NegativeInfinity;
        foreach (var card in ordered)
        {
            card.Y = Math.Max(wanted[card] - card.Height / 2, below);
            below = card.Y + card.Height + Gap;
        }

        // Making room only ever pushed down: half of it back.
        var pushed = ordered.Average(card => card.Middle - wanted[card]);
        foreach (var card in ordered) card.Y -= pushed;
        column.Clear();
        column.AddRange(ordered);
    }
}
