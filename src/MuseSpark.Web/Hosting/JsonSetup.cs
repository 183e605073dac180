using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Web.Hosting;

public static class JsonSetup
{
    /// <summary>camelCase, enums as words, nothing for null; and a name that nobody knows is a mistake, most often of spelling.</summary>
    public static void AddJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(http =>
    {
        var json = http.SerializerOptions;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectRequiredConstructorParameters = true;
        json.MaxDepth = 32;
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        json.Converters.Add(new SafeText());
    });
}
