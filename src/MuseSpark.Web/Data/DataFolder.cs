namespace MuseSpark.Web.Data;

/// <summary>Everything the server keeps lies below one folder: MUSESPARK_DATA, or ./data.</summary>
public sealed class DataFolder
{
    public DataFolder(IConfiguration configuration)
    {
        Root = Path.GetFullPath(configuration["MUSESPARK_DATA"] is { Length: > 0 } path ? path : "data");
        Directory.CreateDirectory(Root);
    }

    public string Root { get; }
    public string Database => Path.Combine(Root, "musespark.db");
    public string Backups => Path.Combine(Root, "backups");
    public string Blobs => Path.Combine(Root, "blobs");

    /// <summary>Blobs that no row names, until they are erased or named again.</summary>
    public string Trash => Path.Combine(Root, "trash");

    public string Keys => Path.Combine(Root, "keys");
    public string Logs => Path.Combine(Root, "logs");

    /// <summary>Model folders that were installed here.</summary>
    public string Models => Path.Combine(Root, "models");

    /// <summary>What is not finished yet, and on the same disk as what it will become.</summary>
    public string Downloads => Path.Combine(Root, "downloads");
}
