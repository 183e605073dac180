using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Web.Data;
using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Provenance.Signing;

/// <summary>
/// Copies of an output for the world outside. "credential" is as signed when it was made, and says nothing of the prompt; "recipe" tells how
/// to make it again, signed; "anonymous" tells nothing but its pixels or words. What is signed anew has the work as it was made for its
/// parent, and with it the credentials of all that this was made from.
/// </summary>
public sealed class ExportWriter(Signatory signatory, SigningIdentities identities, TimeProvider time)
{
    internal const string Recipe = "org.musespark.recipe";

    /// <exception cref="ContainerException">The work can't carry or lose what this level asks for: its file is broken.</exception>
    public async Task<byte[]> WriteAsync(string level, Output output, ProvenanceRecord record, byte[] bytes, CancellationToken cancellationToken) => level switch
    {
        ExportLevels.Anonymous => output.Text is null ? AnonymousCopy.Of(bytes) : bytes,
        ExportLevels.Recipe when !IsBrought(record) => await WithRecipeAsync(output, record, bytes, cancellationToken),
        // A picture is kept signed; a text is signed as it leaves. What was brought from outside is passed on as it came.
        _ => output.Text is null || IsBrought(record) ? bytes : await SignAsync(output, record, bytes, gathered: [], ParentOf(output, record, bytes), cancellationToken),
    };

    internal static ProblemHttpResult Refuse(ContainerException broken) =>
        TypedResults.Problem($"This copy can't be made. {broken.Message} The work itself can be opened and downloaded as it is.", statusCode: StatusCodes.Status409Conflict);

    private static bool IsBrought(ProvenanceRecord record) => record.Document is { Model: null, Edit: null };

    /// <summary>The work as it was signed when it was made; null for a text from before there were credentials.</summary>
    private static Ingredient? ParentOf(Output output, ProvenanceRecord record, byte[] bytes) =>
        output.Text is null ? new(Ingredient.ParentOf) { Title = "The work as it was made", File = bytes }
        : record.Credentials is null ? null
        : Origins.Copied(output, record);

    private Task<byte[]> WithRecipeAsync(Output output, ProvenanceRecord record, byte[] bytes, CancellationToken cancellationToken)
    {
        var recipe = record.Document;
        var original = ParentOf(output, record, bytes);
        var settings = recipe.Settings;
        var map = new CborMap
        {
            ["prompt"] = recipe.Prompt,
            ["negativePrompt"] = recipe.NegativePrompt,
            ["given"] = recipe.ExpandedPrompt,
            ["model"] = ModelOf(recipe) is { } model ? $"{model.Id} {model.Version}" : null,
            ["words"] = recipe.Edit?.Words,
            ["humanWords"] = recipe.Edit?.HumanWords,
            ["seed"] = recipe.Seed.ToString(CultureInfo.InvariantCulture),
            ["mode"] = recipe.Mode,
            ["settings"] = System.Text.Json.JsonSerializer.Serialize(settings, JsonText.Options),
        };
        if (output.Text is null && output.MediaType == Png.MediaType) bytes = GenerationParameters.Write(Bare(bytes), Parameters(recipe));
        return SignAsync(output, record, bytes, [Assertion.Cbor(Recipe, map)], original, cancellationToken);
    }

    private static ModelRecord? ModelOf(ProvenanceView record) => record.Model ?? record.Edit?.Model;

    private async Task<byte[]> SignAsync(
        Output output, ProvenanceRecord record, byte[] bytes, IReadOnlyList<Assertion> gathered, Ingredient? original, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var model = ModelOf(record.Document);
        var signed = await signatory.SignAsync(bytes, output.MediaType, new ManifestDefinition
        {
            Generator = CredentialWriter.Generator,
            Actions = original is null
                ? [new CredentialAction("c2pa.created") { When = record.Document.FinishedAt, SoftwareAgent = model is null ? null : new Software(model.Name, model.Version), DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia }]
                : [new CredentialAction("c2pa.opened", original) { When = now }, new CredentialAction("c2pa.published") { When = now }],
            Ingredients = original is null ? [] : [original],
            IngredientTrust = identities.Trust(),
            Created = [.. CredentialWriter.Disclose(model), TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion()],
            Gathered = gathered,
        }, output.WorkspaceId, cancellationToken);
        return signed.Bytes;
    }

    private static byte[] Bare(byte[] file) => ContainerList.For(file)!.Remove(file);

    /// <summary>The form that picture tools read: prompt, negative prompt, then settings by name.</summary>
    private static string Parameters(ProvenanceView recipe)
    {
        var settings = recipe.Settings;
        if (settings.Enlarge is { } times) return string.Create(CultureInfo.InvariantCulture, $"Enlarged: {times} times, Size: {settings.Width}x{settings.Height}, Model: {recipe.Model!.Name} {recipe.Model.Version}");
        var text = new StringBuilder(recipe.Prompt);
        if (recipe.NegativePrompt is not null) text.Append(CultureInfo.InvariantCulture, $"\nNegative prompt: {recipe.NegativePrompt}");
        text.Append(CultureInfo.InvariantCulture, $"\nSteps: {settings.Steps}, Sampler: {settings.Scheduler}, CFG scale: {settings.Guidance}, Seed: {recipe.Seed}, Size: {settings.Width}x{settings.Height}, Model: {recipe.Model!.Name} {recipe.Model.Version}");
        if (settings.PictureOpenings is > 1 and var beginnings) text.Append(CultureInfo.InvariantCulture, $", Beginnings: {beginnings}");
        if (recipe.Mode is not (null or Modes.Instant)) text.Append(CultureInfo.InvariantCulture, $", Mode: {recipe.Mode}");
        return text.ToString();
    }
}
