using System.Text.Json;
using System.Text.Json.Serialization;

namespace MuseSpark.Client.Outputs;

/// <summary>Records as people read and keep them: the HTTP form, indented.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProvenanceView))]
internal sealed partial class RecordJson : JsonSerializerContext;
