using MuseSpark.Training.Art;
using MuseSpark.Training.Scenes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MuseSpark.Training.Image;

/// <summary>
/// Ten questions about a scene (which actor, which companion, colours, sizes, place, time, moon, relation), answered from one vector.
/// The caption encoder learns the language by answering them, long before the denoiser could teach it.
/// </summary>
public sealed class SceneQuestions : Module<Tensor, Tensor[]>
{
    private static readonly string[] NounNames = ["", .. Nouns.All.Select(n => n.Name)];
    private static readonly string[] Colours = ["", .. ColourNames.All];
    private static readonly string[] Sizes = ["", "small", "big"];

    private static readonly int[] Answers =
    [
        NounNames.Length, Colours.Length, Sizes.Length, NounNames.Length, Colours.Length, Sizes.Length,
        Enum.GetValues<Place>().Length, Enum.GetValues<Daytime>().Length, 2, Enum.GetValues<Relation>().Length,
    ];

    private readonly Linear head;

    public SceneQuestions(int width) : base(nameof(SceneQuestions))
    {
        head = Linear(width, Answers.Sum());
        RegisterComponents();
    }

    /// <summary>(n, width) to the scores of every question's answers, (n, answers) each.</summary>
    public override Tensor[] forward(Tensor vector) => head.forward(vector).split(Array.ConvertAll(Answers, a => (long)a), 1);

    /// <summary>The right answers, (n, 10).</summary>
    public static Tensor Truth(IReadOnlyList<Scene> scenes)
    {
        var truth = new long[scenes.Count, Answers.Length];
        for (var n = 0; n < scenes.Count; n++)
        {
            var scene = scenes[n];
            int[] answers =
            [
                .. Describe(scene.Actor), .. Describe(scene.Companion), (int)scene.Place, (int)scene.Daytime, scene.Moon ? 1 : 0, (int)scene.Relation,
            ];
            for (var q = 0; q < answers.Length; q++) truth[n, q] = answers[q];
        }
        return tensor(truth);
    }

    private static int[] Describe(Thing? thing) =>
    [
        Array.IndexOf(NounNames, thing?.Noun ?? ""), Array.IndexOf(Colours, thing?.Colour ?? ""), Array.IndexOf(Sizes, thing?.Size ?? ""),
    ];
}
