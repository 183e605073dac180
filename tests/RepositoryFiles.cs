namespace MuseSpark.Tests;

/// <summary>Where the repository and its models are, for the tests of every project.</summary>
internal static class RepositoryFiles
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The built-in models, or the folder that MUSESPARK_TEST_MODELS names.</summary>
    public static string Models { get; } = Environment.GetEnvironmentVariable("MUSESPARK_TEST_MODELS") ?? Path.Combine(Root, "models");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MuseSpark.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests run from inside the repository.");
    }
}
