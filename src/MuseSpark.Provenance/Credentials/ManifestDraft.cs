using System.Security.Cryptography;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Jumbf;

namespace MuseSpark.Provenance.Credentials;

/// <summary>A manifest before its binding and signature are known: everything else is written once.</summary>
internal sealed class ManifestDraft
{
    private const string SpecVersion = "2.4.0";

    private readonly ManifestDefinition definition;
    private readonly List<byte[]> boxes = [];
    private readonly List<object?> created = [], gathered = [];
    private readonly Dictionary<string, int> instances = [];
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> ingredientManifests;

    /// <param name="at">when the credentials of ingredients are judged</param>
    /// <exception cref="ArgumentException">An action names an ingredient that is not in the manifest, or two statements contradict the
    /// standard.</exception>
    public ManifestDraft(ManifestDefinition definition, DateTimeOffset at)
    {
        this.definition = definition;
        if (definition.Actions is not [{ Name: "c2pa.created" or "c2pa.opened" }, ..])
            throw new ArgumentException("The first action must be c2pa.created or c2pa.opened.", nameof(definition));
        if (definition.Ingredients.Count(ingredient => ingredient.Relationship == Ingredient.ParentOf) > 1)
            throw new ArgumentException("An asset has one parent at most; what else went into it is a component.", nameof(definition));

        var writer = new IngredientWriter(definition.IngredientTrust, at);
        var uris = new Dictionary<Ingredient, HashedUri>(ReferenceEqualityComparer.Instance);
        foreach (var ingredient in definition.Ingredients)
            uris[ingredient] = Add(writer.Write(ingredient, assertion => Add(assertion, created)), created);
        ingredientManifests = writer.Manifests;

        Add(Actions(uris), created);
        foreach (var assertion in definition.Created) Add(assertion, created);
        foreach (var assertion in definition.Gathered) Add(assertion, gathered);
    }

    /// <summary>The claim over all assertions and the binding, to be signed.</summary>
    /// <param name="binding">the box of a hard binding</param>
    public byte[] Claim(byte[] binding) => CborDocument.Write(new CborMap
    {
        ["instanceID"] = definition.InstanceId,
        ["claim_generator_info"] = new CborMap { ["name"] = definition.Generator.Name, ["version"] = definition.Generator.Version, ["specVersion"] = SpecVersion },
        ["signature"] = JumbfUri.Signature(definition.Label),
        ["created_assertions"] = created.Append(Uri(BindingLabel(binding), binding).ToCbor()).ToList(),
        ["gathered_assertions"] = gathered.Count == 0 ? null : gathered,
        ["dc:title"] = definition.Title,
        ["alg"] = "sha256",
    });

    /// <summary>The store: manifests of ingredients, then this one.</summary>
    public byte[] Store(byte[] binding, byte[] claim, byte[] signature)
    {
        var assertions = JumbfWriter.Superbox(BoxTypes.AssertionStore, "c2pa.assertions", [.. boxes.Append(binding).Select(box => (ReadOnlyMemory<byte>)box)]);
        var manifest = JumbfWriter.Superbox(
            BoxTypes.Manifest,
            definition.Label,
            assertions,
            JumbfWriter.Cbor(BoxTypes.Claim, "c2pa.claim.v2", claim),
            JumbfWriter.Cbor(BoxTypes.Signature, "c2pa.signature", signature));
        return JumbfWriter.Superbox(BoxTypes.Store, "c2pa", [.. ingredientManifests, manifest]);
    }

    private static string BindingLabel(byte[] binding) => JumbfReader.Read(binding, out _)!.Label;

    private static HashedUri Uri(string label, byte[] box) => new(JumbfUri.Relative(label), null, SHA256.HashData(box.AsSpan(8)));

    private HashedUri Add(Assertion assertion, List<object?> list)
    {
        var count = instances.GetValueOrDefault(assertion.Label);
        instances[assertion.Label] = count + 1;
        var label = count == 0 ? assertion.Label : $"{assertion.Label}__{count}";
        var box = assertion.Box(label);
        boxes.Add(box);
        var uri = Uri(label, box);
        list.Add(uri.ToCbor());
        return uri;
    }

    private Assertion Actions(Dictionary<Ingredient, HashedUri> uris) => Assertion.Cbor("c2pa.actions.v2", new CborMap
    {
        ["actions"] = definition.Actions.Select(action => (object?)action.ToCbor(ingredient => uris.TryGetValue(ingredient, out var uri)
            ? uri
            : throw new ArgumentException($"The action {action.Name} names an ingredient that is not in the manifest."))).ToList(),
        ["allActionsIncluded"] = definition.AllActionsIncluded ? true : null,
    });
}
