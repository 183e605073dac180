using System.Text;
using MuseSpark.Client.Generations;

namespace MuseSpark.Web.Generations.Live;

/// <summary>
/// The log of the newest claim of a generation, kept short: text is one growing entry, a step replaces the step before it, and so does how far the drafts are.
/// The worker, the grain and each watcher are only positions in it, so whoever is slow reads later and gets more at once:
/// nothing queues up per watcher, and nothing is ever dropped.
/// </summary>
public sealed class GenerationLog
{
    private readonly List<Entry> _entries = [];

    /// <summary>Number of the newest event, 0 when there is none.</summary>
    public long Last { get; private set; }

    public bool IsFinished => _entries is [.., { Event.IsFinal: true }];

    /// <summary>Appends with the next number of <paramref name="claim"/>.</summary>
    public LoggedEvent Append(long claim, GenerationEventData data)
    {
        var length = data is TextEvent text ? text.Delta.Length : 1;
        var item = LoggedEvent.Of(Math.Max(Last, claim * LoggedEvent.PerClaim) + length, data);
        Append(item);
        return item;
    }

    /// <summary>Appends what isn't known yet; the first event of a newer claim clears what there was.</summary>
    public void Append(LoggedEvent item)
    {
        if (item.Seq <= Last) return;
        if (ClaimOf(item.Seq) > ClaimOf(Last)) _entries.Clear();
        if (item.Type is StepEvent.Name or WritingEvent.Name) _entries.RemoveAll(e => e.Event.Type == item.Type);
        // What is held or withdrawn is not to be read again by those who come later.
        if (item.Type is HeldEvent.Name or WithdrawnEvent.Name) _entries.RemoveAll(e => e.Event.Type is TextEvent.Name or StepEvent.Name or OutputEvent.Name);
        if (!item.IsText)
        {
            _entries.Add(new Entry(item));
        }
        else if (_entries is [.., { Event.IsText: true } open])
        {
            open.Text.Append(item.Payload, (int)(Last - item.Start), (int)(item.Seq - Last));
            open.Seq = item.Seq;
        }
        else
        {
            _entries.Add(new Entry(item));
        }

        Last = item.Seq;
    }

    /// <summary>What a watcher who has seen <paramref name="seq"/> lacks; everything when that was an earlier claim.</summary>
    public LoggedEvent[] After(long seq)
    {
        var seen = ClaimOf(seq) == ClaimOf(Last) ? seq : 0;
        return [.. _entries.Where(e => e.Seq > seen).Select(e => e.After(seen))];
    }

    private static long ClaimOf(long seq) => seq / LoggedEvent.PerClaim;

    private sealed class Entry(LoggedEvent item)
    {
        public LoggedEvent Event => item;
        public StringBuilder Text { get; } = new(item.IsText ? item.Payload : "");
        public long Seq { get; set; } = item.Seq;

        public LoggedEvent After(long seen)
        {
            if (!item.IsText) return item;
            var skip = (int)Math.Clamp(seen - (Seq - Text.Length), 0, Text.Length);
            return new LoggedEvent(Seq, TextEvent.Name, Text.ToString(skip, Text.Length - skip));
        }
    }
}
