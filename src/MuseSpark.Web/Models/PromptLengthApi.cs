using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using MuseSpark.Client.Models;
using MuseSpark.Inference.Image;
using MuseSpark.Inference.Models;

namespace MuseSpark.Web.Models;

/// <summary>How much of a prompt a picture model reads, told while it is typed.</summary>
public static class PromptLengthApi
{
    // A model that is installed anew has a manifest of its own.
    private static readonly ConditionalWeakTable<ModelManifest, PromptMeter> Meters = [];

    internal static Results<Ok<PromptLengthView>, ProblemHttpResult> Measure(string id, PromptLengthRequest request, ModelCatalog catalog)
    {
        if (catalog.Models.FirstOrDefault(m => m.Manifest.Id == id) is not { Problem: null, Manifest.Kind: "image" } entry)
            return TypedResults.Problem("There is no such picture model here.", statusCode: StatusCodes.Status404NotFound);
        try
        {
            var length = Meters.GetValue(entry.Manifest, manifest => PromptMeter.Open(entry.Folder, manifest)).Measure(request.Prompt);
            return TypedResults.Ok(new PromptLengthView(length.Tokens, length.Room, length.LeftOut.Length == 0 ? null : length.LeftOut));
        }
        catch (ModelException problem)
        {
            return TypedResults.Problem(problem.Message, statusCode: StatusCodes.Status409Conflict);
        }
    }
}
