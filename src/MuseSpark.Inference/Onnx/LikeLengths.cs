namespace MuseSpark.Inference.Onnx;

/// <summary>Lines that are run together, as a rectangle that is as wide as the longest: those of like length, so that little of it is padding.</summary>
internal static class LikeLengths
{
    /// <param name="lines">Tokens of each line.</param>
    /// <param name="most">Most tokens of a rectangle, padding included; a longer line is run alone.</param>
    /// <returns>Numbers of the lines, each once, shorter ones first.</returns>
    public static IEnumerable<int[]> Of(int[][] lines, int most)
    {
        int[] order = [.. Enumerable.Range(0, lines.Length).OrderBy(i => lines[i].Length)];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && (to + 1 - from) * lines[order[to]].Length <= most;) to++;
            yield return order[from..to];
        }
    }
}
