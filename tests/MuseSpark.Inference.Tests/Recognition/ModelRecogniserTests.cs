using System.Text;
using CsCheck;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Recognition;

namespace MuseSpark.Inference.Tests.Recognition;

public class ModelRecogniserTests
{
    private const string Llama = """{ "model_type": "llama", "architectures": ["LlamaForCausalLM"] }""";

    [Fact]
    public async Task The_precisions_of_a_text_model_come_with_their_sizes_and_the_best_on_a_processor_first()
    {
        var model = await RecogniseAsync(
            ("config.json", Llama), ("tokenizer.json", "{}"), ("README.md", "words"), ("LICENSE", "terms"),
            ("onnx/model.onnx", "1"), ("onnx/model.onnx_data", "22"), ("onnx/model.onnx_data_1", "333"),
            ("onnx/model_q4.onnx", "1"), ("onnx/model_q4.onnx_data", "4444"), ("onnx/model_int8.onnx", "55555"), ("onnx/model_1.onnx", "x"));
        Assert.Equal(["int8", "q4", "fp32"], model.Precisions.Select(p => p.Name));
        Assert.Equal(["onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1", "config.json", "tokenizer.json", "LICENSE"], model.Choose("fp32").Files);
        Assert.Equal(["onnx/model_q4.onnx", "onnx/model_q4.onnx_data", "config.json", "tokenizer.json", "LICENSE"], model.Choose("q4").Files);
        Assert.Equal(Llama.Length + "{}terms".Length + 5, model.Choose(null).Bytes);
        Assert.Contains("it has int8, q4, fp32", Assert.Throws<ModelException>(() => model.Choose("fp16")).Message);
    }

    [Theory]
    [InlineData("llama", "{{<|start_header_id|>}}", "llama3")]
    [InlineData("llama", "You are SmolLM <|im_start|>", "smollm2")]
    [InlineData("qwen2", "<|im_start|>", "qwen2")]
    [InlineData("phi3", "<|user|> <|end|> <|assistant|>", "phi3")]
    [InlineData("gemma", "<start_of_turn>", "plain")]
    [InlineData("phi3", "<|im_start|> <|im_sep|>", "plain")]
    [InlineData("gpt_oss", "<|start|> <|end|>", "plain")]
    [InlineData("gpt2", null, "gpt2")]
    [InlineData("qwen3", null, "plain")]
    public async Task The_family_is_seen_in_the_models_own_template(string type, string? template, string architecture)
    {
        var config = $$"""{ "model_type": "{{type}}", "architectures": ["XForCausalLM"] }""";
        (string, string)[] files = [("config.json", config), ("tokenizer.json", "{}"), ("onnx/model.onnx", "x")];
        if (template is not null) files = [.. files, ("tokenizer_config.json", $$"""{ "chat_template": "{{template}}" }""")];
        var draft = (await RecogniseAsync(files)).Draft;
        Assert.Equal((architecture, "text"), (draft.Architecture, draft.Kind));
        Assert.Equal(template is not null, draft.Kinds.Contains("chat"));
    }

    [Fact]
    public async Task A_template_may_be_a_file_or_a_list()
    {
        (string, string)[] files = [("config.json", Llama), ("tokenizer.json", "{}"), ("onnx/model.onnx", "x")];
        Assert.Equal("qwen2", (await RecogniseAsync([.. files, ("chat_template.jinja", "<|im_start|>")])).Draft.Architecture);
        Assert.Equal("llama3", (await RecogniseAsync([.. files, ("tokenizer_config.json", """{ "chat_template": [{ "name": "default", "template": "<|start_header_id|>" }] }""")])).Draft.Architecture);
    }

    [Fact]
    public async Task A_picture_model_has_the_files_of_its_parts()
    {
        var model = await RecogniseAsync([.. Picture, ("unet/model.onnx_data", "x"), ("text_encoder/weights.pb", "x"), ("unet/config.json", """{ "sample_size": 64 }"""), ("safety_checker/model.onnx", "x"), ("tokenizer/merges.txt", "x")]);
        Assert.Equal(("image", "StableDiffusionPipeline", 512), (model.Draft.Kind, model.Draft.Architecture, model.Draft.Defaults.Width));
        var files = Assert.Single(model.Precisions).Files;
        Assert.Contains("unet/model.onnx_data", files);
        Assert.Contains("text_encoder/weights.pb", files);
        Assert.Contains("tokenizer/merges.txt", files);
        Assert.DoesNotContain("safety_checker/model.onnx", files);
    }

    public static TheoryData<string, string[]> Refused => new()
    {
        { "GGUF files", ["model.Q4_K_M.gguf", "config.json"] },
        { "safetensors", ["model.safetensors", "config.json"] },
        { "can run programs", ["pytorch_model.bin", "config.json"] },
        { "no .onnx file", ["README.md"] },
        { "under onnx-community", ["model.safetensors"] },
        { "neither a config.json", ["onnx/model.onnx"] },
    };

    [Theory, MemberData(nameof(Refused))]
    public async Task What_is_no_onnx_folder_is_told_what_to_look_for(string words, string[] files) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<ModelException>(() => RecogniseAsync([.. files.Select(file => (file, "{}"))]))).Message);

    [Theory]
    [InlineData("""{ "model_type": "bert", "architectures": ["BertForMaskedLM"] }""", "doesn't write texts")]
    [InlineData("""{ "model_type": 7 }""", "doesn't write texts")]
    [InlineData("[]", "can't be read")]
    [InlineData("{", "can't be read")]
    public async Task What_writes_no_texts_is_refused(string config, string words) =>
        Assert.Contains(words, (await Assert.ThrowsAsync<ModelException>(() => RecogniseAsync(("config.json", config), ("tokenizer.json", "{}"), ("onnx/model.onnx", "x")))).Message);

    [Fact]
    public async Task Missing_parts_are_told()
    {
        Assert.Contains("no tokenizer.json", await ProblemAsync(("config.json", Llama), ("onnx/model.onnx", "x")));
        Assert.Contains("decoder_model_merged", await ProblemAsync(("config.json", Llama), ("tokenizer.json", "{}"), ("onnx/decoder_model_merged.onnx", "x")));
        Assert.Contains("no vae_decoder/config.json", await ProblemAsync([.. Picture.Where(f => f.Item1 != "vae_decoder/config.json")]));
        Assert.Contains("pipeline that isn't known", await ProblemAsync([.. Picture.Skip(1), ("model_index.json", """{ "_class_name": "FluxPipeline" }""")]));
        Assert.Contains("no text_encoder_2/model.onnx", await ProblemAsync([.. Picture.Skip(1), ("model_index.json", """{ "_class_name": "StableDiffusionXLPipeline" }""")]));
    }

    [Fact]
    public async Task A_published_manifest_says_what_it_is_but_not_whose_word_counts()
    {
        const string hash = "4cf56559830de7e54798027fcc052028780d8ebff2efd1c35aa2e4c525031c1d";
        string Manifest(string kind, string kinds) => $$"""
            { "id": "spark-text-1", "name": "Spark Text", "kind": "{{kind}}", "architecture": "spark", "version": "2", "licence": "MIT", "card": "x.md", "kinds": [{{kinds}}],
              "files": { "onnx/model.onnx": "{{hash}}", "tokenizer.json": "{{hash}}", "config.json": "{{hash}}" }, "prompts": { "story": "<|bos|>{prompt}" } }
            """;
        (string, string)[] files = [("config.json", Llama), ("tokenizer.json", "{}"), ("onnx/model.onnx", "x")];
        var draft = (await RecogniseAsync([.. files, ("model.json", Manifest("text", "\"story\", \"picture-screening\""))])).Draft;
        Assert.Equal(("spark", "<|bos|>{prompt}", "folder", "", null), (draft.Architecture, draft.Prompts["story"], draft.Name, draft.Id, draft.Card));
        Assert.Equal(["story"], draft.Kinds);
        Assert.Contains("only models of texts and pictures", await ProblemAsync([.. files, ("model.json", Manifest("picture-classifier", "\"picture-screening\""))]));
        Assert.Contains("nothing that is known", await ProblemAsync([.. files, ("model.json", Manifest("text", "\"text-screening\""))]));
        Assert.Contains("has no tokenizer.json", await ProblemAsync([.. files.Where(f => f.Item1 != "tokenizer.json"), ("model.json", Manifest("text", "\"story\""))]));
    }

    [Fact]
    public void Configurations_of_any_content_are_read_or_refused()
    {
        var value = Gen.OneOf(new[] { "1", "null", "\"llama\"", "[]", "[1, null, \"XForCausalLM\"]", "{}", "true", "1e999", new string('[', 100), "\"\\u0000\"", "\"<|im_start|>\"" }.Select(Gen.Const).ToArray());
        Gen.Select(value, value, value, value).Sample((type, names, template, kind) =>
        {
            try
            {
                RecogniseAsync(
                    ("config.json", $$"""{ "model_type": {{type}}, "architectures": {{names}} }"""), ("tokenizer_config.json", $$"""{ "chat_template": {{template}} }"""),
                    ("tokenizer.json", "{}"), ("onnx/model.onnx", "x")).GetAwaiter().GetResult();
                RecogniseAsync([.. Picture.Skip(1), ("model_index.json", $$"""{ "_class_name": {{kind}} }"""), ("unet/config.json", $$"""{ "sample_size": {{type}} }""")]).GetAwaiter().GetResult();
            }
            catch (ModelException)
            {
                // A sentence is right, too.
            }
        });
    }

    private static (string, string)[] Picture =>
    [
        ("model_index.json", """{ "_class_name": "StableDiffusionPipeline" }"""), ("scheduler/scheduler_config.json", "{}"), ("tokenizer/tokenizer_config.json", "{}"), ("tokenizer/vocab.json", "{}"),
        ("text_encoder/model.onnx", "x"), ("unet/model.onnx", "x"), ("vae_decoder/model.onnx", "x"), ("vae_decoder/config.json", "{}"),
    ];

    private static async Task<string> ProblemAsync(params (string, string)[] files) => (await Assert.ThrowsAsync<ModelException>(() => RecogniseAsync(files))).Message;

    private static Task<RecognisedModel> RecogniseAsync(params (string Path, string Text)[] files) => ModelRecogniser.RecogniseAsync(
        new FolderContent("folder", files.ToDictionary(f => f.Path, f => (long)f.Text.Length), (path, _) => Task.FromResult(Encoding.UTF8.GetBytes(files.Single(f => f.Path == path).Text))),
        CancellationToken.None);
}
