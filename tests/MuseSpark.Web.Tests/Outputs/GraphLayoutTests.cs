using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Graph;

namespace MuseSpark.Web.Tests.Outputs;

/// <summary>Where the graph's page draws works.</summary>
public sealed class GraphLayoutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_was_made_from_something_is_right_of_it_and_nothing_lies_over_anything(int seed)
    {
        var random = new Random(seed);
        var works = Enumerable.Range(0, 60).Select(i => Work(i)).ToList();
        var edges = Enumerable.Range(0, 90).Select(_ =>
        {
            var later = random.Next(1, works.Count);
            return new GraphEdge(works[later].Id, works[random.Next(later)].Id, random.Next(2) == 0 ? GraphRelations.DerivedFrom : GraphRelations.Repeats);
        }).ToList();
        var layout = GraphLayout.Of(new OutputGraph(works[0].Id, works, edges, false));

        Assert.Equal(works.Count, layout.Cards.Count);
        Assert.Equal(edges.Count, layout.Lines.Count);
        Assert.All(layout.Lines, line => Assert.True(line.From.Column < line.To.Column));
        Assert.All(layout.Cards, card => Assert.True(card.Y >= 0 && card.Y + card.Height <= layout.Height));
        Assert.Equal(layout.Cards.OrderBy(card => card.Column).ThenBy(card => card.Y), layout.Cards);
        foreach (var column in layout.Cards.GroupBy(card => card.Column))
            Assert.All(column.Zip(column.Skip(1)), pair => Assert.True(pair.First.Y + pair.First.Height < pair.Second.Y));
    }

    [Fact]
    public void A_picture_names_what_was_made_from_it_and_stands_beside_that()
    {
        var (first, second, third) = (Work(1), Work(2), Work(3));
        var brought = new GraphNode("picture", GraphNodes.Upload, "my holiday", "/thumbnail", Guid.NewGuid());
        var layout = GraphLayout.Of(new OutputGraph(third.Id, [brought, first, second, third],
            [new(second.Id, first.Id, GraphRelations.DerivedFrom), new(third.Id, second.Id, GraphRelations.Repeats), new(brought.Id, third.Id, GraphRelations.EditedBy)], false));
        Assert.Equal([("1", 0), ("2", 1), ("my holiday", 1), ("3", 2)], layout.Cards.Select(card => (card.Words.Length > 0 ? card.Words : card.Form, card.Column)).Order().OrderBy(card => card.Item2));
        Assert.Equal("3", layout.Cards.Single(card => card.IsFocus).Form);
    }

    [Theory]
    [InlineData("a duck builds a sailing boat", "a duck|builds a|sailing…")]
    [InlineData("incomprehensibilities", "incompreh|ensibilit|ies")]
    [InlineData("雪の中の小さな狐", "雪の中の|小さな狐")]
    [InlineData("", "")]
    public void Words_are_broken_into_lines_that_fit(string text, string lines) =>
        Assert.Equal(lines, string.Join('|', GraphWords.Lines(text, 9, 3)));

    private static GraphNode Work(int number) =>
        new($"work-{number}", GraphNodes.Generation, $"{number}", null, Guid.NewGuid(), DateTime.UnixEpoch, GenerationState.Completed);
}
