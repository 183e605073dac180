using System.Text;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>
/// What a work was made from, as ingredients of its credentials. Their credentials hold those of what they were made from, and so on,
/// so a work carries the whole chain behind it.
/// </summary>
public static class Origins
{
    /// <summary>Of all origins together, with what is behind them. A longer chain begins anew.</summary>
    public const int MaxManifests = 20, MaxBytes = 2 * 1024 * 1024;

    public static Ingredient PaintedOver(byte[] picture) => new(Ingredient.ParentOf) { Title = "The picture it started from", File = picture };

    public static Ingredient Enlarged(byte[] picture) => new(Ingredient.ParentOf) { Title = "The picture that was enlarged", File = picture };

    public static Ingredient Described(byte[] picture) => new(Ingredient.InputTo) { Title = "The picture it describes", File = picture };

    public static Ingredient Illustrated(Output story, ProvenanceRecord record) => TextOf(Ingredient.InputTo, "The story it illustrates", story, record);

    public static Ingredient Edited(Output text, ProvenanceRecord record) => TextOf(Ingredient.ParentOf, "The text before", text, record);

    /// <summary>The text as it was made, of a copy that leaves.</summary>
    public static Ingredient Copied(Output text, ProvenanceRecord record) => TextOf(Ingredient.ParentOf, "The work as it was made", text, record);

    /// <summary>Leaves out the credentials of those that are too much, or that tell a recipe; what is left out is said in the ingredient.</summary>
    public static (IReadOnlyList<Ingredient> Ingredients, bool Cut) Fit(IReadOnlyList<Ingredient> origins)
    {
        var (manifests, bytes, cut) = (0, 0L, false);
        var fitting = new List<Ingredient>();
        foreach (var origin in origins)
        {
            var report = ReportOf(origin);
            // Whoever sees the work sees these credentials, too, and its maker may have meant them for themselves.
            if (report.Manifests.Any(manifest => manifest.Assertions.Any(assertion => assertion.Label == ExportWriter.Recipe)))
            {
                cut = true;
                fitting.Add(origin with { File = null, Store = null, Description = "Its own credentials are left out: they tell its prompt and settings." });
                continue;
            }

            if (manifests + report.Manifests.Count > MaxManifests || bytes + report.Store.Length > MaxBytes)
            {
                cut = true;
                fitting.Add(origin with { File = null, Store = null, Description = $"Its own credentials are left out: with those before them they are more than {MaxManifests} manifests or {MaxBytes / 1024 / 1024} MB." });
                continue;
            }

            manifests += report.Manifests.Count;
            bytes += report.Store.Length;
            fitting.Add(origin);
        }

        return (fitting, cut);
    }

    private static Ingredient TextOf(string relationship, string title, Output text, ProvenanceRecord record) =>
        new(relationship) { Title = title, Format = "text/plain", File = Encoding.UTF8.GetBytes(text.Text!), Store = record.Credentials is { } store ? new ReadOnlyMemory<byte>(store) : null };

    // Only counted here, so trust and time don't matter.
    private static CredentialReport ReportOf(Ingredient origin) => origin.Store is { } store
        ? CredentialReader.ReadSidecar(store, origin.File, TrustList.Nobody, DateTimeOffset.UnixEpoch)
        : CredentialReader.Read(origin.File!.Value, TrustList.Nobody, DateTimeOffset.UnixEpoch);
}
