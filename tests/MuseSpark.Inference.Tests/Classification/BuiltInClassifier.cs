using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Classification;

/// <summary>The classifier that the app ships with, as the app opens it.</summary>
public sealed class BuiltInClassifier : IAsyncLifetime, IDisposable
{
    private readonly ModelCatalog _catalog = ModelCatalog.Open([Folder], new ModelCatalogOptions(), NullLogger.Instance);

    public static string Folder { get; } = Path.Combine(RepositoryFiles.Models, "spark-safety");

    public IClassifier Classifier { get; private set; } = null!;

    public ClassifierScores Classify(string text) => Classifier.Classify(text, CancellationToken.None);

    public async Task InitializeAsync() =>
        Classifier = (await _catalog.UseClassifierAsync(_catalog.Find(null, TextClassifier.Kind)!.Manifest.Id, CancellationToken.None)).Model;

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _catalog.Dispose();
}
