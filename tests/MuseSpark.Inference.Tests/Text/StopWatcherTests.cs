using CsCheck;
using MuseSpark.Inference.Text;

namespace MuseSpark.Inference.Tests.Text;

public class StopWatcherTests
{
    [Fact]
    public void A_stop_string_spread_over_pieces_never_shows()
    {
        var stops = new StopWatcher(["THE END"]);
        Assert.Equal("They left. ", stops.Push("They left. T"));
        Assert.Equal("", stops.Push("HE "));
        Assert.Equal("", stops.Push("E"));
        Assert.Equal("", stops.Push("ND and more"));
        Assert.True(stops.Stopped);
        Assert.Equal("", stops.Push("never"));
        Assert.Equal("", stops.Flush());
    }

    [Fact]
    public void What_only_looked_like_a_stop_string_is_let_through()
    {
        var stops = new StopWatcher(["abcd"]);
        Assert.Equal("x", stops.Push("xabc"));
        Assert.Equal("abc", stops.Push("abc"));
        Assert.Equal("abc", stops.Flush());
        Assert.False(stops.Stopped);
    }

    [Fact]
    public void The_first_of_several_stop_strings_counts()
    {
        var stops = new StopWatcher(["later", "at", ""]);
        Assert.Equal("we ", stops.Push("we at later"));
        Assert.True(stops.Stopped);
    }

    [Fact]
    public void The_text_shown_is_always_the_text_up_to_the_stop_string_that_is_first_complete() =>
        Gen.Select(Gen.Char["ab\n"].Array[0, 40], Gen.Char["ab\n"].Array[1, 4].Array[0, 4], Gen.Int[1, 7].Array[1, 10])
            .Sample((chars, stopChars, cuts) =>
            {
                var text = new string(chars);
                var stopStrings = stopChars.Select(c => new string(c)).ToList();
                var stops = new StopWatcher(stopStrings);
                var shown = "";
                for (int i = 0, at = 0; at < text.Length; at += cuts[i++ % cuts.Length])
                {
                    shown += stops.Push(text.AsSpan(at, Math.Min(cuts[i % cuts.Length], text.Length - at)));
                    if (stopStrings.Any(shown.Contains)) return false;
                }
                shown += stops.Flush();
                var first = stopStrings.Select(s => (Start: text.IndexOf(s, StringComparison.Ordinal), s.Length)).Where(s => s.Start >= 0)
                    .OrderBy(s => s.Start + s.Length).ThenBy(s => s.Start).Select(s => s.Start).FirstOrDefault(text.Length);
                return shown == text[..first];
            }, iter: 20_000);
}
