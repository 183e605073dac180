using System.Globalization;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using MuseSpark.Client.Verify;
using MuseSpark.Inference.Image;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance.Signing;

namespace MuseSpark.Web.Provenance.Verify;

/// <summary>
/// Says where something comes from, by the surest evidence first: its credentials, its exact hash, its watermark, its fingerprint. What it
/// finds of a work is what everybody may know of it.
/// </summary>
public sealed class Verifier(MuseSparkDb db, SigningIdentities identities, PictureTraces pictures, TextTraces texts, TimeProvider time)
{
    private const string NoEvidence = "Nothing was found. That does not mean that a person made it: marks can be lost, and other programs leave none.";

    public async Task<VerifyView> FileAsync(byte[] file, string? mediaType, CancellationToken cancellationToken)
    {
        var report = CredentialReader.Read(file, identities.Trust(), time.GetUtcNow(), mediaType: mediaType);
        var credentials = CredentialFacts.Of(report);
        var known = await ByManifestsAsync(report, cancellationToken);
        var exact = await ByHashAsync(file, cancellationToken);
        if (report.State == CredentialState.Trusted)
            return View(Verdicts.MadeHere, "This was made here, and it has not been changed since it was signed.", VerifyMethods.Credentials, credentials, known ?? exact);
        // Also with a signature by a certificate that an owner brought, whose authority is not on the list of trust.
        if (exact is not null)
            return View(Verdicts.MadeHere, "This is, byte for byte, a file that was made here.", VerifyMethods.Hash, credentials, exact);
        if (report.State is CredentialState.Valid or CredentialState.WellFormed)
        {
            var origin = known is null ? "" : " It was made from something that was made here.";
            return View(Verdicts.Elsewhere, $"This was signed by {credentials!.Signer ?? "somebody"}, who is not on this server's list of trust, and it has not been changed since.{origin}", VerifyMethods.Credentials, credentials, known);
        }

        var picture = await PictureTraces.OpenAsync(file, cancellationToken);
        var found = picture is not null ? await PictureAsync(picture, cancellationToken)
            : TryText(file) is { } text ? await WordsAsync(text, cancellationToken) : null;
        if (report.State == CredentialState.Invalid)
        {
            var record = known ?? found?.Record;
            return View(Verdicts.Changed, $"This carries credentials that do not hold: {CredentialFacts.ChangesIn(report)}.{(record is null ? "" : " The work it comes from was made here.")}",
                known is not null || found is null ? VerifyMethods.Credentials : found.Method, credentials, record, found?.Confidence, found?.Details);
        }

        if (found is not null) return found with { Credentials = credentials };
        return View(Verdicts.Nothing, picture is null && TryText(file) is null ? "This kind of file can't be looked into. " + NoEvidence : NoEvidence, VerifyMethods.None, credentials, null);
    }

    public async Task<VerifyView> TextAsync(string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var report = CredentialReader.Read(bytes, identities.Trust(), time.GetUtcNow(), mediaType: MediaTypeNames.Text.Plain);
        if (report.State != CredentialState.None) return await FileAsync(bytes, MediaTypeNames.Text.Plain, cancellationToken);
        return await WordsAsync(text, cancellationToken) ?? View(Verdicts.Nothing, NoEvidence, VerifyMethods.None, null, null);
    }

    private async Task<VerifyView?> PictureAsync(RgbImage picture, CancellationToken cancellationToken)
    {
        if (pictures.Read(picture) is { } mark && await ByMarkAsync((long)mark.Id, cancellationToken) is { } marked)
        {
            return View(Verdicts.Recovered, "This was made here. Its metadata is gone or changed, but it was found again by the mark in its pixels.", VerifyMethods.Watermark, null, marked, null,
                [string.Create(CultureInfo.InvariantCulture, $"Mark {mark.Id:x10}, read {mark.Found}, {mark.Corrected} of 64 bits corrected")]);
        }

        if (await Fingerprints.FindPictureAsync(db, picture, cancellationToken) is not { } similar) return null;
        var record = await RecordAsync(similar.Found.WorkspaceId, similar.Found.OutputId, cancellationToken);
        var likeness = 1 - similar.Distance / 32.0;
        return View(Verdicts.Recovered, "This looks like a picture that was made here. The likeness is no proof: compare the two.", VerifyMethods.Fingerprint, null, record, likeness,
            [string.Create(CultureInfo.InvariantCulture, $"Perceptual hash differs in {similar.Distance} of 64 bits")]);
    }

    private async Task<VerifyView?> WordsAsync(string text, CancellationToken cancellationToken)
    {
        var similar = await Fingerprints.FindTextAsync(db, text, cancellationToken);
        var record = similar is { } near ? await RecordAsync(near.Found.WorkspaceId, near.Found.OutputId, cancellationToken) : null;
        if (similar is { Exact: true, Share: >= 0.999 } whole && whole.Found.Ordinal == 0)
            return View(Verdicts.MadeHere, "These are, word for word, the words of a text that was made here.", VerifyMethods.Hash, null, record);

        if (await texts.FindAsync(db, text, cancellationToken) is { } trace)
        {
            return View(Verdicts.Recovered, "A model of this server wrote this, or most of it: the choice of words carries its mark.", VerifyMethods.Watermark, null, record, 1 - trace.P,
                [string.Create(CultureInfo.InvariantCulture, $"z {trace.Reading.Z:F1} over {trace.Reading.Scored} tokens; chance gives as much once in {1 / Math.Max(trace.P, 1e-12):N0} texts")]);
        }

        if (similar is not { } passage) return null;
        return passage.Exact
            ? View(Verdicts.Recovered, $"{passage.Share:P0} of this is, word for word, in a text that was made here.", VerifyMethods.Fingerprint, null, record, passage.Share)
            : View(Verdicts.Recovered, "This is like a text that was made here. The likeness is no proof: compare the two.", VerifyMethods.Fingerprint, null, record, passage.Share / 2);
    }

    private async Task<VerifiedRecord?> ByManifestsAsync(CredentialReport report, CancellationToken cancellationToken)
    {
        // The last is the file's own; before it come those of what it was made from.
        var labels = report.Manifests.Select(manifest => manifest.Label).Reverse().Take(20).ToList();
        if (labels.Count == 0) return null;
        var found = await db.ProvenanceRecords.AsNoTracking().Where(r => labels.Contains(r.Manifest!)).ToListAsync(cancellationToken);
        return await RecordAsync(found.MinBy(r => labels.IndexOf(r.Manifest!)), cancellationToken);
    }

    /// <summary>By the file as it is kept, or the very copy that left. What was brought from outside was not made here, wherever it went.</summary>
    private async Task<VerifiedRecord?> ByHashAsync(byte[] file, CancellationToken cancellationToken)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(file));
        if (await db.AllOutputs.AsNoTracking().Where(o => o.Sha256 == sha256 && db.ProvenanceRecords.Any(r => r.WorkspaceId == o.WorkspaceId && r.OutputId == o.Id && r.Manifest != null)).OrderBy(o => o.Id).FirstOrDefaultAsync(cancellationToken) is { } output)
            return await RecordAsync(output.WorkspaceId, output.Id, cancellationToken);
        return await db.Exports.AsNoTracking().Where(e => e.Sha256 == sha256 && db.ProvenanceRecords.Any(r => r.WorkspaceId == e.WorkspaceId && r.OutputId == e.OutputId && r.Manifest != null)).OrderBy(e => e.Id).FirstOrDefaultAsync(cancellationToken) is { } export
            ? await RecordAsync(export.WorkspaceId, export.OutputId, cancellationToken) : null;
    }

    private async Task<VerifiedRecord?> ByMarkAsync(long mark, CancellationToken cancellationToken) =>
        await RecordAsync(await db.ProvenanceRecords.AsNoTracking().SingleOrDefaultAsync(r => r.MarkId == mark, cancellationToken), cancellationToken);

    private async Task<VerifiedRecord?> RecordAsync(Guid workspace, Guid output, CancellationToken cancellationToken) =>
        await RecordAsync(await db.ProvenanceRecords.AsNoTracking().SingleOrDefaultAsync(r => r.WorkspaceId == workspace && r.OutputId == output, cancellationToken), cancellationToken);

    private async Task<VerifiedRecord?> RecordAsync(ProvenanceRecord? row, CancellationToken cancellationToken)
    {
        if (row is null || row.Document is { Model: null, Edit: null }) return null;
        var model = row.Document.Model ?? row.Document.Edit?.Model;
        // What a review withholds was made here all the same; nothing of it is shown.
        var output = await db.AllOutputs.AsNoTracking().SingleAsync(o => o.WorkspaceId == row.WorkspaceId && o.Id == row.OutputId, cancellationToken);
        return new VerifiedRecord(output.Kind, output.CreatedAt, model is null ? null : $"{model.Name} {model.Version}", row.Manifest, output.Sha256, row.Document.GenerationId, row.OutputId, Edited: row.Document.Edit is not null);
    }

    private static string? TryText(byte[] file)
    {
        if (file.Length > VerifyTextRequest.MaxLength) return null;
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file);
            return text.Contains('\0', StringComparison.Ordinal) ? null : text;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static VerifyView View(
        string verdict, string summary, string method, CredentialsView? credentials, VerifiedRecord? record, double? confidence = null, IReadOnlyList<string>? details = null) =>
        new(verdict, summary, method, credentials, confidence, record, details ?? []);
}
