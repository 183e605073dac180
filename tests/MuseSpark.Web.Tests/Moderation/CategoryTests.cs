using MuseSpark.Client.Moderation;

namespace MuseSpark.Web.Tests.Moderation;

public sealed class CategoryTests
{
    /// <summary>The page and the library may not know each other, so each has its own list.</summary>
    [Fact]
    public void Pages_know_every_category_of_the_classifier_and_no_other() =>
        Assert.Equal(Inference.Classification.Categories.All.Order(), Categories.Scored.Order());
}
