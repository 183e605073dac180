namespace MuseSpark.Training.Scenes;

public enum Daytime { Day, Dawn, Sunset, Night }

public enum Weather { Clear, Clouds, Rain, Snow, Fog, Rainbow, Storm }

/// <summary>How a picture is made: Noto's drawings, Fluent flat's, or a filter over either.</summary>
public enum Style { Cartoon, Flat, Watercolor, Pencil }

/// <summary>How the actor stands to the companion; left and right are meant as seen by who looks at the picture.</summary>
public enum Relation { Alone, Beside, LeftOf, RightOf, On, Under, Above, Behind, InFront, Holding, In }

/// <summary>Things in a scene; no colour means as drawn, size is small, big or nothing said.</summary>
public sealed record Thing(string Noun, string? Colour = null, string? Size = null, int Count = 1);

/// <summary>What a scene shows, in words; the captions are written from it.</summary>
/// <param name="Others">A third and fourth thing, without a told relation.</param>
public sealed record Scene(Place Place, Daytime Daytime, Weather Weather, bool Moon, Style Style, Relation Relation, Thing? Actor, Thing? Companion, Thing[] Others)
{
    /// <summary>All things, the actor first.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<Thing> Things => new[] { Actor, Companion }.OfType<Thing>().Concat(Others);
}
