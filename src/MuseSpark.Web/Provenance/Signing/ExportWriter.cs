using System.Globalization;
using System.Text;
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
/// to make it again, signed; "anonymous" tells nothing but its pixels or words.
/// </summary>
public sealed class ExportWriter(Signatory signatory, SigningIdentities identities, TimeProvider time)
{
    private const string Recipe = "org.musespark.recipe";

    public async Task<byte[]> WriteAsync(string level, Output output, ProvenanceRecord record, byte[] bytes, CancellationToken cancellationToken) => level switch
    {
        ExportLevels.Anonymous => output.Text is null ? AnonymousCopy.Of(bytes) : bytes,
        ExportLevels.Recipe when record.Document.Model is not null => await WithRecipeAsync(output, record, bytes, cancellationToken),
        // A picture is kept signed; a text is signed as it leaves. What was brought from outside is passed on as it came.
        _ => output.Text is null || record.Document.Model is null ? bytes : await SignAsync(output, record, bytes, gathered: [], parent: null, cancellationToken),
    };

    private Task<byte[]> WithRecipeAsync(Output output, ProvenanceRecord record, byte[] bytes, CancellationToken cancellationToken)
    {
        var recipe = record.Document;
        var settings = recipe.Settings;
        var map = new CborMap
        {
            ["prompt"] = recipe.Prompt,
            ["negativePrompt"] = recipe.NegativePrompt,
            ["given"] = recipe.ExpandedPrompt,
            ["model"] = $"{recipe.Model!.Id} {recipe.Model.Version}",
            ["seed"] = recipe.Seed.ToString(CultureInfo.InvariantCulture),
            ["mode"] = recipe.Mode,
            ["settings"] = System.Text.Json.JsonSerializer.Serialize(settings, JsonText.Options),
        };
        if (output.Text is null && output.MediaType == Png.MediaType)
            return SignAsync(output, record, GenerationParameters.Write(Bare(bytes), Parameters(recipe)), [Assertion.Cbor(Recipe, map)], parent: bytes, cancellationToken);
        return SignAsync(output, record, bytes, [Assertion.Cbor(Recipe, map)], parent: output.Text is null ? bytes : null, cancellationToken);
    }

    /// <param name="parent">The file as it was signed when it was made; its credentials are kept as those of an ingredient.</param>
    private async Task<byte[]> SignAsync(
        Output output, ProvenanceRecord record, byte[] bytes, IReadOnlyList<Assertion> gathered, byte[]? parent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var original = parent is null ? null : new Ingredient(Ingredient.ParentOf) { Title = "The work as it was made", File = parent };
        var model = record.Document.Model!;
        var signed = await signatory.SignAsync(bytes, new ManifestDefinition
        {
            Generator = CredentialWriter.Generator,
            Actions = original is null
                ? [new CredentialAction("c2pa.created") { When = record.Document.FinishedAt, SoftwareAgent = new Software(model.Name, model.Version), DigitalSourceType = DigitalSourceTypes.TrainedAlgorithmicMedia }]
                : [new CredentialAction("c2pa.opened", original) { When = now }, new CredentialAction("c2pa.published") { When = now }],
            Ingredients = original is null ? [] : [original],
            IngredientTrust = identities.Trust(),
            Created = [new AiDisclosure("c2pa.types.model.onnx", model.Name, $"{model.Id} {model.Version}").ToAssertion(), TrainingMining.Everywhere(TrainingUse.NotAllowed).ToAssertion()],
            Gathered = gathered,
        }, output.WorkspaceId, cancellationToken);
        return signed.Bytes;
    }

    private static byte[] Bare(byte[] file) => ContainerList.For(file)!.Remove(file);

    /// <summary>The form that picture tools read: prompt, negative prompt, then settings by name.</summary>
    private static string Parameters(ProvenanceView recipe)
    {
        var settings = recipe.Settings;
        var text = new StringBuilder(recipe.Prompt);
        if (recipe.NegativePrompt is not null) text.Append(CultureInfo.InvariantCulture, $"\nNegative prompt: {recipe.NegativePrompt}");
        text.Append(CultureInfo.InvariantCulture, $"\nSteps: {settings.Steps}, Sampler: {settings.Scheduler}, CFG scale: {settings.Guidance}, Seed: {recipe.Seed}, Size: {settings.Width}x{settings.Height}, Model: {recipe.Model!.Name} {recipe.Model.Version}");
        if (recipe.Mode is not (null or Modes.Instant)) text.Append(CultureInfo.InvariantCulture, $", Mode: {recipe.Mode}");
        return text.ToString();
    }
}
