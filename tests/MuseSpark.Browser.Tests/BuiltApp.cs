namespace MuseSpark.Browser.Tests;

internal static class BuiltApp
{
    /// <summary>The program as built along with these tests, or the folder that MUSESPARK_TEST_APP names, for instance artifacts/app.</summary>
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
