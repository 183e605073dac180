using CsCheck;
using MuseSpark.Inference.Onnx.Checking;
using MuseSpark.Inference.Onnx.Writing;
using MuseSpark.Inference.Tests.Text;

namespace MuseSpark.Inference.Tests.Onnx.Checking;

/// <summary>Files that no exporter writes. Field numbers are those of onnx.proto.</summary>
public class GraphCheckTests
{
    private const int Float = 1, Text = 8, Int4 = 22;

    public static TheoryData<string> BuiltIn => [.. Directory.EnumerateFiles(RepositoryFiles.Models, "*.onnx", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(RepositoryFiles.Models, file))];

    [Theory, MemberData(nameof(BuiltIn))]
    public void Models_that_exist_are_let_through(string file)
    {
        using var stream = File.OpenRead(Path.Combine(RepositoryFiles.Models, file));
        GraphCheck.Check(stream, _ => null);
    }

    [Fact]
    public void Weights_inside_or_in_a_file_of_the_model_are_let_through()
    {
        Check(Model(Graph(Tensor(Float, [2, 3]).Bytes(9, new byte[24]))));
        Check(Model(Graph(Tensor(Int4, [3]).Bytes(9, new byte[2]))));
        Check(Model(Graph(Tensor(Float, [2]).Bytes(4, new byte[8]))));
        Check(Model(Graph(Tensor(Float, []).Float(4, 1))));
        Check(Model(Graph(Tensor(Float, [0]))));
        Check(Model(Graph(External(("location", "model.onnx_data"), ("offset", "76"), ("length", "24")))));
        Check(Model(Graph(External(("location", "model.onnx_data")))));
    }

    [Theory]
    [InlineData("../model.onnx_data")]
    [InlineData("/etc/passwd")]
    [InlineData("sub/model.onnx_data")]
    [InlineData("other")]
    [InlineData("")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    public void Weights_elsewhere_are_refused(string location) => Refused("not part of the model", Graph(External(("location", location))));

    [Theory]
    [InlineData("offset", "77")]
    [InlineData("offset", "9223372036854775807")]
    [InlineData("length", "25")]
    [InlineData("length", "23")]
    public void Weights_outside_of_their_file_are_refused(string key, string value) => Refused("outside of the file", Graph(External(("location", "model.onnx_data"), (key, value))));

    [Theory]
    [InlineData("offset", "-1")]
    [InlineData("offset", "0x10")]
    [InlineData("offset", "99999999999999999999")]
    [InlineData("basepath", "/etc")]
    [InlineData("__class__", "x")]
    [InlineData("location", "model.onnx_data")]
    public void Odd_words_on_where_weights_are_are_refused(string key, string value) => Refused("says oddly", Graph(External(("location", "model.onnx_data"), (key, value))));

    [Fact]
    public void Shapes_that_can_not_be_are_refused()
    {
        Refused("more or fewer bytes", Graph(Tensor(Float, [2, 3]).Bytes(9, new byte[20])));
        Refused("more or fewer bytes", Graph(Tensor(Text, [1]).Bytes(9, new byte[20])));
        Refused("fewer values", Graph(Tensor(Float, [1_000_000])));
        Refused("negative size", Graph(Tensor(Float, [-1])));
        Refused("larger than any", Graph(Tensor(Float, [1L << 62, 1L << 62])));
        Refused("larger than any", Graph(Tensor(Float, [long.MaxValue])));
        Refused("more axes", Graph(Tensor(Float, [.. Enumerable.Repeat(1L, 65)])));
        Refused("no known type", Graph(Tensor(99, [])));
        Refused("no known type", Graph(Tensor(0, [])));
        Refused("segments", Graph(Tensor(Float, [0]).Bytes(3, [])));
        Refused("inside and outside", Graph(Tensor(Float, [0]).Message(13, Entry("location", "../x"))));
    }

    [Fact]
    public void Operators_from_elsewhere_are_refused()
    {
        Check(Model(Graph().Message(1, Node("MatMulNBits", "com.microsoft"))));
        Refused("from a library", Graph().Message(1, Node("Run", "evil")));
        Refused("another processor", Graph().Message(1, Node("EPContext", "com.microsoft")));
        var inner = Graph().Message(1, Node("Run", "evil"));
        Refused("from a library", Graph().Message(1, Node("If", "").Message(5, new ProtoMessage().Text(1, "then_branch").Message(6, inner))));
    }

    [Fact]
    public void Functions_of_the_model_are_let_through_unless_they_never_end()
    {
        var graph = Graph().Message(1, Node("a", "pkg"));
        Check(Model(graph).Message(25, Function("a", Node("b", "pkg"))).Message(25, Function("b", Node("Add", ""))));
        Assert.Contains("calls itself", Problem(Model(graph).Message(25, Function("a", Node("b", "pkg"))).Message(25, Function("b", Node("a", "pkg")))));
        Assert.Contains("twice", Problem(Model(graph).Message(25, Function("a", Node("Add", ""))).Message(25, Function("a", Node("Add", "")))));
    }

    [Fact]
    public void What_a_reader_would_join_to_something_else_is_refused()
    {
        Assert.Contains("several graphs", Problem(Model(Graph()).Message(7, Graph())));
        Assert.Contains("no graph", Problem(new ProtoMessage().Int(1, 9)));
        Refused("an attribute twice", Graph().Message(1, Node("Constant", "").Message(5, new ProtoMessage().Message(5, Tensor(Float, [0])).Message(5, Tensor(Float, [0])))));
        Refused("sparse", Graph().Message(15, new ProtoMessage()));
    }

    [Fact]
    public void Graphs_in_graphs_without_end_are_refused()
    {
        var graph = Graph();
        for (var i = 0; i < 20; i++) graph = Graph().Message(1, Node("If", "").Message(5, new ProtoMessage().Message(6, graph)));
        Refused("deeper", graph);
    }

    [Fact]
    public void A_damaged_file_is_refused_and_never_more_than_that()
    {
        var whole = new TinyLlamaGraph(TinyModel.Llama).ToOnnx();
        Check(whole);
        var damage = from length in Gen.Int[0, whole.Length]
                     from changes in Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 20]
                         // Most of a model is weights: the structure is at its ends.
                     from near in Gen.Bool
                     select (near ? whole.Length : length, changes.Select(c => (near ? c.Item1 % 2000 : c.Item1, c.Item2)));
        damage.Sample(d =>
        {
            var (length, changes) = d;
            var bytes = whole.ToArray();
            foreach (var (at, value) in changes) bytes[at] = value;
            try
            {
                Check(bytes[..length]);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                // That is what should happen.
            }
        }, iter: 2_000);
        foreach (var length in Enumerable.Range(1, 200)) Assert.Throws<InvalidDataException>(() => Check(whole[..^length]));
    }

    private static ProtoMessage Model(ProtoMessage graph) => new ProtoMessage().Int(1, 9).Message(7, graph);

    private static ProtoMessage Graph(params ProtoMessage[] tensors) => tensors.Aggregate(new ProtoMessage().Text(2, "graph"), (graph, tensor) => graph.Message(5, tensor));

    private static ProtoMessage Tensor(int type, long[] dims) => dims.Aggregate(new ProtoMessage(), (tensor, dim) => tensor.Int(1, dim)).Int(2, type);

    private static ProtoMessage External(params (string Key, string Value)[] entries) =>
        entries.Aggregate(Tensor(Float, [2, 3]).Int(14, 1), (tensor, entry) => tensor.Message(13, Entry(entry.Key, entry.Value)));

    private static ProtoMessage Entry(string key, string value) => new ProtoMessage().Text(1, key).Text(2, value);

    private static ProtoMessage Node(string op, string domain) => new ProtoMessage().Text(4, op).Text(7, domain);

    private static ProtoMessage Function(string name, ProtoMessage node) => new ProtoMessage().Text(1, name).Message(7, node).Text(10, "pkg");

    private static void Refused(string words, ProtoMessage graph) => Assert.Contains(words, Problem(Model(graph)));

    private static string Problem(ProtoMessage model) => Assert.Throws<InvalidDataException>(() => Check(model)).Message;

    private static void Check(ProtoMessage model) => Check(model.Written().ToArray());

    private static void Check(byte[] model)
    {
        using var stream = new MemoryStream(model);
        GraphCheck.Check(stream, name => name == "model.onnx_data" ? 100 : null);
    }
}
