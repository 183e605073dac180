using System.Text.Json.Nodes;
using MuseSpark.Provenance.Assertions;
using MuseSpark.Provenance.Cbor;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Credentials;

/// <summary>What a manifest states, and what it must not.</summary>
public sealed class StatementTests
{
    private static readonly Ingredient Parent = new(Ingredient.ParentOf) { Title = "parent" };
    private static readonly Ingredient Part = new(Ingredient.ComponentOf) { Title = "part" }, Prompt = new(Ingredient.InputTo) { Title = "prompt" };

    private static CredentialAction Do(string name, params Ingredient[] with) =>
        new(name, with) { DigitalSourceType = name == "c2pa.created" ? DigitalSourceTypes.TrainedAlgorithmicMedia : null };

    [Fact]
    public void Every_kind_of_statement_is_understood_by_the_reference_implementation()
    {
        byte[] mark = [1, 2, 3, 4, 5];
        var definition = Signing.Definition with
        {
            Actions = [Signing.Created, new CredentialAction("c2pa.watermarked") { Description = "invisible", Parameters = new CborMap { ["com.example.strength"] = 36 } }],
            AllActionsIncluded = true,
            Created =
            [
                Assertion.Thumbnail("image/png", Samples.PalettePng),
                Assertion.Format("image/png"),
                new AiDisclosure("c2pa.types.model.onnx", "Spark Picture 2", "sha256:00", "humanDirected").ToAssertion(),
                new TrainingMining(TrainingUse.NotAllowed, TrainingUse.NotAllowed, TrainingUse.Allowed, new TrainingUse("constrained", "https://example.com/terms")).ToAssertion(),
                new SoftBinding("com.example.mark", mark).ToAssertion(),
                new SoftBinding("com.example.mark", mark, "again").ToAssertion(),
            ],
            Gathered = [Assertion.Json("com.example.title", JsonNode.Parse("""{"title": "by the user"}""")!), Assertion.File("c2pa.embedded-data", "text/plain", "data"u8.ToArray())],
            Ingredients = [Prompt],
        };
        var signed = CredentialSigner.Sign(Samples.PalettePng, definition, Signing.Identity, Signing.Now);
        var peer = ReferencePeer.Judge(signed, "image/png", Signing.RootPem);
        Assert.Equal("Trusted", peer.State);
        Assert.Empty(peer.Failure);
        Assert.Equal("A lighthouse", (string)peer.Manifest!["title"]!);
        var labels = peer.Manifest["assertions"]!.AsArray().Select(assertion => (string)assertion!["label"]!).ToList();
        Assert.All(["c2pa.actions.v2", "c2pa.ai-disclosure", "cawg.training-mining", "c2pa.soft-binding", "c2pa.metadata", "com.example.title"], label => Assert.Contains(label, labels));
        Assert.Equal("image/png", (string)peer.Manifest["thumbnail"]!["format"]!);

        var ours = CredentialReader.Read(signed, Signing.Trust, Signing.Now).Active!;
        Assert.Equal(("MuseSpark", "0.1.0"), (ours.Generators.Single().Name, ours.Generators.Single().Version));
        Assert.Equal(("Spark Studio", "Workspace 1", "Spark Studio", "ES256"), (ours.Signer!.Organisation, ours.Signer.Name, ours.Signer.Issuer, ours.Signer.Algorithm));
        Assert.Equal(DigitalSourceTypes.TrainedAlgorithmicMedia, ours.Actions[0].DigitalSourceType);
        Assert.Equal("MuseSpark", ours.Actions[0].SoftwareAgent);
        Assert.Equal(Samples.PalettePng, ours.Assertions.Single(a => a.Label == "c2pa.thumbnail.claim").File!.Value.Bytes.ToArray());
        Assert.Equal("by the user", (string)JsonNode.Parse(ours.Assertions.Single(a => a.Label == "com.example.title").JsonText!.Value.Span)!["title"]!);
        Assert.Equal(["c2pa.embedded-data", "com.example.title"], ours.Assertions.Where(a => !a.Created).Select(a => a.Label).Order());
        Assert.Equal(2, ours.Assertions.Count(a => a.Label.StartsWith("c2pa.soft-binding", StringComparison.Ordinal)));
    }

    [Fact]
    public void Actions_that_make_no_sense_are_named_as_the_reference_implementation_names_them()
    {
        (string Name, ManifestDefinition Definition)[] cases =
        [
            ("created twice", With([Do("c2pa.created"), Do("c2pa.created")])),
            ("opened later", With([Do("c2pa.created"), Do("c2pa.opened", Parent)], Parent)),
            ("opened nothing", With([Do("c2pa.opened")])),
            ("opened a part", With([Do("c2pa.opened", Part)], Part)),
            ("placed nothing", With([Do("c2pa.created"), Do("c2pa.placed")])),
            ("placed the parent", With([Do("c2pa.opened", Parent), Do("c2pa.placed", Parent)], Parent)),
            ("placed a part", With([Do("c2pa.created"), Do("c2pa.placed", Part)], Part)),
            ("removed nothing", With([Do("c2pa.created"), Do("c2pa.removed")])),
            ("transcoded a part", With([Do("c2pa.created"), Do("c2pa.transcoded", Part)], Part)),
            ("transcoded nothing", With([Do("c2pa.created"), Do("c2pa.transcoded")])),
            ("marked without a binding", With([Do("c2pa.created"), Do("c2pa.watermarked")])),
            ("marked and bound without a binding", With([Do("c2pa.created"), Do("c2pa.watermarked.bound")])),
            ("marked and unbound", With([Do("c2pa.created"), Do("c2pa.watermarked.unbound")])),
            ("no name", With([Do("c2pa.created"), Do("")])),
            ("redacted nothing", With([Do("c2pa.created"), new CredentialAction("c2pa.redacted") { Parameters = new CborMap { ["redacted"] = "self#jumbf=/c2pa/urn:c2pa:none/c2pa.assertions/none" } }])),
            ("actions again", With([Do("c2pa.created")]) with { Created = [Assertion.Cbor("c2pa.actions.v2", new CborMap { ["actions"] = new List<object?> { new CborMap { ["action"] = "c2pa.edited" } } })] }),
            ("created again", With([Do("c2pa.created")]) with { Created = [Assertion.Cbor("c2pa.actions.v2", new CborMap { ["actions"] = new List<object?> { new CborMap { ["action"] = "c2pa.created" } } })] }),
            ("no actions", With([Do("c2pa.created")]) with { Created = [Assertion.Cbor("c2pa.actions.v2", new CborMap { ["actions"] = new List<object?>() })] }),
            ("two bindings", With([Do("c2pa.created")]) with { Created = [Assertion.Cbor("c2pa.hash.boxes", new CborMap { ["boxes"] = new List<object?> { new CborMap { ["names"] = new List<object?> { "PNGh" }, ["hash"] = new byte[32], ["pad"] = Array.Empty<byte>() } } })] }),
            ("strange ingredient", With([Do("c2pa.created")]) with { Created = [Assertion.Cbor("c2pa.ingredient.v3", new CborMap { ["dc:title"] = "no relationship" })] }),
        ];
        var files = cases.Select(c => CredentialSigner.Sign(Samples.PalettePng, c.Definition, Signing.Identity, Signing.Now)).ToList();
        var differences = new List<string>();
        foreach (var ((test, file), peer) in cases.Zip(files).Zip(ReferencePeer.Judge([.. files.Select(file => (file, "image/png"))], Signing.RootPem)))
        {
            var ours = CredentialReader.Read(file, Signing.Trust, Signing.Now);
            var (here, there) = (Codes(ours.Failures.Select(failure => failure.Code)), Codes(peer.Failure));
            if (ours.State.ToString() != (peer.State == "Error" ? "Invalid" : peer.State) || (peer.State != "Error" && here != there))
                differences.Add($"{test.Name}: {peer.State} {there} {peer.Error} there, {ours.State} {here} here");
        }
        Assert.True(differences.Count == 0, string.Join(Environment.NewLine, differences));
    }

    private static string Codes(IEnumerable<string> codes) => string.Join(' ', codes.Distinct().Order());

    private static ManifestDefinition With(CredentialAction[] actions, params Ingredient[] ingredients) =>
        Signing.Definition with { Actions = actions, Ingredients = ingredients };
}
