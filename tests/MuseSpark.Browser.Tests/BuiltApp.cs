namespace MuseSpark.Browser.Tests;

internal static class BuiltApp
{
    /// <summary>The folder that MUSESPARK_TEST_APP names (./test publishes to artifacts/app), or the program as built along with these tests.</summary>
    public static string Folder
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Environment.GetEnvironmentVariable("MUSESPARK_TEST_APP")
                ?? Path.Combine(RepositoryFiles.Root, "src", "MuseSpark.Web", "bin", output.Parent!.Name, output.Name);
        }
    }
}
