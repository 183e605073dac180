using System.Text;
using MuseSpark.Provenance.Containers;

namespace MuseSpark.Provenance.Tests.Containers;

public sealed class HtmlContainerTests
{
    private static readonly HtmlContainer Html = new();
    private static readonly string Base64 = Convert.ToBase64String(Samples.Store(60));

    [Theory]
    [InlineData("<html><head><script type=\"application/c2pa\">{0}</script></head>")]
    [InlineData("\uFEFF<!doctype HTML><script  TYPE = application/c2pa >\n  {0}\n</SCRIPT ></head>")]
    [InlineData("<html><head><!-- <script type=\"application/c2pa\">AAAA</script> --><script async type='application/c2pa'>{0}</script>")]
    [InlineData("<html><head><!--><script type=\"application/c2pa\">{0}</script><!-- --></head>")]
    [InlineData("<html><head><title><script type=\"application/c2pa\"></title><script type=\"application/c2pa\">{0}</script><body>")]
    [InlineData("<html><head><meta content=\"<script type='application/c2pa'>\"><script type=\"application/c2pa\">{0}</script><body>")]
    [InlineData("<html><head><script>'<script type=\"application/c2pa\">'</script><script type=\"application/c2pa\">{0}</script></head><body><script type=\"application/c2pa\">AAAA</script>")]
    public void A_store_is_found_as_a_browser_would_read_the_head(string page)
    {
        var file = Encoding.UTF8.GetBytes(string.Format(null, page, Base64));
        Assert.True(Html.Recognises(file));
        var found = Html.Find(file)!;
        Assert.Equal(Samples.Store(60), found.Store.ToArray());
        // From the opening to the closing tag, inclusive.
        var element = Encoding.UTF8.GetString(file, (int)found.Place.Start, (int)found.Place.Length);
        Assert.StartsWith("<script", element);
        Assert.Matches("(?i)</script ?>$", element);
        Assert.DoesNotContain("AAAA<", element);
    }

    [Theory]
    [InlineData("<html><head></head><body><script type=\"application/c2pa\">AAAA</script>")]
    [InlineData("<html><head><script type=\"application/c2p\">AAAA</script></head>")]
    [InlineData("<html><head><script data-type=\"application/c2pa\">AAAA</script></head>")]
    [InlineData("<html><head><!-- <script type=\"application/c2pa\">AAAA</script>")]
    public void What_is_not_in_the_head_is_no_store(string page) => Assert.Null(Html.Find(Encoding.UTF8.GetBytes(page)));

    [Theory]
    [InlineData("<script type=\"application/c2pa\">AAAA</script><script type=\"application/c2pa\">AAAA</script>", "manifest.html.multipleManifests")]
    [InlineData("<script type=\"application/c2pa\">AAAA</script><link rel=c2pa-manifest href=a>", "manifest.html.multipleManifests")]
    [InlineData("<link rel=c2pa-manifest href=a><link href=b rel=\"alternate C2PA-manifest\">", "manifest.html.multipleManifests")]
    [InlineData("<script type=\"application/c2pa\">*</script>", "general.error")]
    [InlineData("<script type=\"application/c2pa\">AAAA", "general.error")]
    public void What_can_not_be_told_is_refused_with_its_code(string head, string code) =>
        Assert.Equal(code, Assert.Throws<ContainerException>(() => Html.Find(Encoding.UTF8.GetBytes("<html><head>" + head))).Code);

    [Fact]
    public void A_page_can_point_to_its_store()
    {
        var page = Html.Link(Samples.Page, "/a?b=1&c=\"<");
        Assert.Null(Html.Find(page));
        Assert.Equal("/a?b=1&c=\"<", Html.FindLink(page));
        Assert.Null(Html.FindLink(Samples.Page));
    }

    [Fact]
    public void A_page_without_a_head_takes_no_store() =>
        Assert.Throws<ContainerException>(() => Html.Embed("<html><body>Hello</body></html>"u8, Samples.Store(60)));
}
