using System.Text.RegularExpressions;

namespace MuseSpark.Web.Tests.Repository;

/// <summary>House rules that the compiler can't check.</summary>
public sealed partial class SourceRulesTests
{
    private static readonly IReadOnlyList<string> Sources =
    [
        .. new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.*", SearchOption.AllDirectories))
            .Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .Select(file => Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'))
            .Where(file => !Generated().IsMatch(file)),
    ];

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        var tooLong = Sources.Select(file => (file, lines: File.ReadLines(Path.Combine(RepositoryFiles.Root, file)).Count())).Where(f => f.lines > 300);
        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_median_source_file_is_short()
    {
        var lengths = Sources.Select(file => File.ReadLines(Path.Combine(RepositoryFiles.Root, file)).Count()).Order().ToArray();
        Assert.InRange(lengths[lengths.Length / 2], 1, 90);
    }

    [Fact]
    public void No_file_has_a_name_that_says_nothing() =>
        Assert.DoesNotContain(Sources, file => VagueName().IsMatch(Path.GetFileNameWithoutExtension(file)));

    [Theory]
    [InlineData("MuseSpark.Inference")]
    [InlineData("MuseSpark.Provenance")]
    public void A_leaf_library_knows_no_web_no_database_and_no_other_project(string project)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", project, project + ".csproj"));
        Assert.DoesNotContain("AspNetCore", text);
        Assert.DoesNotContain("EntityFrameworkCore", text);
        Assert.DoesNotContain("ProjectReference", text);
        Assert.Contains("Sdk=\"Microsoft.NET.Sdk\"", text);
    }

    [Fact]
    public void The_app_never_depends_on_training()
    {
        foreach (var project in new[] { "Web", "Client", "Inference", "Provenance" })
        {
            var text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", $"MuseSpark.{project}", $"MuseSpark.{project}.csproj"));
            Assert.DoesNotContain("Training", text);
            Assert.DoesNotContain("orch", text);
        }
    }

    [GeneratedRegex("/(bin|obj|Migrations)/")]
    private static partial Regex Generated();

    [GeneratedRegex("(Utils|Utilities|Helper|Helpers|Manager|Base|Common|Shared|Misc)$")]
    private static partial Regex VagueName();
}
