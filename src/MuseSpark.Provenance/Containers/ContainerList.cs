namespace MuseSpark.Provenance.Containers;

/// <summary>The file formats that can carry a manifest store.</summary>
public static class ContainerList
{
    /// <summary>In the order in which they are asked: formats with a clear signature come first, plain text last.</summary>
    public static IReadOnlyList<IContainer> All { get; } =
    [
        new PngContainer(), new JpegContainer(), new WebpContainer(), new ZipContainer(), new SidecarContainer(), new HtmlContainer(), new TextContainer(),
    ];

    /// <summary>The first that recognises the file, or null.</summary>
    /// <param name="mediaType">where it is known; plain text is text, also where it begins like a page or a drawing</param>
    public static IContainer? For(ReadOnlySpan<byte> file, string? mediaType = null)
    {
        if (mediaType is not null && All[^1].MediaTypes.Contains(mediaType.Split(';')[0].Trim())) return All[^1];
        foreach (var container in All)
            if (container.Recognises(file)) return container;
        return null;
    }
}
