using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Installing;

/// <summary>The folder where one model grows until it is whole. It outlives the process, and one process works in it at a time.</summary>
internal sealed class Staging : IDisposable
{
    private readonly string _folder;
    private readonly FileStream _lock;

    private Staging(string folder, FileStream held)
    {
        _folder = folder;
        _lock = held;
    }

    /// <summary>The model's folder to be: files in here are whole.</summary>
    public string Model => Path.Combine(_folder, "model");

    /// <param name="downloads">A folder on the disk of the models.</param>
    /// <exception cref="ModelException">This model is being fetched already.</exception>
    public static Staging Open(string downloads, string id)
    {
        var folder = FolderOf(downloads, id);
        Directory.CreateDirectory(Path.Combine(folder, "model"));
        try
        {
            return new Staging(folder, new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose));
        }
        catch (IOException e)
        {
            throw new ModelException($"{id} is being fetched already.", e);
        }
    }

    public static string FolderOf(string downloads, string id) => Path.Combine(downloads, "hub", id);

    /// <summary>Where a file's bytes arrive: by their hash, so that those of another revision never mix in.</summary>
    public string PartOf(HubFile file) => Path.Combine(_folder, $"{file.Hash.Hex}.part");

    public string PlaceOf(HubFile file) => Path.Combine(Model, file.Path);

    /// <summary>Bytes of a file that need not be fetched any more.</summary>
    public long Arrived(HubFile file) => new FileInfo(PlaceOf(file)) is { Exists: true } whole && whole.Length == file.Bytes ? file.Bytes
        : new FileInfo(PartOf(file)) is { Exists: true } part ? Math.Min(part.Length, file.Bytes) : 0;

    /// <summary>Removes what another revision or precision has left.</summary>
    public void KeepOnly(IReadOnlyList<HubFile> files)
    {
        var places = files.Select(PlaceOf).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(Model, "*", SearchOption.AllDirectories))
            if (!places.Contains(file)) File.Delete(file);
        var parts = files.Select(PartOf).ToHashSet();
        foreach (var part in Directory.EnumerateFiles(_folder, "*.part"))
            if (!parts.Contains(part)) File.Delete(part);
    }

    /// <summary>The whole model takes its place at once, and what is left here goes.</summary>
    public void MoveTo(string place)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        Directory.Move(Model, place);
        Discard();
    }

    public void Discard()
    {
        _lock.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _lock.Dispose();
}
