namespace MuseSpark.Training.Scenes;

public enum Place { Meadow, Forest, SnowyForest, Sea, Beach, Mountains, Desert, City, Room, Underwater, Garden, Space }

public enum Daytime { Day, Sunset, Night, Rain }

public enum Relation { Alone, Beside, Holding, Before, Under, Over, InBoat }

/// <summary>One thing in a scene; no colour means as drawn, size is small, big or nothing said.</summary>
public sealed record Thing(string Noun, string? Colour = null, string? Size = null);

/// <summary>What a scene shows, in words; the captions are written from it.</summary>
public sealed record Scene(Place Place, Daytime Daytime, Relation Relation, Thing? Actor, Thing? Companion, bool Moon);
