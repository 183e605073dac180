using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Inference.Models;

/// <summary>Reads and writes the small snake_case files of a Hugging Face folder.</summary>
internal static class JsonFile
{
    private const long MaxBytes = 1 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <exception cref="ModelException">The file is missing, too large, or isn't what it should be.</exception>
    public static T Read<T>(string path, long maxBytes = MaxBytes)
    {
        var name = Path.GetFileName(path);
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > maxBytes)
                throw new ModelException($"{name} is larger than {maxBytes >> 20} MB, so it can't be a configuration. Copy the whole model folder again.");
            return JsonSerializer.Deserialize<T>(file, Options)
                ?? throw new ModelException($"{name} is empty. Copy the whole model folder again.");
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{name} is missing from the model folder. Copy the whole model folder again.", cause);
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{name} can't be read: it is damaged or not what it should be. Copy the whole model folder again.", cause);
        }
    }

    public static void Write<T>(string path, T value) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(value, Options));

    /// <exception cref="ModelException">It isn't what it should be.</exception>
    public static T Parse<T>(string name, byte[] text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Options) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException cause)
        {
            throw new ModelException($"{name} can't be read: it is damaged or not what it should be.", cause);
        }
    }
}
