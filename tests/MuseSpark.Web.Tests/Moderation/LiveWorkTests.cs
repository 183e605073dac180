using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Tests.Moderation;

/// <summary>What a page that is open knows of a work that is held, and of one that goes on.</summary>
public sealed class LiveWorkTests
{
    [Fact]
    public void What_was_streamed_is_gone_once_it_is_held_and_comes_anew_when_it_goes_on()
    {
        var live = new LiveWork(Modes.Instant);
        live.Apply(new StartedEvent(1));
        live.Apply(new TextEvent("Once upon"));
        live.Apply(new HeldEvent("A person looks at this first."));
        Assert.Equal((GenerationState.Held, "", "A person looks at this first."), (live.State, live.Text, live.Reason));

        live.Apply(new StartedEvent(2));
        live.Apply(new TextEvent("Once"));
        Assert.Equal((GenerationState.Running, "Once", null), (live.State, live.Text, live.Reason));
        live.Apply(new CompletedEvent(new UsageView(1, 0, 1)));
        Assert.Equal(GenerationState.Completed, live.State);
    }

    [Fact]
    public void How_long_drafts_take_at_most_is_said_until_there_is_something_to_read()
    {
        var live = new LiveWork(Modes.Thinking);
        live.Apply(new StartedEvent(1));
        var plain = live.Progress;
        live.Apply(new WritingEvent(100, 400, 11_200));
        Assert.Equal($"{plain}, about 12 seconds left at most", live.Progress);
        live.Apply(new TextEvent("Once"));
        Assert.Equal("Writing", live.Progress);
    }
}
