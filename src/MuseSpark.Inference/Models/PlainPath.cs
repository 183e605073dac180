namespace MuseSpark.Inference.Models;

/// <summary>Which paths a model's file may have: inside its folder on every system, and nothing there that is no file.</summary>
internal static class PlainPath
{
    private const int MaxLength = 256, MaxDepth = 8;

    private static readonly HashSet<string> Devices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" })], StringComparer.OrdinalIgnoreCase);

    /// <param name="path">With / between its parts.</param>
    public static bool IsPlain(string path)
    {
        var parts = path.Split('/');
        return path.Length is > 0 and <= MaxLength && parts.Length <= MaxDepth && parts.All(IsName);
    }

    /// <summary>A name without any folder.</summary>
    public static bool IsName(string name) =>
        name.Length > 0 && name[^1] is not ('.' or ' ') && name[0] is not ' '
        && !name.Any(c => c is < ' ' or '\x7f' or '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        // Windows takes NUL.onnx for the device, too; superscript digits count as digits there.
        && !Devices.Contains(name.Split('.')[0].TrimEnd(' ').Replace('¹', '1').Replace('²', '2').Replace('³', '3'));
}
