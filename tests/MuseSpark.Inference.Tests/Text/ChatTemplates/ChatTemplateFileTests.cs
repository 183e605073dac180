using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text.ChatTemplates;

namespace MuseSpark.Inference.Tests.Text.ChatTemplates;

public sealed class ChatTemplateFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("musespark-template-").FullName;

    [Theory]
    [InlineData("""{"chat_template": "{{ bos_token }}one", "bos_token": "<s>"}""", "<s>one")]
    [InlineData("""{"chat_template": "{{ bos_token }}one", "bos_token": {"content": "<b>", "special": true}}""", "<b>one")]
    [InlineData("""{"chat_template": [{"name": "tool_use", "template": "tools"}, {"name": "default", "template": "plain"}]}""", "plain")]
    public void The_template_of_the_configuration_is_used(string config, string expected)
    {
        Write("tokenizer_config.json", config);
        Assert.Equal(expected, Rendered());
    }

    [Fact]
    public void A_template_in_a_file_of_its_own_goes_first()
    {
        Write("tokenizer_config.json", """{"chat_template": "one", "eos_token": "</s>"}""");
        Write("chat_template.jinja", "two{{ eos_token }}");
        Assert.Equal("two</s>", Rendered());
    }

    [Fact]
    public void A_folder_may_have_none()
    {
        Assert.Null(ChatTemplateFile.Read(_folder));
        Write("tokenizer_config.json", """{"model_max_length": 100}""");
        Assert.Null(ChatTemplateFile.Read(_folder));
    }

    [Fact]
    public void Damaged_files_are_refused_with_a_sentence()
    {
        Write("tokenizer_config.json", """{"chat_template": "{% for %}"}""");
        Assert.Contains("chat template can't be read", Assert.Throws<ModelException>(() => ChatTemplateFile.Read(_folder)).Message);
        Write("tokenizer_config.json", "{");
        Assert.Contains("tokenizer_config.json", Assert.Throws<ModelException>(() => ChatTemplateFile.Read(_folder)).Message);
        File.Delete(Path.Combine(_folder, "tokenizer_config.json"));
        Write("chat_template.jinja", new string('x', 2 << 20));
        Assert.Contains("larger than 1 MB", Assert.Throws<ModelException>(() => ChatTemplateFile.Read(_folder)).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private string Rendered() => ChatTemplateFile.Read(_folder)!.Render([], null, false).Text;
}
