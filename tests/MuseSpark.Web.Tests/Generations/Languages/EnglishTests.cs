using MuseSpark.Web.Generations.Languages;

namespace MuseSpark.Web.Tests.Generations.Languages;

public class EnglishTests
{
    [Theory]
    [InlineData("ein Fuchs")]
    [InlineData("Ein kleiner Fuchs wohnt in einem Wald und sucht die Sonne")]
    [InlineData("Une fée dans la forêt avec un renard")]
    [InlineData("El dragón que no quería volar")]
    [InlineData("Il gatto che dormiva sulla luna, con una stella")]
    [InlineData("O urso que não sabia nadar")]
    [InlineData("Een vos en het meisje")]
    [InlineData("Лиса и луна")]
    [InlineData("月とキツネ")]
    public void Another_language_is_known_by_its_small_words_or_letters(string prompt) => Assert.True(English.IsForeign(prompt));

    [Theory]
    [InlineData("a brave fox finds a lantern in a snowy forest")]
    [InlineData("robot, flower, city")]
    [InlineData("a red van in Los Angeles")]
    [InlineData("Émile and the crème brûlée")]
    [InlineData("a girl named Αθηνά and a dragon")]
    [InlineData("12345")]
    [InlineData("")]
    public void English_names_and_single_nouns_are_not(string prompt) => Assert.False(English.IsForeign(prompt));
}
