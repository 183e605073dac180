using Microsoft.EntityFrameworkCore;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations;

namespace MuseSpark.Web.Outputs;

/// <summary>Opens the picture that a job is about or starts from, in the size that its model looks at.</summary>
public sealed class SourcePictures(BlobStore blobs, DatabaseRetry database)
{
    /// <exception cref="ModelException">The picture is gone or can't be read; the message says so to people.</exception>
    public async Task<RgbImage> ReadAsync(Generation job, ModelManifest model, CancellationToken cancellationToken)
    {
        var sha256 = await database.RunAsync((db, ct) => db.Outputs.Where(o => o.WorkspaceId == job.WorkspaceId && o.Id == job.SourceId).Select(o => o.Sha256).SingleOrDefaultAsync(ct), cancellationToken);
        if (sha256 is null || blobs.Find(sha256) is not { } file) throw new ModelException("The picture that this starts from is no longer there. Choose another one.");
        int width = model.PaintedEdge ?? job.Settings.Width ?? 512, height = model.PaintedEdge ?? job.Settings.Height ?? 512;
        return PictureFile.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken), width, height)
            ?? throw new ModelException("The picture that this starts from can't be read. Choose another one.");
    }
}
