using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MuseSpark.Benchmarks.Peers;

/// <summary>Writes the page of what was measured: its table, and its charts as SVG in colours that can be read on white and on black.</summary>
internal static class SpeedPage
{
    private const string Ink = "#6e7781", Ours = "#2f81f7", Theirs = "#8b949e", Goal = "#bf8700";
    private const int Width = 940, Label = 480, Line = 30, Bar = 12;

    /// <param name="args">A folder with results.json.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Length != 1)
        {
            Console.Error.WriteLine("Say: speed-page <folder with results.json>, for instance: speed-page docs/speed");
            return 2;
        }
        var rows = JsonSerializer.Deserialize<List<PeerRow>>(await File.ReadAllTextAsync(Path.Combine(args[0], "results.json")), JsonSerializerOptions.Web)!;
        await File.WriteAllTextAsync(Path.Combine(args[0], "speed.svg"), Pairs([.. rows.Where(row => row is { Unit: "tokens/s", PeerValue: not null })]));
        await File.WriteAllTextAsync(Path.Combine(args[0], "ratios.svg"), Ratios([.. rows.Where(row => row.Ratio is not null)]));
        await File.WriteAllTextAsync(Path.Combine(args[0], "README.md"), Page(rows));
        return 0;
    }

    /// <summary>Ours above the peer's, in tokens a second.</summary>
    private static string Pairs(IReadOnlyList<PeerRow> rows)
    {
        var most = rows.Max(row => Math.Max(row.Value, row.PeerValue!.Value));
        var svg = new StringBuilder();
        for (var i = 0; i < rows.Count; i++)
        {
            var top = 40 + i * (Line + 14);
            svg.Append(Text(Label - 12, top + Bar - 1, rows[i].Name, "end"));
            svg.Append(Text(Label - 12, top + 2 * Bar + 2, rows[i].Peer, "end", small: true));
            foreach (var (value, color, at) in new[] { (rows[i].Value, Ours, top), (rows[i].PeerValue!.Value, Theirs, top + Bar + 2) })
            {
                var length = (Width - Label - 70) * value / most;
                svg.Append(Box(Label, at, length, color)).Append(Text(Label + length + 6, at + Bar - 2, Number(value), "start", small: true));
            }
        }
        return Svg(40 + rows.Count * (Line + 14), "Tokens a second: MuseSpark in blue, what it is compared with in grey", svg);
    }

    /// <summary>How many times better than the peer, on a scale where twice as good is as far from 1 as half as good.</summary>
    private static string Ratios(IReadOnlyList<PeerRow> rows)
    {
        var (low, high) = (Math.Min(0.5, rows.Min(row => row.Ratio!.Value)), Math.Max(4, rows.Max(row => Math.Max(row.Ratio!.Value, row.Aim ?? 1))));
        double At(double ratio) => Label + (Width - Label - 60) * Math.Log(ratio / low) / Math.Log(high / low);
        var svg = new StringBuilder();
        var bottom = 44 + rows.Count * Line;
        foreach (var tick in new[] { 0.25, 0.5, 1, 2, 4, 8, 16, 32 }.Where(tick => tick >= low && tick <= high))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{At(tick):f1}\" x2=\"{At(tick):f1}\" y1=\"36\" y2=\"{bottom}\" stroke=\"{Ink}\" stroke-opacity=\"{(tick == 1 ? 0.9 : 0.25)}\"/>");
            svg.Append(Text(At(tick), bottom + 16, $"{tick.ToString(CultureInfo.InvariantCulture)} x", "middle", small: true));
        }
        for (var i = 0; i < rows.Count; i++)
        {
            var (row, top) = (rows[i], 44 + i * Line);
            svg.Append(Text(Label - 12, top + Bar - 1, row.Name, "end"));
            var (from, to) = (Math.Min(At(1), At(row.Ratio!.Value)), Math.Max(At(1), At(row.Ratio!.Value)));
            var beside = row.AtLeast is { } goal ? Math.Max(to, At(goal) + 2) : to;
            svg.Append(Box(from, top, to - from, row.IsMet == false ? Theirs : Ours)).Append(Text(beside + 6, top + Bar - 2, $"{Number(row.Ratio!.Value)} x", "start", small: true));
            if (row.AtLeast is { } least) svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{At(least) - 1:f1}\" y=\"{top - 4}\" width=\"2.5\" height=\"{Bar + 8}\" fill=\"{Goal}\"/>");
        }
        return Svg(bottom + 26, "Against what it is compared with: above 1 is better; the mark is the goal; grey bars miss it", svg);
    }

    private static string Page(IReadOnlyList<PeerRow> rows)
    {
        var page = new StringBuilder($"""
            # How fast it is

            Measured with `dotnet run -c Release --project tests/MuseSpark.Benchmarks -- --peers --json docs/speed/results.json`, drawn with `-- speed-page docs/speed`, which also writes this page.
            Machine: {rows[0].Note}; all its cores read {Number(rows[0].Value)} {rows[0].Unit} from memory.

            Each pair was measured in the same run and in turn, with the same words or the same file; the numbers are medians. Where a peer could not be had, the note says why.

            ![Tokens a second](speed.svg)

            ![Ratios](ratios.svg)

            | what | measured | compared with | its value | ratio | goal | met | note |
            |---|---:|---|---:|---:|---:|---|---|

            """);
        foreach (var row in rows.Skip(1))
            page.Append(CultureInfo.InvariantCulture,
                $"| {row.Name} | {Number(row.Value)} {row.Unit} | {row.Peer} | {(row.PeerValue is > 0 and var peer ? $"{Number(peer)} {row.Unit}" : "")} | {(row.Ratio is { } ratio ? $"{Number(ratio)} x" : "")} | {(row.AtLeast is { } least ? $"{Number(least)} {(row.PeerValue == 0 ? row.Unit : "x")}" : "")} | {row.IsMet switch { true => "yes", false => "no", null => "-" }} | {row.Note} |\n");
        return page.Append("""

            - **135M** is a Llama with the sizes of SmolLM2-135M and random weights, so that everybody can make it without fetching anything; its last matrix is its own, so it has 162M. The matrices are made so that each word is followed by a known one: texts have no end, every program must write the same ones, and it is checked that it does. What the built-in model writes is not compared. **In place** is the export with GroupQueryAttention, whose cache stays where it lies (onnxruntime-genai); the other one is node by node (optimum). **8 bits** is MatMulNBits in blocks of 32, which are the blocks of Q8_0.
            - **What reading allows** is how fast all cores read memory, measured between the rounds, divided by the bytes of the matrices and of the cache that a token needs.
            - **transformers.js** 4.3.1 runs the same file with onnxruntime-node 1.30.0, **llama.cpp** the same weights through node-llama-cpp 3.22.1; the former with the threads that it chooses itself, the latter with one or one for each core, whichever is faster here; we run with the session options that were measured to be the fastest, which the notes name.
            - **A text written anew** has one word in ten changed in its prompt, so a guess from the prompt is wrong as often.
            - **The picture** is the built-in model's, against a plain loop in Node over the same graphs, with the same steps and guidance.

            """).ToString();
    }

    private static string Svg(double height, string title, StringBuilder inner) => string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height:f0}\" width=\"{Width}\" height=\"{height:f0}\" role=\"img\" aria-label=\"{title}\" font-family=\"system-ui, sans-serif\">{Text(0, 18, title, "start")}{inner}</svg>\n");

    private static string Text(double x, double y, string text, string anchor, bool small = false) => string.Create(CultureInfo.InvariantCulture,
        $"<text x=\"{x:f1}\" y=\"{y:f1}\" fill=\"{Ink}\" font-size=\"{(small ? 11 : 13)}\" text-anchor=\"{anchor}\">{System.Net.WebUtility.HtmlEncode(text)}</text>");

    private static string Box(double x, double y, double width, string color) => string.Create(CultureInfo.InvariantCulture,
        $"<rect x=\"{x:f1}\" y=\"{y}\" width=\"{Math.Max(width, 1):f1}\" height=\"{Bar}\" rx=\"2\" fill=\"{color}\"/>");

    private static string Number(double value) => value.ToString(value switch { >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
