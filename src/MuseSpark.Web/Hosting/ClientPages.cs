using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MuseSpark.Web.Hosting;

/// <summary>Hosts the browser's side: its files, and index.html for every address that is one of its pages.</summary>
public static partial class ClientPages
{
    public static void MapClientPages(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();

        // Last of all, as MapFallback is, whose written routes forget their pattern.
        app.Map("/api/{**rest}", UnknownAddress.Answer).WithOrder(int.MaxValue).AllowAnonymous().ExcludeFromDescription();

        // Before the file reload of development builds, which would ask people to sign in for a file that is not there.
        app.Map("/{**path:file}", () => TypedResults.NotFound()).WithOrder(int.MaxValue - 1).AllowAnonymous().ExcludeFromDescription();
        app.MapFallbackToFile("index.html").AllowAnonymous();
    }

    /// <summary>index.html for a page whose head the server writes.</summary>
    /// <param name="head">HTML in place of its title and description</param>
    public static string Index(IWebHostEnvironment environment, string head) =>
        Title().Replace(Description().Replace(Read(environment), ""), _ => head, count: 1);

    /// <summary>
    /// Scripts from here only, WebAssembly allowed, and of inline scripts just those of index.html, by their hashes.
    /// Styles may be inline: the widgets set positions and sizes that way.
    /// </summary>
    public static string ContentSecurity(IWebHostEnvironment environment)
    {
        var hashes = string.Concat(InlineScript().Matches(Read(environment))
            .Select(script => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script.Groups[1].Value)))}'"));
        return $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'";
    }

    private static string Read(IWebHostEnvironment environment)
    {
        var index = environment.WebRootFileProvider.GetFileInfo("index.html");
        if (!index.Exists) return "";
        using var reader = new StreamReader(index.CreateReadStream());
        return reader.ReadToEnd();
    }

    [GeneratedRegex("<title>.*?</title>", RegexOptions.Singleline)]
    private static partial Regex Title();

    [GeneratedRegex("""\s*<meta name="description"[^>]*>""")]
    private static partial Regex Description();

    [GeneratedRegex(@"<script(?![^>]*\bsrc=)[^>]*>(.+?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
