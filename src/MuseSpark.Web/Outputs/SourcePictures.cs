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
    public Task<byte[]> OpenAsync(Generation job, CancellationToken cancellationToken) =>
        ReadAsync(job, job.SourceId, "The picture that this starts from is no longer there. Choose another one.", cancellationToken);

    /// <summary>The mask of a job in the size that its source is scaled to: how light each of its pixels is.</summary>
    /// <exception cref="ModelException">It is gone, or can't be decoded.</exception>
    public async Task<GreyImage> OpenMaskAsync(Generation job, ModelManifest model, CancellationToken cancellationToken)
    {
        var mask = Scale(await ReadAsync(job, job.Settings.MaskId, "The mask is no longer there. Draw another one.", cancellationToken), job, model);
        return new GreyImage(mask.Width, mask.Height, [.. mask.Pixels.Chunk(3).Select(pixel => (byte)((pixel[0] + pixel[1] + pixel[2]) / 3))]);
    }

    /// <summary>The picture in the size that the model looks at.</summary>
    /// <exception cref="ModelException">It can't be decoded.</exception>
    public static RgbImage Scale(byte[] file, Generation job, ModelManifest model) =>
        PictureFile.Read(file, model.PaintedEdge ?? job.Settings.Width ?? UsualEdge, model.PaintedEdge ?? job.Settings.Height ?? UsualEdge)
            ?? throw new ModelException("The picture that this starts from can't be read. Choose another one.");

    private const int UsualEdge = 512;

    private async Task<byte[]> ReadAsync(Generation job, Guid? id, string missing, CancellationToken cancellationToken)
    {
        var sha256 = await database.RunAsync((db, ct) => db.Outputs.Where(o => o.WorkspaceId == job.WorkspaceId && o.Id == id).Select(o => o.Sha256).SingleOrDefaultAsync(ct), cancellationToken);
        if (sha256 is null || blobs.Find(sha256) is not { } file) throw new ModelException(missing);
        return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
    }
}
