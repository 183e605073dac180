using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Metadata;

/// <summary>
/// The text chunk "parameters" of a PNG, in which picture tools pass on prompt and settings: tEXt when Latin-1 can hold the
/// text, as most readers expect, iTXt when not.
/// </summary>
public static class GenerationParameters
{
    private const string Keyword = "parameters";

    /// <summary>The text, or null when the file is no PNG or has none.</summary>
    public static string? Read(ReadOnlySpan<byte> file) =>
        file.StartsWith(PngChunks.Signature) ? PngText.Read(file, Keyword) : null;

    /// <summary>The PNG, without a manifest store, with this text in the place of an earlier one.</summary>
    /// <exception cref="ArgumentException">The text holds the character zero.</exception>
    /// <exception cref="ContainerException">The file is no PNG, or a broken one.</exception>
    public static byte[] Write(ReadOnlySpan<byte> bare, string text) =>
        PngText.Write(bare, Keyword, text, latin1: !text.AsSpan().ContainsAnyInRange('\u0100', '\uFFFF'));
}
