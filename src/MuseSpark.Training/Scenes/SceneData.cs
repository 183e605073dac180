namespace MuseSpark.Training.Scenes;

/// <summary>The tables in Data/scenes: one row a line, columns split by "|", lines that begin with # are remarks.</summary>
internal static class SceneData
{
    public static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "scenes", file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries));

    public static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
