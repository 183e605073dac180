using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Hub;
using MuseSpark.Inference.Installing;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Users;

namespace MuseSpark.Web.Models.Pulls;

/// <summary>Models that administrators of the server fetch from the hub.</summary>
public static class PullsApi
{
    public static void MapPulls(this IEndpointRouteBuilder app)
    {
        var models = app.MapGroup("/api/models").RequireAuthorization(Policies.Admin).WithTags("Models");
        models.MapGet("hub", LookUp);
        models.MapGet("pulls", List);
        models.MapPost("pulls", Begin);
        models.MapPost("pulls/{id}/stop", Stop);
        models.MapPost("pulls/{id}/resume", Resume);
        models.MapDelete("pulls/{id}", Discard);
    }

    private static async Task<Results<Ok<HubModelView>, ProblemHttpResult>> LookUp(string repository, string? revision, Hub hub, ModelCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            var options = hub.Options;
            using var client = new HubClient(options, time);
            var plan = await new ModelPull(client, time).PlanAsync(HubRepository.Parse(repository), revision, cancellationToken);
            var (model, draft) = (plan.Model, plan.Recognised.Draft);
            return TypedResults.Ok(new HubModelView(
                model.Repository.Id, model.Revision, draft.Name, draft.Kind, draft.Architecture, plan.Licence, new Uri(options.Address, model.Repository.Id).ToString(),
                [.. plan.Recognised.Precisions.Select(p => (Precision: p, Id: ModelPull.IdOf(plan, p.Name))).Select(p => new HubPrecisionView(p.Id, p.Precision.Name, p.Precision.Bytes, catalog.Models.Any(m => m.Manifest.Id == p.Id)))]));
        }
        catch (ModelException problem)
        {
            return Refuse(problem);
        }
    }

    private static Ok<IReadOnlyList<PullView>> List(PullRunner runner) => TypedResults.Ok(runner.Views);

    private static async Task<Results<Accepted<PullView>, ProblemHttpResult>> Begin(PullRequest wish, Hub hub, PullRunner runner, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new HubClient(hub.Options, time);
            var plan = await new ModelPull(client, time).PlanAsync(HubRepository.Parse(wish.Repository), wish.Revision, cancellationToken);
            var precision = plan.Recognised.Choose(wish.Precision);
            if (wish.AcceptedLicence != plan.Licence)
                return TypedResults.Problem($"The licence of {plan.Model.Repository} is {plan.Licence}. Read it, and name it as acceptedLicence.", statusCode: StatusCodes.Status422UnprocessableEntity);
            var order = new PullOrder(ModelPull.IdOf(plan, precision.Name), plan.Model.Repository.Id, plan.Model.Revision, precision.Name, plan.Licence, precision.Bytes, IsStopped: false);
            return TypedResults.Accepted("/api/models/pulls", runner.Begin(order));
        }
        catch (ModelException problem)
        {
            return Refuse(problem);
        }
    }

    private static Results<Ok<PullView>, ProblemHttpResult> Stop(string id, PullRunner runner) => runner.Stop(id) is { } view ? TypedResults.Ok(view) : Missing();

    private static Results<Accepted<PullView>, ProblemHttpResult> Resume(string id, PullRunner runner)
    {
        try
        {
            return runner.Resume(id) is { } view ? TypedResults.Accepted("/api/models/pulls", view) : Missing();
        }
        catch (ModelException problem)
        {
            return Refuse(problem);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Discard(string id, PullRunner runner)
    {
        try
        {
            return await runner.DiscardAsync(id) ? TypedResults.NoContent() : Missing();
        }
        catch (ModelException problem)
        {
            return Refuse(problem);
        }
    }

    private static ProblemHttpResult Missing() => TypedResults.Problem("No such model is on its way.", statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Refuse(ModelException problem) => TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status422UnprocessableEntity);
}
