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

    /// <summary>The mask of a job in the size that its source was scaled to: how light each of its pixels is.</summary>
    /// <exception cref="ModelException">It is gone, or can't be decoded.</exception>
    public async Task<GreyImage> OpenMaskAsync(Generation job, RgbImage source, CancellationToken cancellationToken) =>
        await ReadGreyAsync(await ReadAsync(job, job.Settings.MaskId, "The mask is no longer there. Draw another one.", cancellationToken), source.Width, source.Height, cancellationToken)
            ?? throw new ModelException("The mask can't be read. Draw another one.");

    /// <summary>How light each pixel of a picture is; null if it can't be decoded.</summary>
    public static async Task<GreyImage?> ReadGreyAsync(byte[] file, int width, int height, CancellationToken cancellationToken)
    {
        if (await PictureFile.ReadAsync(file, width, height, cancellationToken) is not { Pixels: var rgb }) return null;
        var grey = new byte[width * height];
        for (var i = 0; i < grey.Length; i++) grey[i] = (byte)((rgb[3 * i] + rgb[(3 * i) + 1] + rgb[(3 * i) + 2]) / 3);
        return new GreyImage(width, height, grey);
    }

    /// <summary>
    /// The picture in the size that the model looks at. With a mask what stays is the source's own, so it comes in the size of the result: that
    /// asked for, or its own (up to 2,048 pixels) where only a part is looked at.
    /// </summary>
    /// <exception cref="ModelException">It can't be decoded.</exception>
    public static async Task<RgbImage> ScaleAsync(byte[] file, Generation job, ModelManifest model, CancellationToken cancellationToken)
    {
        var (width, height) = (job.Settings.Width ?? UsualEdge, job.Settings.Height ?? UsualEdge);
        if (job.Settings.MaskId is null) (width, height) = (model.PaintedEdge ?? width, model.PaintedEdge ?? height);
        else if (job.Settings.OnlyMasked is true && PictureFile.Inspect(file) is { } own)
        {
            var scale = Math.Min(1, (double)MaxEdge / Math.Max(own.Width, own.Height));
            (width, height) = (Math.Max(LeastEdge, (int)(own.Width * scale)), Math.Max(LeastEdge, (int)(own.Height * scale)));
        }

        return await PictureFile.ReadAsync(file, width, height, cancellationToken) ?? throw new ModelException("The picture that this starts from can't be read. Choose another one.");
    }

    /// <summary>All of the picture, in its own size.</summary>
    /// <exception cref="ModelException">It can't be decoded.</exception>
    public static async Task<RgbImage> WholeAsync(byte[] file, CancellationToken cancellationToken) =>
        PictureFile.Inspect(file) is { } own && await PictureFile.ReadAsync(file, own.Width, own.Height, cancellationToken) is { } picture ? picture : throw new ModelException("The picture can't be read. Choose another one.");

    private const int MaxEdge = 2048, LeastEdge = 8;

    private const int UsualEdge = 512;

    private async Task<byte[]> ReadAsync(Generation job, Guid? id, string missing, CancellationToken cancellationToken)
    {
        // A mask is kept from others, who may have something painted with it all the same.
        var sha256 = await database.RunAsync((db, ct) => db.AllOutputs.Where(o => o.WorkspaceId == job.WorkspaceId && o.Id == id && (o.Withheld == Withheld.No || o.Kind == OutputKinds.Mask)).Select(o => o.Sha256).SingleOrDefaultAsync(ct), cancellationToken);
        if (sha256 is null || blobs.Find(sha256) is not { } file) throw new ModelException(missing);
        return await File.ReadAllBytesAsync(file.FullName, cancellationToken);
    }
}
