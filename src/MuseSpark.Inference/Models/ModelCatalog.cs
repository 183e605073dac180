using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Classification;
using MuseSpark.Inference.Classification.Pictures;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Image.Pipelines;
using MuseSpark.Inference.Onnx;
using MuseSpark.Inference.Onnx.Checking;
using MuseSpark.Inference.Text;
using MuseSpark.Inference.Text.Architectures;

namespace MuseSpark.Inference.Models;

/// <summary>The models in a list of folders; opens each when it is first asked for, and unloads those that nobody uses when memory is short.</summary>
/// <remarks>Safe for concurrent calls. Dispose it after the last generation has ended.</remarks>
public sealed class ModelCatalog : IDisposable
{
    private readonly ModelCatalogOptions _options;
    private readonly ILogger _logger;
    private readonly ModelFiles _files = new();
    private readonly Lock _lock = new();
    private readonly OpenModels _open;
    private readonly Dictionary<string, ModelDefaults> _preferred = [];
    private readonly ConcurrentDictionary<string, string> _damaged = [];
    private ModelEntry[] _models;

    private ModelCatalog(ModelEntry[] models, ModelCatalogOptions options, ILogger logger)
    {
        _models = models;
        _options = options;
        _logger = logger;
        _open = new OpenModels(options.MemoryBudget, logger);
    }

    /// <summary>Every model folder found, usable or not, in the order of the folders and of their names.</summary>
    public IReadOnlyList<ModelEntry> Models => Volatile.Read(ref _models);

    /// <summary>Looks for models: each of <paramref name="folders"/> is one, or holds some. A broken one is listed with its problem.</summary>
    public static ModelCatalog Open(IReadOnlyList<string> folders, ModelCatalogOptions options, ILogger logger)
    {
        var catalog = new ModelCatalog([], options, logger);
        foreach (var folder in folders.SelectMany(ModelFolders)) catalog.Add(folder);
        return catalog;
    }

    /// <summary>Lists one model more, or looks anew at one that is listed from this folder; what is open stays open.</summary>
    public ModelEntry Add(string folder)
    {
        var entry = Describe(folder);
        ModelEntry? before;
        lock (_lock)
        {
            entry = Preferred(entry);
            before = _models.FirstOrDefault(e => e.Folder == folder);
            if (_models.TakeWhile(e => e.Folder != folder).Any(e => e.Manifest.Id == entry.Manifest.Id))
                entry = entry with { Problem = $"Another model folder has the same id {entry.Manifest.Id}; this one is left aside." };
            Volatile.Write(ref _models, before is null ? [.. _models, entry] : [.. _models.Select(e => e.Folder == folder ? entry : e)]);
        }
        if (before is not null && before.Problem == entry.Problem) return entry;
        if (entry.Problem is null) _logger.LogInformation("Found model {Model} in {Folder}", entry.Manifest.Id, folder);
        else _logger.LogWarning("Model {Model} in {Folder} can't be used: {Problem}", entry.Manifest.Id, folder, entry.Problem);
        return entry;
    }

    /// <summary>
    /// Looks what has come into a folder of models or gone from it since, by another program, and anew at all models with a problem; one
    /// whose files are damaged keeps it until they change.
    /// </summary>
    public void Refresh(string folder)
    {
        var there = ModelFolders(folder).ToHashSet();
        foreach (var gone in Models.Where(e => Path.GetDirectoryName(e.Folder) == folder && !there.Contains(e.Folder)).ToArray()) Remove(gone);
        foreach (var inner in there.Except(Models.Select(e => e.Folder)).Order(StringComparer.Ordinal).ToArray()) Add(inner);
        foreach (var entry in Models.Where(e => e.Problem is not null && Directory.Exists(e.Folder)).ToArray())
            if (!_damaged.TryGetValue(entry.Folder, out var state) || state != ModelFiles.StateOf(entry)) Add(entry.Folder);
    }

    /// <summary>Lists a model no longer. Whoever is using it goes on; it is freed when nobody does.</summary>
    public void Remove(ModelEntry entry)
    {
        lock (_lock) Volatile.Write(ref _models, [.. _models.Where(e => e.Folder != entry.Folder)]);
        _open.Remove(entry.Manifest.Id);
    }

    /// <summary>From now on a model's works use these settings where nothing else is asked for; those that are null are its own.</summary>
    public void Prefer(string id, ModelDefaults preferred)
    {
        lock (_lock)
        {
            _preferred[id] = preferred;
            Volatile.Write(ref _models, [.. _models.Select(Preferred)]);
        }
    }

    private ModelEntry Preferred(ModelEntry entry) =>
        _preferred.TryGetValue(entry.Manifest.Id, out var preferred) ? entry with { Manifest = entry.Manifest with { Preferred = preferred } } : entry;

    /// <summary>What graphs run on.</summary>
    public string Provider => _options.Onnx.Provider;

    /// <summary>How a model's graphs run, in words, where that was measured.</summary>
    public string? ChoiceOf(ModelManifest manifest) => _options.Choices?.Find(manifest, _options.Onnx.Provider)?.ToString();

    /// <summary>Whether a model is in memory now.</summary>
    public bool IsOpen(string id) => _open.Contains(id);

    /// <summary>A catalog of models that are open already. Their maker goes on owning them.</summary>
    public static ModelCatalog Of(
        IReadOnlyList<ITextModel> texts, IReadOnlyList<IImageModel> images, IReadOnlyList<IClassifier>? classifiers = null, IReadOnlyList<IPictureClassifier>? pictureClassifiers = null)
    {
        (ModelManifest Manifest, object Model)[] open =
        [
            .. texts.Select(model => (model.Manifest, (object)model)),
            .. images.Select(model => (model.Manifest, (object)model)),
            .. (classifiers ?? []).Select(model => (model.Manifest, (object)model)),
            .. (pictureClassifiers ?? []).Select(model => (model.Manifest, (object)model)),
        ];
        var catalog = new ModelCatalog([.. open.Select(o => new ModelEntry(o.Manifest, o.Manifest.Id, Problem: null))], new ModelCatalogOptions(), NullLogger.Instance);
        foreach (var (manifest, model) in open) catalog._open.Add(manifest.Id, model);
        return catalog;
    }

    /// <summary>The model of this id if it makes the kind; without an id the first usable one that does.</summary>
    /// <param name="kind">"story", "poem", "picture" and so on.</param>
    public ModelEntry? Find(string? id, string kind) => Models.FirstOrDefault(e =>
        e.Manifest.Kinds.Contains(kind) && (id is null ? e.Problem is null : e.Manifest.Id == id));

    /// <summary>A text model to use until the lease is disposed. Waits while other models take all memory there is for them.</summary>
    /// <exception cref="ModelException">No such text model, or it can't be opened; the message says why.</exception>
    public Task<ModelLease<ITextModel>> UseTextAsync(string id, CancellationToken cancellationToken) =>
        UseAsync<ITextModel>(id, "text", cancellationToken);

    /// <inheritdoc cref="UseTextAsync"/>
    public Task<ModelLease<IImageModel>> UseImageAsync(string id, CancellationToken cancellationToken) =>
        UseAsync<IImageModel>(id, "image", cancellationToken);

    /// <summary>A model that enlarges pictures, whether it paints, too, or does nothing else.</summary>
    /// <inheritdoc cref="UseTextAsync"/>
    public Task<ModelLease<IPictureEnlarger>> UseEnlargerAsync(string id, CancellationToken cancellationToken) =>
        UseAsync<IPictureEnlarger>(id, Models.Any(e => e.Manifest.Id == id && e.Manifest.Kind == "image") ? "image" : "enlarger", cancellationToken);

    /// <summary>A classifier to use until the lease is disposed. It never waits: it is small, and what it checks is being made by another model.</summary>
    /// <exception cref="ModelException">No such classifier, or it can't be opened; the message says why.</exception>
    public Task<ModelLease<IClassifier>> UseClassifierAsync(string id, CancellationToken cancellationToken) =>
        UseAsync<IClassifier>(id, "classifier", cancellationToken);

    /// <inheritdoc cref="UseClassifierAsync"/>
    public Task<ModelLease<IPictureClassifier>> UsePictureClassifierAsync(string id, CancellationToken cancellationToken) =>
        UseAsync<IPictureClassifier>(id, "picture-classifier", cancellationToken);

    public void Dispose() => _open.Dispose();

    private async Task<ModelLease<T>> UseAsync<T>(string id, string kind, CancellationToken cancellationToken) where T : class
    {
        var entry = Models.FirstOrDefault(e => e.Manifest.Id == id && e.Manifest.Kind == kind)
            ?? throw new ModelException($"There is no {kind} model {id} here.");
        var waits = kind is "text" or "image" or "enlarger";
        return await _open.UseAsync<T>(id, ModelFiles.Weights(entry), waits, () => OpenAsync(entry), cancellationToken);
    }

    private async Task<object> OpenAsync(ModelEntry entry)
    {
        var isWhole = false;
        try
        {
            var manifest = ManifestReader.Read(entry.Folder);
            await _files.VerifyAsync(entry.Folder, manifest, CancellationToken.None);
            OnnxFiles.Check(entry.Folder, [.. manifest.Files.Keys]);
            isWhole = true;
            var options = await OptionsAsync(entry.Folder, manifest) with { Memory = new RunMemory(_open, ModelFiles.Weights(entry)) };
            var model = Open(entry.Folder, manifest, options);
            Report(entry, problem: null);
            _logger.LogInformation("Opened model {Model}", manifest.Id);
            return model;
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            var problem = e as ModelException ?? Unreadable(e);
            if (!isWhole && problem == e) _damaged[entry.Folder] = ModelFiles.StateOf(entry);
            Report(entry, problem.Message);
            _logger.LogWarning(e, "Model {Model} can't be opened", entry.Manifest.Id);
            if (problem == e) throw;
            throw problem;
        }
    }

    private async Task<OnnxOptions> OptionsAsync(string folder, ModelManifest manifest)
    {
        if (_options.Choices is not { } choices || manifest.Kind is not ("text" or "image")) return _options.Onnx;
        var choice = choices.Find(manifest, _options.Onnx.Provider);
        if (choice is null && _options.Measures)
        {
            try
            {
                choice = await choices.MeasureAsync(folder, manifest, _options.Onnx, CancellationToken.None);
                _logger.LogInformation("Measured model {Model}: {Speed} a second with {Choice}, {Usual} in the usual way", manifest.Id, choice.PerSecond, choice, choice.Usual);
            }
            catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
            {
                _logger.LogWarning(e, "Model {Model} could not be measured, and runs in the usual way", manifest.Id);
            }
        }
        if (choice is null) return _options.Onnx;
        _logger.LogInformation("Model {Model} runs with {Choice}", manifest.Id, choice);
        return choice.Apply(_options.Onnx);
    }

    /// <summary>Opens the model in a folder whose files are checked.</summary>
    internal static IDisposable Open(string folder, ModelManifest manifest, OnnxOptions options) => manifest.Kind switch
    {
        "text" => OnnxTextModel.Open(folder, manifest, options),
        "enlarger" => PictureEnlarger.Open(folder, manifest, options),
        "classifier" => TextClassifier.Open(folder, manifest, options),
        "picture-classifier" => PictureClassifier.Open(folder, manifest, options),
        _ => PipelineList.Load(folder, manifest, options),
    };

    private void Report(ModelEntry entry, string? problem)
    {
        lock (_lock)
            _models = [.. _models.Select(e => e.Folder == entry.Folder ? e with { Problem = problem } : e)];
    }

    private static IEnumerable<string> ModelFolders(string folder) =>
        !Directory.Exists(folder) ? []
        : File.Exists(Path.Combine(folder, ManifestReader.FileName)) ? [folder]
        : Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal)
            .Where(inner => File.Exists(Path.Combine(inner, ManifestReader.FileName)));

    private static ModelEntry Describe(string folder)
    {
        try
        {
            var manifest = ManifestReader.Read(folder);
            return new ModelEntry(manifest, folder, ModelFiles.FindMissing(folder, manifest) ?? FindUnknown(manifest));
        }
        catch (Exception e) when (e is ModelException or IOException or UnauthorizedAccessException)
        {
            var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
            var unreadable = new ModelManifest
            {
                Id = name,
                Name = name,
                Kind = "unknown",
                Architecture = "",
                Version = "",
                Licence = "",
                Files = new Dictionary<string, string>(),
                Kinds = [],
            };
            return new ModelEntry(unreadable, folder, (e as ModelException ?? Unreadable(e)).Message);
        }
    }

    private static ModelException Unreadable(Exception cause) =>
        new("A file of the model can't be read. Check that it is there and that the app may read it.", cause);

    private static string? FindUnknown(ModelManifest manifest) => manifest.Kind switch
    {
        "text" when ArchitectureList.Find(manifest.Architecture) is null =>
            $"The text architecture {manifest.Architecture} isn't known; known are {string.Join(", ", ArchitectureList.All.Select(a => a.Key))}.",
        "enlarger" when manifest.Architecture != PictureEnlarger.Architecture =>
            $"The enlarger {manifest.Architecture} isn't known; known is {PictureEnlarger.Architecture}.",
        "classifier" when manifest.Architecture != TextClassifier.Architecture =>
            $"The classifier {manifest.Architecture} isn't known; known is {TextClassifier.Architecture}.",
        "picture-classifier" when manifest.Architecture != PictureClassifier.Architecture =>
            $"The picture classifier {manifest.Architecture} isn't known; known is {PictureClassifier.Architecture}.",
        _ => null,
    };
}
