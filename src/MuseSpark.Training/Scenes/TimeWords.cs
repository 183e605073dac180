namespace MuseSpark.Training.Scenes;

/// <summary>What captions say of time of day and weather.</summary>
internal static class TimeWords
{
    private static readonly Dictionary<Daytime, string[]> Times = new()
    {
        [Daytime.Day] = ["on a sunny day", "in the sunshine", "under a blue sky", "during the day", "in summer", "in the sun", "on a fine day", "at noon"],
        [Daytime.Dawn] = ["at dawn", "in the early morning", "at sunrise", "in the morning light", "in the morning", "under a pink sky"],
        [Daytime.Sunset] = ["at sunset", "in the evening", "at dusk", "in the evening light", "under an orange sky", "in the golden evening", "at the end of the day"],
        [Daytime.Night] = ["at night", "at night", "under the stars", "in the dark", "on a starry night", "at bedtime", "late at night", "at midnight"],
    };

    private static readonly Dictionary<Weather, string[]> Skies = new()
    {
        [Weather.Clouds] = ["under many clouds", "on a cloudy day", "under a cloudy sky", "with clouds in the sky"],
        [Weather.Rain] = ["in the rain", "on a rainy day", "in heavy rain", "under gray clouds", "while it rains", "in the pouring rain"],
        [Weather.Snow] = ["in the falling snow", "while it snows", "on a snowy day", "in the snow", "in a snowfall", "on a winter day"],
        [Weather.Fog] = ["in the fog", "in thick fog", "in the mist", "on a foggy day", "in a gray mist"],
        [Weather.Rainbow] = ["under a rainbow", "with a rainbow in the sky", "below a bright rainbow", "with a rainbow", "under a big rainbow"],
        [Weather.Storm] = ["in a storm", "in a thunderstorm", "under a stormy sky", "with lightning in the sky", "on a stormy day"],
    };

    private static readonly string[] Bright = ["star", "sky", "sun", "golden", "light", "fine"];
    private static readonly string[] Moonlit = ["under the moon", "in the moonlight", "under a full moon", "under a round white moon", "at night under the moon", "under the bright moon", "with the moon in the sky"];

    /// <summary>Every phrase for a time of day.</summary>
    public static IEnumerable<string> Of(Daytime time) => Times[time];

    /// <summary>Every phrase for a weather; none for a clear sky, which nobody mentions.</summary>
    public static IEnumerable<string> Of(Weather weather) => Skies.GetValueOrDefault(weather, []);

    /// <summary>A phrase for time or weather or both, or null when nothing is said.</summary>
    public static string? Phrase(Scene scene, Random random)
    {
        if (!Places.HasSky(scene.Place)) return null;
        var weather = scene.Weather != Weather.Clear && random.NextDouble() < 0.85 ? Pick(Sky(scene), random) : null;
        if (weather is not null && random.NextDouble() < (scene.Daytime == Daytime.Day ? 0.95 : 0.4)) return weather;
        if (scene.Moon && random.NextDouble() < 0.5) return Pick(Moonlit, random);
        // A clear day is what nobody mentions.
        if (scene.Daytime == Daytime.Day && (scene.Weather != Weather.Clear || random.NextDouble() < 0.65)) return weather;
        var time = random.NextDouble() < 0.85 ? Pick(Hour(scene), random) : null;
        return weather is null ? time : time is null ? weather : $"{weather} {time}";
    }

    /// <summary>One word for the key-word captions.</summary>
    public static string? Keyword(Scene scene) => !Places.HasSky(scene.Place) ? null : (scene.Weather, scene.Daytime, scene.Moon) switch
    {
        (Weather.Clear, Daytime.Day, _) => null,
        (Weather.Clear, Daytime.Night, true) => "moon",
        (Weather.Clear, var time, _) => time.ToString().ToLowerInvariant(),
        var (weather, time, _) => time == Daytime.Day ? weather.ToString().ToLowerInvariant() : $"{weather.ToString().ToLowerInvariant()}, {time.ToString().ToLowerInvariant()}",
    };

    private static string[] Sky(Scene scene)
    {
        if (Places.GroundOf(scene.Place) == Ground.Indoors)
            return scene.Weather == Weather.Snow ? ["while it snows", "while snow falls outside"] : ["while it rains", "with rain at the window", "while it rains outside"];
        // "On a rainy day" says day; at night only words that leave the time open will do.
        return scene.Daytime == Daytime.Night ? [.. Skies[scene.Weather].Where(words => !words.EndsWith(" day", StringComparison.Ordinal))] : Skies[scene.Weather];
    }

    // Under clouds nobody sees stars or a blue sky.
    private static string[] Hour(Scene scene) => scene.Weather is Weather.Clear or Weather.Rainbow
        ? Times[scene.Daytime]
        : [.. Times[scene.Daytime].Where(words => !Bright.Any(bright => words.Contains(bright)))];

    private static string Pick(string[] options, Random random) => options[random.Next(options.Length)];
}
