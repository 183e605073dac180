using CsCheck;
using MuseSpark.Client.Generations;
using MuseSpark.Web.Generations.Live;

namespace MuseSpark.Web.Tests.Generations;

public sealed class GenerationLogTests
{
    [Fact]
    public void A_late_watcher_gets_the_beginning_one_large_text_and_the_last_step()
    {
        var log = new GenerationLog();
        log.Append(1, new StartedEvent(1));
        log.Append(1, new TextEvent("Once upon "));
        log.Append(1, new TextEvent("a time"));
        log.Append(1, new StepEvent(1, 3));
        log.Append(1, new StepEvent(2, 3));
        var all = log.After(0);
        Assert.Equal(["started", "text", "step"], all.Select(e => e.Type));
        Assert.Equal("Once upon a time", all[1].Payload);
        Assert.Contains("\"index\":2", all[2].ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_watcher_goes_on_from_any_number_however_the_text_was_cut() =>
        Gen.Select(Gen.String[1, 9].List[1, 20], Gen.Int[0, 200]).Sample((pieces, at) =>
        {
            var log = new GenerationLog();
            var whole = string.Concat(pieces);
            log.Append(1, new StartedEvent(1));
            foreach (var piece in pieces) log.Append(1, new TextEvent(piece));
            at = Math.Min(at, whole.Length);
            var seen = LoggedEvent.PerClaim + 1 + at;
            return string.Concat(log.After(seen).Select(e => e.Payload)) == whole[at..];
        });

    [Fact]
    public void A_copy_fed_in_batches_with_repetitions_equals_the_original() =>
        Gen.Select(Gen.String[1, 9].List[1, 20], Gen.Int[1, 5]).Sample((pieces, every) =>
        {
            GenerationLog log = new(), copy = new();
            log.Append(1, new StartedEvent(1));
            for (var i = 0; i < pieces.Count; i++)
            {
                log.Append(1, new TextEvent(pieces[i]));
                if (i % every != 0) continue;
                foreach (var item in log.After(copy.Last)) copy.Append(item);
                foreach (var item in log.After(0)) copy.Append(item);
            }

            foreach (var item in log.After(copy.Last)) copy.Append(item);
            return copy.After(0).SequenceEqual(log.After(0));
        });

    [Fact]
    public void A_newer_claim_clears_what_an_earlier_one_said_and_whoever_saw_that_gets_everything()
    {
        var log = new GenerationLog();
        log.Append(1, new StartedEvent(1));
        log.Append(1, new TextEvent("half a st"));
        var seen = log.Last;
        log.Append(2, new StartedEvent(2));
        log.Append(2, new TextEvent("half a story"));
        Assert.Equal(["started", "text"], log.After(seen).Select(e => e.Type));
        Assert.Equal("half a story", log.After(seen)[1].Payload);
    }

    [Fact]
    public void What_a_worker_of_an_earlier_claim_says_late_is_not_taken()
    {
        var log = new GenerationLog();
        log.Append(2, new StartedEvent(2));
        log.Append(LoggedEvent.Of(LoggedEvent.PerClaim + 5, new TextEvent("stale")));
        Assert.Equal(["started"], log.After(0).Select(e => e.Type));
    }

    [Fact]
    public void Nothing_follows_a_final_event()
    {
        var log = new GenerationLog();
        log.Append(1, new StartedEvent(1));
        Assert.False(log.IsFinished);
        log.Append(1, new FailedEvent("The disk is full."));
        Assert.True(log.IsFinished);
        Assert.Empty(log.After(log.Last));
    }

    [Fact]
    public void A_row_reads_back_as_the_event_it_was_made_from()
    {
        var job = Jobs.Draft(Guid.NewGuid(), Guid.NewGuid());
        foreach (var data in new GenerationEventData[] { new TextEvent("\"quoted\"\n🦊 é"), new StartedEvent(3), new CompletedEvent(new UsageView(5, 0, 12)) })
        {
            var item = LoggedEvent.Of(LoggedEvent.PerClaim * 3 + 40, data);
            Assert.Equal(item, LoggedEvent.FromRow(item.ToRow(job, DateTime.UnixEpoch)));
        }
    }
}
