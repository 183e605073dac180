using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Measuring;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Tests.Text;

namespace MuseSpark.Inference.Tests.Measuring;

/// <summary>What is measured hangs on the machine; that it is measured once, used and kept does not.</summary>
public sealed class SessionChoicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("choices").FullName;

    private string File => Path.Combine(_folder, "data", SessionChoices.FileName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_model_is_measured_once_and_opened_by_what_was_found()
    {
        using var tiny = new TinyModel();
        await System.IO.File.WriteAllTextAsync(Path.Combine(tiny.Folder, ManifestReader.FileName), System.Text.Json.JsonSerializer.Serialize(tiny.Manifest, System.Text.Json.JsonSerializerOptions.Web));
        var options = new ModelCatalogOptions { Onnx = new OnnxOptions { Threads = 1 }, Choices = new SessionChoices(File), Measures = true };
        Assert.Null(options.Choices.Find(tiny.Manifest, ExecutionProviders.Cpu));
        using (var catalog = ModelCatalog.Open([tiny.Folder], options, NullLogger.Instance))
        {
            Assert.Null(catalog.ChoiceOf(tiny.Manifest));
            using var lease = await catalog.UseTextAsync("tiny", CancellationToken.None);
            Assert.Contains("one thread", catalog.ChoiceOf(tiny.Manifest));
        }

        var written = await System.IO.File.ReadAllTextAsync(File);
        // Both were measured, each at another moment: which is the higher is the machine's to say.
        Assert.True(options.Choices.Find(tiny.Manifest, ExecutionProviders.Cpu) is { Usual: > 0, PerSecond: > 0 });
        using (var catalog = ModelCatalog.Open([tiny.Folder], options with { Choices = new SessionChoices(File) }, NullLogger.Instance))
        {
            using var lease = await catalog.UseTextAsync("tiny", CancellationToken.None);
        }
        Assert.Equal(written, await System.IO.File.ReadAllTextAsync(File));

        // Other files under the same name say nothing about these.
        Assert.Null(options.Choices.Find(tiny.Manifest, "CUDA"));
        Assert.Null(options.Choices.Find(tiny.Manifest with { Files = new Dictionary<string, string> { ["onnx/model.onnx"] = new('0', 64) } }, ExecutionProviders.Cpu));
    }

    [Fact]
    public void A_choice_changes_nothing_else()
    {
        var basis = new OnnxOptions { PrefixCacheBytes = 7, Optimise = false };
        Assert.Equal(basis with { Threads = 1, Spin = true, Arena = false }, new SessionChoices.Choice(1, true, false, 2, 1).Apply(basis));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"tiny\"")]
    public void A_damaged_file_is_as_none(string content)
    {
        using var tiny = new TinyModel();
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, content);
        Assert.Null(new SessionChoices(File).Find(tiny.Manifest, ExecutionProviders.Cpu));
    }

    [Fact]
    public async Task What_makes_nothing_cant_be_measured()
    {
        var folder = Path.Combine(RepositoryFiles.Models, "spark-safety");
        var problem = await Assert.ThrowsAsync<ModelException>(() => ModelSpeed.MeasureAsync(folder, ManifestReader.Read(folder), new OnnxOptions(), 1, 1, CancellationToken.None));
        Assert.Contains("nothing to measure", problem.Message);
    }
}
