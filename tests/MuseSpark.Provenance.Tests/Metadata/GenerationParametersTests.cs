using System.IO.Compression;
using System.Text;
using MuseSpark.Provenance.Containers;
using MuseSpark.Provenance.Metadata;
using MuseSpark.Provenance.Tests.Containers;

namespace MuseSpark.Provenance.Tests.Metadata;

public sealed class GenerationParametersTests
{
    [Theory]
    [InlineData("a café\nSteps: 20, Seed: 1", "tEXt")]
    [InlineData("漢字 and ☀️", "iTXt")]
    public void A_text_is_read_as_written_in_the_chunk_that_readers_expect(string text, string type)
    {
        var file = GenerationParameters.Write(Samples.PalettePng, text);
        Assert.Equal(text, GenerationParameters.Read(file));
        Assert.Equal(type, Encoding.ASCII.GetString(file, 33 + 4, 4));
        Assert.Equal("b", GenerationParameters.Read(GenerationParameters.Write(file, "b")));
        Assert.Equal(Samples.PalettePng.Length + 12 + "parameters".Length + 2, GenerationParameters.Write(file, "b").Length);
    }

    [Fact]
    public void Compressed_texts_of_others_are_read()
    {
        byte[] latin = [.. "parameters\0\0"u8, .. Zlib(Encoding.Latin1.GetBytes("café"))];
        Assert.Equal("café", GenerationParameters.Read(With("zTXt", latin)));
        byte[] unicode = [.. "parameters\0\u0001\0de\0Schlüssel\0"u8, .. Zlib(Encoding.UTF8.GetBytes("漢字"))];
        Assert.Equal("漢字", GenerationParameters.Read(With("iTXt", unicode)));
    }

    [Theory]
    [InlineData("zTXt", "parameters\0")]
    [InlineData("zTXt", "parameters\0\0not zlib")]
    [InlineData("iTXt", "parameters\0\0")]
    [InlineData("iTXt", "parameters\0\0\0no end")]
    [InlineData("tEXt", "parameters")]
    [InlineData("tEXt", "Parameters\0a")]
    public void A_broken_text_is_no_text(string type, string data) => Assert.Null(GenerationParameters.Read(With(type, Encoding.Latin1.GetBytes(data))));

    [Fact]
    public void A_text_that_unpacks_beyond_the_limit_is_not_read()
    {
        var bomb = With("zTXt", [.. "parameters\0\0"u8, .. Zlib(new byte[200 << 20])]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(GenerationParameters.Read(bomb));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * PngText.MaxLength);
    }

    [Fact]
    public void A_zero_can_not_be_written() =>
        Assert.Throws<ArgumentException>(() => GenerationParameters.Write(Samples.PalettePng, "a\0b"));

    [Fact]
    public void Only_a_png_has_parameters()
    {
        Assert.Null(GenerationParameters.Read(Samples.CmykJpeg));
        Assert.Throws<ContainerException>(() => GenerationParameters.Write(Samples.CmykJpeg, "a"));
    }

    private static byte[] With(string type, byte[] data) => [.. Samples.PalettePng[..33], .. Samples.Chunk(type, data), .. Samples.PalettePng[33..]];

    private static byte[] Zlib(byte[] data)
    {
        using var result = new MemoryStream();
        using (var zlib = new ZLibStream(result, CompressionLevel.Fastest)) zlib.Write(data);
        return result.ToArray();
    }
}
