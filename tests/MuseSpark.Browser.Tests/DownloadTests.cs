using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace MuseSpark.Browser.Tests;

/// <summary>What leaves says as much of its making as was chosen, and what is made shows that it was.</summary>
[Collection(nameof(Studio))]
public sealed class DownloadTests(Studio studio)
{
    private const string Prompt = "a quiet otter under the bridge";

    [Fact]
    public async Task A_picture_leaves_with_credentials_with_its_recipe_or_with_nothing()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "picture", prompt = Prompt, settings = new { steps = 4 } }));

        var signed = await DownloadAsync(page, "With credentials");
        Assert.Contains("c2pa.claim", signed, StringComparison.Ordinal);
        Assert.DoesNotContain("otter", signed, StringComparison.Ordinal);

        var recipe = await DownloadAsync(page, "With the full recipe");
        Assert.Contains("c2pa.claim", recipe, StringComparison.Ordinal);
        Assert.Contains(Prompt, recipe, StringComparison.Ordinal);

        var anonymous = await DownloadAsync(page, "Anonymous");
        Assert.DoesNotContain("c2pa", anonymous, StringComparison.Ordinal);
        Assert.DoesNotContain("otter", anonymous, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_are_copied_and_saved_with_a_signature_that_is_not_seen()
    {
        await studio.Person.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "poem", prompt = Prompt }));
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Copied.", new() { Exact = true })).ToBeVisibleAsync();
        var plain = await page.EvaluateAsync<string>("navigator.clipboard.readText()");

        await page.GetByRole(AriaRole.Button, new() { Name = "Copy with credentials" }).ClickAsync();
        await Expect(page.GetByText("Copied with credentials.")).ToBeVisibleAsync();
        var signed = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.StartsWith(plain, signed, StringComparison.Ordinal);
        // Variation selectors (U+FE00 and, as surrogates, U+E0100 on), which have no form of their own (C2PA, unstructured text).
        Assert.True(signed.Length > plain.Length + 500, $"{signed.Length} units, and {plain.Length} without a signature");
        Assert.All(signed[plain.Length..], unit => Assert.True(unit is '\uFEFF' or '\uDB40' or >= '\uFE00' and <= '\uFE0F' or >= '\uDC00' and <= '\uDFFF', $"U+{(int)unit:X4}"));

        Assert.Equal(plain, await DownloadAsync(page, "Anonymous", Encoding.UTF8));
        // Signed anew, so other selectors.
        var saved = await DownloadAsync(page, "With credentials", Encoding.UTF8);
        Assert.StartsWith(plain, saved, StringComparison.Ordinal);
        Assert.InRange(saved.Length, signed.Length - 100, signed.Length + 100);
        Assert.StartsWith($"# {Prompt}", await DownloadAsync(page, "With its title, as Markdown", Encoding.UTF8), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_model_painted_says_so_to_eyes_ears_and_machines()
    {
        var page = await studio.OpenAsync("/");
        await page.GotoAsync(await studio.MakeAsync(page, new { kind = "picture", prompt = Prompt, settings = new { steps = 4 } }));
        await Expect(page.Locator("figure .ai")).ToHaveTextAsync("AI");
        await Expect(page.Locator("figure.frame")).ToHaveAttributeAsync("data-digital-source-type", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
        await page.GotoAsync("/library");
        var card = page.Locator(".mosaic article").Filter(new() { Has = page.GetByAltText($"Made by AI: {Prompt}") }).First;
        await Expect(card.Locator(".ai")).ToBeVisibleAsync();
    }

    private static async Task<string> DownloadAsync(IPage page, string what, Encoding? encoding = null)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Download" }).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText(what, new() { Exact = true }).ClickAsync());
        await using var file = await download.CreateReadStreamAsync();
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy);
        return (encoding ?? Encoding.Latin1).GetString(copy.ToArray());
    }
}
