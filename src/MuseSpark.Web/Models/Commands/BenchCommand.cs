using System.Globalization;
using MuseSpark.Inference.Measuring;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Onnx;

namespace MuseSpark.Web.Models.Commands;

/// <summary>bench: how fast a model is on this machine.</summary>
internal static class BenchCommand
{
    private const int Rounds = 3;

    public static async Task<int> RunAsync(ModelPlaces places, string id, TextWriter output, CancellationToken cancellationToken)
    {
        using var catalog = places.Open();
        if (catalog.Models.FirstOrDefault(entry => entry.Manifest.Id == id) is not { } found) throw new ModelException($"There is no model {id} here. musespark models list names those that are.");
        if (found.Problem is { } problem) throw new ModelException(problem);
        if (await Inference.Installing.ModelCare.VerifyAsync(found, cancellationToken) is { } broken) throw new ModelException(broken);
        var (provider, reason) = ExecutionProviders.Choose(places.Configuration["Models:ExecutionProvider"]);
        var model = found.Manifest;
        var basis = new OnnxOptions { Provider = provider };
        Line($"{model.Name} on {Environment.ProcessorCount} processors. {reason}");

        var choice = await ModelsSetup.Choices(places.Data).MeasureAsync(found.Folder, model, basis, cancellationToken);
        Line($"options         {choice}{(choice.PerSecond > choice.Usual ? $": {choice.PerSecond:0.0} a second, {choice.Usual:0.0} in the usual way" : "")}");
        var speed = await ModelSpeed.MeasureAsync(found.Folder, model, choice.Apply(basis), Rounds, work: null, cancellationToken);
        if (model.Kind == "text")
        {
            Line($"speed           {speed.PerSecond:0.0} tokens a second");
            Line($"first token     {speed.First.TotalMilliseconds:0.0} ms, of a short prompt");
            // The graph that is opened, with its weights wherever they lie.
            var graph = model.Files.Keys.First(file => file.EndsWith(".onnx", StringComparison.Ordinal));
            var bytes = model.Files.Keys.Where(file => file.StartsWith(graph, StringComparison.Ordinal)).Sum(file => new FileInfo(Path.Combine(found.Folder, file)).Length);
            var memory = MemorySpeed.Measure();
            Line($"memory          {memory / 1e9:0.0} GB a second; weights {bytes / 1e6:0.0} MB");
            Line($"roofline        {100 * speed.PerSecond * bytes / memory:0} % of what reading all weights once a token allows{(bytes < 48 << 20 ? "; above 100 % where they fit into the processor's cache" : "")}");
        }
        else
        {
            Line($"picture         {speed.First.TotalSeconds:0.00} s, {model.Defaults.Steps} steps");
            Line($"steps           {speed.PerSecond:0.0} a second");
        }
        return ModelsCommand.Done;

        void Line(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
