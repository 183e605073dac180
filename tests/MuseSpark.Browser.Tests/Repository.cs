namespace MuseSpark.Browser.Tests;

internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The built-in models, or the folder that MUSESPARK_TEST_MODELS names.</summary>
    public static string Models => Environment.GetEnvironmentVariable("MUSESPARK_TEST_MODELS") ?? Path.Combine(Root, "models");

    /// <summary>The program as built along with these tests, or the folder that MUSESPARK_TEST_APP names, for instance artifacts/app.</summary>
    public static string App
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Environment.GetEnvironmentVariable("MUSESPARK_TEST_APP")
                ?? Path.Combine(Root, "src", "MuseSpark.Web", "bin", output.Parent!.Name, output.Name);
        }
    }

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MuseSpark.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run from inside the repository.");
    }
}
