using System.Diagnostics;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Inference.Tests.Image;

public sealed class PromptWordsTests : IDisposable
{
    private static readonly WordsFile File = new()
    {
        Things = new Dictionary<string, string>
        {
            ["dog"] = "dogs",
            ["fox"] = "foxes",
            ["horse"] = "",
            ["house"] = "houses",
            ["pine tree"] = "pine trees",
            ["bird"] = "birds",
            ["boat"] = "boats",
            ["jack-o'-lantern"] = "",
            ["mouse"] = "mice",
            ["apple"] = "apples",
            ["treehouse"] = "",
        },
        Words = "a,an,the,and,in,on,with,snow,red,big,lake,night,at,under,snowy",
        StandIns = new Dictionary<string, string>
        {
            ["dog"] = "poodle,husky",
            ["horse"] = "stallion",
            ["house"] = "cottage",
            ["bird"] = "falcon,goose,osprey",
            ["lake"] = "pond",
            ["fox"] = "arctic fox",
            ["apple"] = "granny smith",
        },
        Undrawn = "submarine,piano,hot dog,scarf,wolf,pirate,toy",
        Unseen = "time,adventure",
    };

    private readonly PromptWords _words = new(File);
    private readonly TinyPicture _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("a fox in the snow", "a fox in the snow")]
    [InlineData("A Fox, in the SNOW!", "a fox, in the snow")]
    [InlineData("two dogs and three foxes", "two dogs and three foxes")]
    [InlineData("horses", "horse")]
    [InlineData("three mice at night", "three mice at night")]
    [InlineData("the fox's house", "the fox house")]
    [InlineData("the foxes’ house", "the foxes house")]
    [InlineData("a pine-tree", "a pine tree")]
    [InlineData("a tree-house", "a treehouse")]
    [InlineData("a jack-o'-lantern", "a jack-o'-lantern")]
    [InlineData("a glittering fox dreams of adventure", "a glittering fox dreams of adventure")]
    public void Words_it_was_taught_are_kept(string prompt, string text)
    {
        var reading = _words.Read(prompt);
        Assert.Equal(text, reading.Text);
        Assert.Empty(reading.Replaced);
        Assert.Empty(reading.NotUnderstood);
    }

    [Theory]
    [InlineData("a poodle in the snow", "a dog in the snow", "poodle=dog")]
    [InlineData("Poodles!", "dogs", "poodles=dog")]
    [InlineData("two geese on a pond", "two birds on a lake", "geese=bird,pond=lake")]
    [InlineData("an osprey", "a bird", "osprey=bird")]
    [InlineData("stallions, a stallion and a cottage", "horse, a horse and a house", "stallions=horse,stallion=horse,cottage=house")]
    [InlineData("an arctic fox", "a fox", "arctic fox=fox")]
    [InlineData("a granny smith", "an apple", "granny smith=apple")]
    [InlineData("a poodle and a poodle", "a dog and a dog", "poodle=dog")]
    [InlineData("a dog named Poodle", "a dog named poodle", "")]
    public void What_is_a_kind_of_something_taught_is_drawn_as_that(string prompt, string text, string replaced)
    {
        var reading = _words.Read(prompt);
        Assert.Equal(text, reading.Text);
        Assert.Equal(replaced, string.Join(',', reading.Replaced.Select(r => $"{r.Word}={r.DrawnAs}")));
        Assert.Empty(reading.NotUnderstood);
    }

    [Theory]
    [InlineData("a fox in a submarine under the snow", "a fox under the snow", "submarine")]
    [InlineData("a big red submarine", "a big red submarine", "submarine")]
    [InlineData("a submarine and a fox", "a fox", "submarine")]
    [InlineData("a fox with a big red scarf, at night", "a fox, at night", "scarf")]
    [InlineData("a fox with pianos", "a fox", "pianos")]
    [InlineData("wolves in the snow", "in the snow", "wolves")]
    [InlineData("a pirate boat", "a boat", "pirate")]
    [InlineData("a hot dog on the lake", "on the lake", "hot dog")]
    [InlineData("a fox and a zorgl in the snow", "a fox in the snow", "zorgl")]
    [InlineData("a zorgl fox", "a zorgl fox", "")]
    [InlineData("a fox has a good time", "a fox has a good time", "")]
    [InlineData("a submarine, a submarine and a piano", "a submarine, a submarine and a piano", "submarine,piano")]
    public void Things_that_it_cannot_draw_are_left_out_and_told(string prompt, string text, string notUnderstood)
    {
        var reading = _words.Read(prompt);
        Assert.Equal(text, reading.Text);
        Assert.Equal(notUnderstood, string.Join(',', reading.NotUnderstood));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \n,,, ")]
    [InlineData("🦊🦊")]
    [InlineData("狐が雪の中に")]
    public void A_prompt_of_no_known_word_goes_to_the_model_as_it_is(string prompt) => Assert.Equal(prompt.Trim(), _words.Read(prompt).Text.Trim());

    /// <summary>Random mixtures of words, marks and broken characters, from a fixed seed.</summary>
    [Fact]
    public void No_text_makes_it_throw_and_nothing_is_told_twice()
    {
        string[] pieces = ["a", "an", "submarine", "poodles", "fox", "hot", "dog", "-", "'", "’s", ",", ".", " ", "  ", "\n", "\0", "\ud83d", "\udc36", "é", "́", "named", "and", "in", "İ", "ß", "1", "zorgl", "\u202e"];
        var random = new Random(4);
        for (var i = 0; i < 4000; i++)
        {
            var prompt = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => pieces[random.Next(pieces.Length)] + (random.Next(3) == 0 ? "" : " ")));
            var reading = _words.Read(prompt);
            Assert.Equal(reading.NotUnderstood.Count, reading.NotUnderstood.Distinct().Count());
            Assert.Equal(reading.Replaced.Count, reading.Replaced.DistinctBy(r => r.Word).Count());
            Assert.True(reading.Text.Length <= prompt.Length * 3 + 60);
        }
    }

    [Theory]
    [InlineData("and ")]
    [InlineData("a submarine ")]
    [InlineData("hot ")]
    [InlineData("x")]
    [InlineData("'-")]
    [InlineData("a big red ")]
    [InlineData("named poodle ")]
    public void Reading_takes_time_in_proportion_to_the_length(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
        var clock = Stopwatch.StartNew();
        _words.Read(text);
        // Quadratic time would be minutes; a busy machine is allowed for.
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task A_model_with_words_tells_first_how_it_understood_the_prompt_and_paints_that()
    {
        File.Write(_files.Folder);
        using var model = _files.Load(TinyPicture.Manifest with { Files = new Dictionary<string, string> { [WordsFile.Name] = new('a', 64) } });
        var progress = await model.GenerateAsync(TinyPicture.Request with { Prompt = "a poodle in a submarine" }, default).ToListAsync();
        Assert.Equal("a dog", Assert.IsType<ImageWords>(progress[0]).Reading.Text);
        Assert.Single(progress.OfType<ImageWords>());

        using var plain = _files.Load();
        var same = await TinyPicture.PaintAsync(plain, TinyPicture.Request with { Prompt = "a dog" });
        Assert.Equal(same.Pixels, progress.OfType<ImageFinished>().Single().Image.Pixels);
        Assert.Empty(await plain.GenerateAsync(TinyPicture.Request, default).OfType<ImageWords>().ToListAsync());
    }

    [Fact]
    public async Task What_can_not_be_left_out_is_told()
    {
        File.Write(_files.Folder);
        using var taught = _files.Load(TinyPicture.Manifest with { Files = new Dictionary<string, string> { [WordsFile.Name] = new('a', 64) } });
        using var plain = _files.Load();
        var asked = TinyPicture.Request with { NegativePrompt = "a poodle in a submarine", Guidance = 2 };
        Assert.Equal(["submarine"], await ToldAsync(taught, asked));
        Assert.Equal(["a poodle in a submarine"], await ToldAsync(taught, asked with { Guidance = 1 }));
        Assert.Null(await ToldAsync(taught, asked with { NegativePrompt = "a dog" }));
        Assert.Null(await ToldAsync(plain, asked));
        Assert.Equal(["a poodle in a submarine"], await ToldAsync(plain, asked with { Guidance = 1 }));
        Assert.Null(await ToldAsync(plain, asked with { Guidance = 1, NegativePrompt = "" }));
    }

    private static async Task<IReadOnlyList<string>?> ToldAsync(IImageModel model, ImageRequest request) =>
        (await model.GenerateAsync(request, default).OfType<ImageNotLeftOut>().SingleOrDefaultAsync())?.Words;

    [Theory]
    [InlineData("{", "can't be read")]
    [InlineData("[]", "can't be read")]
    [InlineData("{}", "can't be read")]
    [InlineData("""{"things":null,"words":"","stand_ins":{},"undrawn":"","unseen":""}""", "a list is null")]
    [InlineData("""{"things":{"fox":null},"words":"","stand_ins":{},"undrawn":"","unseen":""}""", "no English word")]
    [InlineData("""{"things":{},"words":"","stand_ins":{"dog":null},"undrawn":"","unseen":""}""", "a list is null")]
    [InlineData("""{"things":{"<b>":""},"words":"","stand_ins":{},"undrawn":"","unseen":""}""", "no English word")]
    [InlineData("""{"things":{},"words":"a,\u0000","stand_ins":{},"undrawn":"","unseen":""}""", "no English word")]
    [InlineData("""{"things":{},"words":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","stand_ins":{},"undrawn":"","unseen":""}""", "no English word")]
    public void A_damaged_list_is_refused_with_a_sentence(string json, string why)
    {
        _files.Write(WordsFile.Name, json);
        var listed = TinyPicture.Manifest with { Files = new Dictionary<string, string> { [WordsFile.Name] = new('a', 64) } };
        Assert.Contains(why, Assert.Throws<ModelException>(() => _files.Load(listed)).Message);
        // A file that the manifest does not list has no hash to be trusted by, so it is not read.
        using var model = _files.Load();
    }

    [Fact]
    public void Too_many_words_are_refused()
    {
        _files.Write(WordsFile.Name, $$"""{"things":{},"words":"{{string.Join(',', Enumerable.Repeat("ab", 70_000))}}","stand_ins":{},"undrawn":"","unseen":""}""");
        Assert.Contains("more than", Assert.Throws<ModelException>(() => WordsFile.Read(_files.Folder)).Message);
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        File.Write(_files.Folder);
        Assert.Equal(_words.Read("a jack-o'-lantern, a falcon").Text, new PromptWords(WordsFile.Read(_files.Folder)).Read("a jack-o'-lantern, a falcon").Text);
    }
}
