using Microsoft.Extensions.Logging.Abstractions;
using MuseSpark.Inference.Models;
using MuseSpark.Web.Data;

namespace MuseSpark.Web.Models.Commands;

/// <summary>Where the command line finds models and puts them: the places of the server.</summary>
internal sealed record ModelPlaces(IConfiguration Configuration, DataFolder Data)
{
    public ModelCatalog Open() => ModelCatalog.Open(ModelsSetup.Folders(Configuration, Data), new ModelCatalogOptions(), NullLogger.Instance);
}
