using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Preferences;

/// <param name="Note">For those who choose a model; null for none.</param>
/// <param name="Usual">Settings in the place of the model's own.</param>
public sealed record ModelPreference(string? Note, ModelDefaults Usual);

/// <summary>What an administrator wants of the models of this server, in a file beside them: models can be shared and read-only, this can't.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public sealed class ModelPreferences
{
    private const string FileName = "preferences.json";
    private const int MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly Dictionary<string, ModelPreference> _all;

    /// <exception cref="InvalidDataException">The file can't be read: better no server than one that forgets what it was told.</exception>
    public ModelPreferences(DataFolder data)
    {
        _file = Path.Combine(data.Models, FileName);
        try
        {
            _all = !File.Exists(_file) ? [] : new FileInfo(_file).Length <= MaxBytes ? JsonSerializer.Deserialize<Dictionary<string, ModelPreference>>(File.ReadAllText(_file), Indented) ?? []
                : throw new JsonException("it is too large");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{_file} can't be read ({e.Message}). Mend it, or delete it to use the models' own settings.", e);
        }
    }

    public ModelPreference? Find(string model)
    {
        lock (_lock) return _all.GetValueOrDefault(model);
    }

    /// <summary>Has a catalog's models use what was kept.</summary>
    public void ApplyTo(ModelCatalog catalog)
    {
        lock (_lock)
            foreach (var (model, preference) in _all) catalog.Prefer(model, preference.Usual);
    }

    /// <summary>Keeps what is wanted of one model, and has it used from the next work on.</summary>
    public void Keep(string model, ModelPreference preference, ModelCatalog catalog)
    {
        lock (_lock)
        {
            var all = new Dictionary<string, ModelPreference>(_all) { [model] = preference };
            if (preference is { Note: null } && preference.Usual == new ModelDefaults()) all.Remove(model);
            Directory.CreateDirectory(Path.GetDirectoryName(_file)!);
            File.WriteAllText(_file + ".new", JsonSerializer.Serialize(all, Indented));
            File.Move(_file + ".new", _file, overwrite: true);
            if (all.ContainsKey(model)) _all[model] = preference;
            else _all.Remove(model);
            catalog.Prefer(model, preference.Usual);
        }
    }
}
