using Microsoft.EntityFrameworkCore;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Outputs;

/// <summary>Opens the picture that a job is about or starts from, in the size that its model looks at.</summary>
public sealed class SourcePictures(BlobStore blobs, DatabaseRetry database)
{
    /// <summary>The file as it is kept.</summary>
    /// <exception cref="ModelException">The picture is gone; the message says so to people.</exception>
    public async Task<byte[]> OpenAsync(Generation job, CancellationToken cancellationToken)
    {
        var sha256 = await database.RunAsync((db, ct) => db.Outputs.Where(o => o.WorkspaceId == job.WorkspaceId && o.Id == job.SourceId).Select(o => o.Sha256).SingleOrDefaultAsync(ct), cancellationToken);
        if (sha256 is null || blobs.Find(sha256) is not { } file) throw new ModelException("The picture that this starts from is no longer there. Choose another one.");
        return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
    }

    /// <summary>The picture in the size that the model looks at.</summary>
    /// <exception cref="ModelException">It can't be decoded.</exception>
    public static RgbImage Scale(byte[] file, Generation job, ModelManifest model) =>
        PictureFile.Read(file, model.PaintedEdge ?? job.Settings.Width ?? UsualEdge, model.PaintedEdge ?? job.Settings.Height ?? UsualEdge)
            ?? throw new ModelException("The picture that this starts from can't be read. Choose another one.");

    private const int UsualEdge = 512;
}
