using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Publications;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Hosting;

namespace MuseSpark.Web.Publications;

/// <summary>
/// The page of a published work as it leaves the server: the client, which draws it, with a head that tells programs and previews of links
/// what it is and that AI made it (Open Graph, schema.org).
/// </summary>
public static class PublicPage
{
    private const int LongestDescription = 200;

    // Letters of all scripts stay readable; what means something in HTML is encoded.
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    public static async Task<ContentHttpResult> Show(
        string address, HttpContext context, PublicWorks works, ModelCatalog catalog, IWebHostEnvironment environment, CancellationToken cancellationToken)
    {
        var work = await works.FindAsync(address, cancellationToken);
        context.Response.Headers.CacheControl = "no-cache";
        var site = $"{context.Request.Scheme}://{context.Request.Host}";
        return TypedResults.Content(
            ClientPages.Index(environment, work is null ? "<title>Nothing here · MuseSpark</title>" : Head(PublishedViews.Of(work, catalog), site)),
            "text/html", Encoding.UTF8, work is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK);
    }

    /// <param name="site">"https://example.org", since previews take no relative addresses.</param>
    public static string Head(PublishedWork work, string site)
    {
        var about = work.Text is { } text ? PublishedViews.Cut(string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), LongestDescription) : work.Picture?.AltText ?? "";
        var description = $"{MadeBy.InWords(work)}. {about}";
        var head = new StringBuilder($"<title>{Html.Encode(work.Title)} · MuseSpark</title>\n");
        Meta("name", "description", description);
        Meta("name", "robots", "noindex");
        Meta("property", "og:type", "article");
        Meta("property", "og:site_name", "MuseSpark");
        Meta("property", "og:title", work.Title);
        Meta("property", "og:description", description);
        Meta("property", "og:url", site + work.Page);
        if (work.Picture is { } picture)
        {
            Meta("property", "og:image", site + picture.Url);
            Meta("property", "og:image:width", $"{picture.Width}");
            Meta("property", "og:image:height", $"{picture.Height}");
            Meta("property", "og:image:alt", picture.AltText);
            Meta("name", "twitter:card", "summary_large_image");
        }

        // The serialiser writes <, > and & as \u003C and so on, so no text can end the element.
        head.Append("  <script type=\"application/ld+json\">").Append(Describe(work, site).ToJsonString()).Append("</script>");
        return head.ToString();

        void Meta(string key, string name, string content) => head.Append($"  <meta {key}=\"{name}\" content=\"{Html.Encode(content)}\">\n");
    }

    /// <summary>schema.org, JSON-LD: a work that is a picture alone is an ImageObject, any other a CreativeWork, which may have one.</summary>
    private static JsonObject Describe(PublishedWork work, string site)
    {
        var picture = work.Picture is not { } image ? null : new JsonObject
        {
            ["@type"] = "ImageObject",
            ["contentUrl"] = site + image.Url,
            ["encodingFormat"] = image.MediaType,
            ["width"] = image.Width,
            ["height"] = image.Height,
            ["caption"] = image.AltText,
            ["digitalSourceType"] = image.DigitalSourceType,
        };
        var whole = picture is not null && work.Text is null ? picture : new JsonObject { ["@type"] = "CreativeWork", ["text"] = work.Text, ["digitalSourceType"] = work.DigitalSourceType };
        if (picture is not null && whole != picture) whole["image"] = picture;
        whole["@context"] = "https://schema.org";
        whole["url"] = site + work.Page;
        whole["name"] = work.Title;
        whole["dateCreated"] = work.MadeAt.ToString("O");
        whole["datePublished"] = work.PublishedAt.ToString("O");
        whole["creditText"] = MadeBy.InWords(work);
        if (work.PublishedBy is { } publisher) whole["publisher"] = new JsonObject { ["@type"] = "Person", ["name"] = publisher };
        return whole;
    }
}
