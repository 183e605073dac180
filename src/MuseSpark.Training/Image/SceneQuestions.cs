using MuseSpark.Training.Art;
using MuseSpark.Training.Scenes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// Questions about a scene, answered from one vector: what the actor, the companion and a third thing are, their colours, sizes and
/// numbers, place, time, weather, moon, style and relation. The caption encoder learns the language by answering them, long before the
/// denoiser could teach it.
/// </summary>
public sealed class SceneQuestions : Module<Tensor, Tensor[]>
{
    private static readonly string[] NounNames = ["", .. Nouns.All.Select(n => n.Name)];
    /// <summary>All things that can be in a scene.</summary>
    public static IReadOnlyList<string> Things { get; } = NounNames[1..];

    private static readonly string[] Colours = ["", .. ColourNames.All];
    private static readonly string[] Sizes = ["", "small", "big"];

    private static readonly string[] Numbers = ["1", "2", "3"];

    /// <summary>What is asked, in the order of the answers.</summary>
    public static readonly string[] Names =
    [
        "actor", "its colour", "its size", "its number", "companion", "its colour", "its size", "its number", "third thing",
        "place", "time", "weather", "moon", "style", "relation",
    ];

    /// <summary>The possible answers to each question, in the order of <see cref="Names"/>; empty for "none" or "as drawn".</summary>
    public static readonly string[][] Labels =
    [
        NounNames, Colours, Sizes, Numbers, NounNames, Colours, Sizes, Numbers, NounNames,
        Enum.GetNames<Place>(), Enum.GetNames<Daytime>(), Enum.GetNames<Weather>(), ["no", "yes"], Enum.GetNames<Style>(), Enum.GetNames<Relation>(),
    ];

    private readonly Linear head;

    public SceneQuestions(int width) : base(nameof(SceneQuestions))
    {
        head = Linear(width, Labels.Sum(l => l.Length));
        RegisterComponents();
    }

    /// <summary>(n, width) to the scores of every question's answers, (n, answers) each.</summary>
    public override Tensor[] forward(Tensor vector) => head.forward(vector).split(Array.ConvertAll(Labels, l => (long)l.Length), 1);

    /// <summary>The right answers, (n, questions).</summary>
    public static Tensor Truth(IReadOnlyList<Scene> scenes)
    {
        var truth = new long[scenes.Count, Labels.Length];
        for (var n = 0; n < scenes.Count; n++)
        {
            var scene = scenes[n];
            int[] answers =
            [
                .. Describe(scene.Actor), .. Describe(scene.Companion), NounNumber(scene.Others.FirstOrDefault()),
                (int)scene.Place, (int)scene.Daytime, (int)scene.Weather, scene.Moon ? 1 : 0, (int)scene.Style, (int)scene.Relation,
            ];
            for (var q = 0; q < answers.Length; q++) truth[n, q] = answers[q];
        }
        return tensor(truth);
    }

    /// <summary>1 for every thing of <see cref="Things"/> that is in a scene, (n, things).</summary>
    public static Tensor ThingsIn(IReadOnlyList<Scene> scenes)
    {
        var there = new float[scenes.Count, Things.Count];
        for (var n = 0; n < scenes.Count; n++)
            foreach (var thing in scenes[n].Things) there[n, NounNumber(thing) - 1] = 1;
        return tensor(there);
    }

    private static int[] Describe(Thing? thing) =>
    [
        NounNumber(thing), Array.IndexOf(Colours, thing?.Colour ?? ""), Array.IndexOf(Sizes, thing?.Size ?? ""), (thing?.Count ?? 1) - 1,
    ];

    private static int NounNumber(Thing? thing) => Array.IndexOf(NounNames, thing?.Noun ?? "");
}
