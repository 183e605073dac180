using System.Globalization;
using System.Text;

namespace MuseSpark.Benchmarks.Marks;

/// <summary>Shares between 0 and 1 over a number, as a picture.</summary>
internal sealed class Curves(string title, string unit, int most)
{
    private const int Width = 640, Height = 360, Left = 56, Top = 40, Below = 44, Right = 230;

    private static readonly string[] Colours = ["#c2410c", "#ea9a6b", "#1d4ed8", "#8aa8ee"];

    private readonly List<(string Name, List<(int X, double Y)> Points)> _curves = [];

    public void Add(string name, int x, double share)
    {
        var curve = _curves.Find(c => c.Name == name);
        if (curve.Points is null) _curves.Add(curve = (name, []));
        curve.Points.Add((x, share));
    }

    public string ToSvg()
    {
        var svg = new StringBuilder();
        void Line(FormattableString line) => svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));
        Line($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#1f1b16\">");
        Line($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#faf7f2\"/><text x=\"{Left}\" y=\"24\" font-size=\"14\">{title}</text>");
        for (var share = 0; share <= 100; share += 25)
            Line($"<path d=\"M{Left} {Y(share / 100.0)}H{Width - Right}\" stroke=\"#e7e0d6\"/><text x=\"{Left - 8}\" y=\"{Y(share / 100.0) + 4}\" text-anchor=\"end\">{share} %</text>");
        for (var x = 0; x <= most; x += 50) Line($"<text x=\"{X(x)}\" y=\"{Height - Below + 18}\" text-anchor=\"middle\">{x}</text>");
        Line($"<text x=\"{Width - Right}\" y=\"{Height - 8}\" text-anchor=\"end\">{unit}</text>");
        foreach (var ((name, points), i) in _curves.Select((curve, i) => (curve, i)))
        {
            var colour = Colours[i % Colours.Length];
            Line($"<polyline fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" points=\"{string.Join(' ', points.Select(p => FormattableString.Invariant($"{X(p.X)},{Y(p.Y)}")))}\"/>");
            Line($"<rect x=\"{Width - Right + 12}\" y=\"{Top + 22 * i}\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{Width - Right + 30}\" y=\"{Top + 22 * i + 10}\" font-size=\"11\">{name}</text>");
        }
        return svg.AppendLine("</svg>").ToString();
    }

    private double X(int x) => Math.Round(Left + (double)x / most * (Width - Left - Right), 1);

    private double Y(double share) => Math.Round(Height - Below - share * (Height - Below - Top), 1);
}
