using MuseSpark.Web.Hosting.CommandLine;

namespace MuseSpark.Web.Provenance.CommandLine;

/// <summary>Files that somebody named: of any kind, but not of any size.</summary>
internal static class GivenFile
{
    public const int Largest = 256 << 20;

    /// <exception cref="UsageException">It is not there, no file, or larger than the limit.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static ReadOnlyMemory<byte> Read(string path, int limit = Largest)
    {
        if (Directory.Exists(path)) throw new UsageException($"\"{path}\" is a folder; name a file.");
        if (!File.Exists(path)) throw new UsageException($"There is no file \"{path}\".");
        using var stream = File.OpenRead(path);

        // A pipe has no length, and a file may grow meanwhile: so it is counted, not believed.
        var known = stream.CanSeek ? stream.Length : 0;
        var bytes = new MemoryStream(known <= limit ? (int)known : throw TooLarge(path, limit));
        var piece = new byte[64 * 1024];
        for (int count; (count = stream.Read(piece)) > 0;)
        {
            if (bytes.Length + count > limit) throw TooLarge(path, limit);
            bytes.Write(piece, 0, count);
        }
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static UsageException TooLarge(string path, int limit) =>
        new($"\"{path}\" is larger than {(limit >= 1 << 20 ? $"{limit >> 20} MB" : $"{limit >> 10} KB")}.");
}
