using System.Globalization;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Installing;
using MuseSpark.Web.Hosting.CommandLine;

namespace MuseSpark.Web.Models.Commands;

/// <summary>pull and import.</summary>
internal static class PullCommand
{
    public static async Task<int> RunAsync(ModelPlaces places, Arguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        using var hub = new HubClient(new Pulls.Hub(places.Configuration).Options, TimeProvider.System);
        var pull = new ModelPull(hub, TimeProvider.System);
        var plan = await pull.PlanAsync(HubRepository.Parse(arguments.Subject), arguments.Value("--revision"), cancellationToken);
        var choice = plan.Recognised.Choose(arguments.Value("--precision"));
        await output.WriteLineAsync($"{plan.Model.Repository} at {plan.Model.Revision[..12]}: {plan.Recognised.Draft.Kind}, {plan.Recognised.Draft.Architecture}; licence: {plan.Licence}");
        foreach (var precision in plan.Recognised.Precisions)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"    {precision.Name}, {precision.Bytes / 1e6:0.0} MB{(precision == choice ? " (chosen)" : "")}"));
        if (!arguments.Has("--accept-licence"))
        {
            await output.WriteLineAsync($"Nothing was fetched. Read the licence ({plan.Licence}) on the repository's page, then add --accept-licence.");
            return ModelsCommand.NotDone;
        }

        var told = -1;
        await pull.InstallAsync(plan, choice.Name, places.Data.Models, places.Data.Downloads, Tell, cancellationToken);
        await output.WriteLineAsync($"{ModelPull.IdOf(plan, choice.Name)} is installed.");
        return ModelsCommand.Done;

        void Tell(PullProgress progress)
        {
            // A line for every twentieth, which a log can bear, too.
            var part = progress.Total == 0 ? 20 : (int)(20 * (progress.Done / (double)progress.Total));
            if (progress.Stage == PullStage.Downloading && part == told) return;
            told = part;
            var rate = progress is { BytesPerSecond: { } speed, Left: { } left } ? string.Create(CultureInfo.InvariantCulture, $", {speed / 1e6:0.0} MB/s, {left:hh\\:mm\\:ss} left") : "";
            output.WriteLine(progress.Stage == PullStage.Checking ? "Checking and opening it" : string.Create(CultureInfo.InvariantCulture, $"{part * 5} % of {progress.Total / 1e6:0.0} MB{rate}"));
        }
    }

    public static async Task<int> ImportAsync(ModelPlaces places, Arguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var place = await ModelImport.InstallAsync(
            arguments.Subject, arguments.Value("--precision"), arguments.Value("--licence") ?? PullPlan.NoLicence, places.Data.Models, places.Data.Downloads, cancellationToken);
        await output.WriteLineAsync($"{Path.GetFileName(place)} is installed.");
        return ModelsCommand.Done;
    }
}
