using MuseSpark.Training.Art;
using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Backdrops of open land: the lower part of the picture, with the sky left free.</summary>
internal static class Countryside
{
    public static void Meadow(ScenePen pen)
    {
        var grass = pen.Pick("#7cc95a", "#86cf62", "#8fd16a");
        pen.Hill(152, 12, ColourNames.Mix(grass, "#2f7d4a", 0.35));
        pen.Hill(174, 8, ColourNames.Mix(grass, "#2f7d4a", 0.12));
        pen.Hill(206, 5, ColourNames.Mix(grass, "#ffffff", 0.1));
        pen.Flowers(10, 196, 3.2, "#ff8fab", "#ffd43b", "#ffffff");
        pen.Grass(8, 180, "#4f9d45");
    }

    public static void Hills(ScenePen pen)
    {
        pen.Hill(132, 20, "#9fcf8a");
        pen.Hill(156, 22, "#86c46c");
        for (var i = 0; i < 5; i++) pen.LeafTree(pen.Between(6, 250), 168 + pen.Between(-6, 8), pen.Between(22, 32), "#4f9d45");
        pen.Hill(184, 14, "#74b85a");
        pen.Path($"M118 256Q150 226 120 206T134 178L142 178Q134 196 150 208T176 256Z", pen.Mood.Snowy ? "#dfe6ee" : "#e8d5a3");
    }

    public static void Forest(ScenePen pen) => Woods(pen, "#1f6b45", "#8fc7a0", "#5d9c4a");

    public static void SnowyForest(ScenePen pen)
    {
        pen.Hill(158, 3, "#c5dadd");
        for (var i = 0; i < 7; i++) pen.Conifer(i * 40 + pen.Between(-14, 14), 172, pen.Between(70, 100), "#8fb3b0", snowy: true);
        for (var i = 0; i < 5; i++) pen.Conifer(pen.Chance(0.5) ? pen.Between(-6, 60) : pen.Between(196, 262), 188, pen.Between(84, 112), pen.Pick("#4f8577", "#5d9385"), snowy: true);
        pen.Hill(178, 7, "#dfeaf7");
        pen.Hill(206, 6, "#ffffff");
        pen.Floor = 224;
    }

    public static void AutumnForest(ScenePen pen)
    {
        string[] leaves = ["#e8701a", "#d9482b", "#f2b233", "#c9571f"];
        pen.Hill(160, 3, "#e3b877");
        for (var i = 0; i < 8; i++) pen.LeafTree(i * 36 + pen.Between(-10, 10), 176, pen.Between(76, 104), ColourNames.Mix(pen.Pick(leaves), "#f3dcb0", 0.35));
        foreach (var x in new[] { pen.Between(4, 40), pen.Between(216, 252) }) pen.LeafTree(x, 198, pen.Between(120, 140), pen.Pick(leaves));
        pen.Hill(182, 5, "#c98f45");
        pen.Hill(206, 5, "#d9a55a");
        if (pen.Mood.Snowy) return;
        for (var i = 0; i < 22; i++) pen.Oval(pen.Between(0, 256), pen.Between(188, 252), 4, 2.4, pen.Pick(leaves));
    }

    public static void Jungle(ScenePen pen)
    {
        pen.SkyPlaces = [128];
        pen.Rect(0, 96, 256, 100, "#2f7d4a");
        for (var i = 0; i < 12; i++) pen.Circle(i * 23 + pen.Between(-6, 6), 100 + pen.Between(-10, 10), pen.Between(18, 28), pen.Pick("#3c9152", "#348a4c", "#46a05c"));
        foreach (var x in new[] { pen.Between(20, 60), pen.Between(196, 236) })
        {
            pen.Path($"M{N(x - 6)} 200Q{N(x + 4)} 120 {N(x - 2)} 60H{N(x + 8)}Q{N(x + 12)} 120 {N(x + 8)} 200Z", "#7a5233");
            for (var leaf = 0; leaf < 6; leaf++)
                pen.Raw($"""<ellipse cx="{N(x + 28)}" cy="60" rx="32" ry="9" fill="{pen.Mood.Shade(leaf % 2 == 0 ? "#3fae5a" : "#2f9149")}" transform="rotate({leaf * 60 + 10} {N(x + 2)} 62)"/>""");
        }
        for (var i = 0; i < 4; i++)
        {
            var x = i < 2 ? pen.Between(62, 90) : pen.Between(166, 194);
            pen.Line($"M{N(x)} 0Q{N(x + 10)} {N(pen.Between(40, 60))} {N(x - 2)} {N(pen.Between(70, 96))}", "#2b6e3f", 4);
        }
        pen.Hill(186, 6, "#4f9d45", bare: true);
        pen.Hill(212, 4, "#67b457", bare: true);
        for (var i = 0; i < 6; i++) Fern(pen, i < 3 ? pen.Between(-6, 44) : pen.Between(212, 262), pen.Between(196, 250));
    }

    public static void Swamp(ScenePen pen)
    {
        pen.SkyPlaces = [128];
        pen.Hill(146, 6, "#5d7a52");
        foreach (var x in new[] { pen.Between(16, 56), pen.Between(200, 240) })
        {
            pen.Path($"M{N(x - 12)} 184Q{N(x)} 130 {N(x - 4)} 70L{N(x + 4)} 70Q{N(x + 4)} 130 {N(x + 14)} 184Z", "#5c4a3d");
            pen.Line($"M{N(x)} 104Q{N(x + 16)} 90 {N(x + 30)} 92M{N(x)} 122Q{N(x - 18)} 104 {N(x - 30)} 108", "#5c4a3d", 5);
            pen.Line($"M{N(x + 26)} 92v26M{N(x + 14)} 94v20M{N(x - 26)} 108v24", "#7d9a5a", 3);
        }
        pen.Path($"M0 178Q64 170 128 178T256 176V256H0Z", "#5f8f7a");
        for (var i = 0; i < 6; i++) pen.Oval(pen.Between(8, 248), pen.Between(188, 206), 14, 4.5, "#6fae55");
        pen.Hill(218, 5, "#6b8a4a");
        for (var i = 0; i < 8; i++)
        {
            double x = i < 4 ? pen.Between(0, 50) : pen.Between(206, 256), y = pen.Between(214, 240);
            pen.Line($"M{N(x)} {N(y)}v-34", "#4f7d3c", 2.5);
            pen.Oval(x, y - 36, 3, 8, "#7a4a2b");
        }
        pen.Floor = 234;
    }

    public static void Mountains(ScenePen pen)
    {
        for (var i = 0; i < 3; i++)
        {
            double x = i * 96 + pen.Between(0, 56), height = pen.Between(80, 116), width = height * pen.Between(0.75, 1), foot = 176;
            var rock = ColourNames.Mix("#7d8fb0", "#ffffff", pen.Between(0, 0.2));
            pen.Path($"M{N(x - width)} {foot}L{N(x)} {N(foot - height)}L{N(x + width)} {foot}Z", rock);
            pen.Path($"M{N(x)} {N(foot - height)}L{N(x + width)} {foot}L{N(x + width * 0.2)} {foot}Z", ColourNames.Mix(rock, "#4a5878", 0.22));
            pen.Path($"M{N(x - width * 0.32)} {N(foot - height * 0.68)}L{N(x)} {N(foot - height)}L{N(x + width * 0.32)} {N(foot - height * 0.68)}L{N(x + width * 0.1)} {N(foot - height * 0.6)}L{N(x - width * 0.1)} {N(foot - height * 0.72)}Z", "#ffffff");
        }
        pen.Hill(174, 7, "#5d9c6a");
        pen.Hill(204, 6, "#74b573");
        pen.Stone(pen.Between(10, 50), 216, 30);
        pen.Stone(pen.Between(206, 246), 210, 26);
    }

    public static void Volcano(ScenePen pen)
    {
        var x = pen.Chance(0.5) ? 70 : 186;
        pen.SkyPlaces = [256 - x];
        pen.Raw($"""<circle cx="{x - 8}" cy="44" r="20" fill="#6b5a63" opacity=".55"/><circle cx="{x + 12}" cy="26" r="24" fill="#7d6a72" opacity=".5"/>""");
        pen.Path($"M{x - 104} 186L{x - 22} 66H{x + 22}L{x + 104} 186Z", "#6e4b45");
        pen.Path($"M{x + 22} 66L{x + 104} 186H{x + 30}Z", "#57393a");
        pen.Raw($"""<path d="M{x - 22} 66H{x + 22}L{x + 30} 86Q{x + 18} 80 {x + 14} 104Q{x + 6} 86 {x} 128Q{x - 8} 92 {x - 16} 108Q{x - 18} 86 {x - 30} 88Z" fill="#ff6b1a"/><path d="M{x - 14} 66H{x + 14}L{x + 8} 80L{x} 98L{x - 8} 80Z" fill="#ffd43b"/>""");
        pen.Hill(184, 5, "#5c4440", bare: true);
        pen.Hill(212, 4, "#75584e", bare: true);
        for (var i = 0; i < 4; i++) pen.Stone(i < 2 ? pen.Between(6, 60) : pen.Between(196, 250), pen.Between(196, 244), pen.Between(16, 28), "#4d3b3b");
    }

    public static void Desert(ScenePen pen)
    {
        pen.Hill(160, 12, "#e2b25f");
        pen.Hill(186, 10, "#f0c878");
        pen.Hill(212, 6, "#f6d592");
        foreach (var x in new[] { pen.Between(10, 44), pen.Between(212, 246) })
        {
            var y = pen.Between(176, 194);
            pen.Rect(x - 5, y - 44, 10, 46, "#4f9d58", 5);
            pen.Line($"M{N(x)} {N(y - 16)}h-13v-12M{N(x)} {N(y - 24)}h13v-11", "#4f9d58", 7);
        }
    }

    public static void Polar(ScenePen pen)
    {
        pen.Rect(0, 142, 256, 60, "#5fb2d9");
        for (var i = 0; i < 3; i++)
        {
            double x = i * 100 + pen.Between(-10, 40), h = pen.Between(40, 76), w = pen.Between(34, 52), foot = 158 + i % 2 * 8;
            pen.Path($"M{N(x - w)} {N(foot)}L{N(x - w * 0.5)} {N(foot - h * 0.8)}L{N(x)} {N(foot - h)}L{N(x + w * 0.5)} {N(foot - h * 0.55)}L{N(x + w)} {N(foot)}Z", "#e9f6ff");
            pen.Path($"M{N(x)} {N(foot - h)}L{N(x + w * 0.5)} {N(foot - h * 0.55)}L{N(x + w)} {N(foot)}H{N(x + 4)}Z", "#b9e0f5");
        }
        pen.Hill(186, 4, "#d3eaf8");
        pen.Hill(208, 4, "#f6fbff");
    }

    public static void Cave(ScenePen pen)
    {
        pen.Gradient(0, 256, "#2b2438", "#4a3d55", "#5c4a5c");
        pen.Raw($"""<ellipse cx="128" cy="150" rx="92" ry="86" fill="#7a6478"/><ellipse cx="128" cy="156" rx="68" ry="66" fill="#8f7688"/>""");
        for (var i = 0; i < 9; i++)
        {
            double x = i * 32 + pen.Between(-6, 6), h = i is > 2 and < 6 ? pen.Between(18, 34) : pen.Between(36, 70);
            pen.Raw($"""<path d="M{N(x - 13)} 0L{N(x)} {N(h)}L{N(x + 13)} 0Z" fill="#3a3048"/>""");
        }
        for (var i = 0; i < 5; i++)
        {
            double x = pen.Chance(0.5) ? pen.Between(8, 64) : pen.Between(192, 248), y = pen.Between(96, 170);
            pen.Raw($"""<path d="M{N(x)} {N(y)}l6 -12l6 12l-6 8Z" fill="{pen.Pick("#7ee0ff", "#c792ff", "#8affc1")}" opacity=".9"/>""");
        }
        pen.Raw($"""<path d="M0 196Q60 184 128 194T256 190V256H0Z" fill="#6b5868"/><path d="M0 216Q80 206 150 214T256 210V256H0Z" fill="#7d697a"/>""");
    }

    private static void Woods(ScenePen pen, string near, string far, string ground)
    {
        pen.Hill(146, 3, ColourNames.Mix(near, far, 0.62));
        for (var i = 0; i < 9; i++) pen.Conifer(i * 32 + pen.Between(-10, 10), 164, pen.Between(72, 104), ColourNames.Mix(near, far, 0.55));
        for (var i = 0; i < 7; i++) pen.Conifer(i * 42 + pen.Between(-12, 12), 178, pen.Between(78, 108), ColourNames.Mix(near, far, 0.28));
        foreach (var x in new[] { pen.Between(-4, 30), pen.Between(226, 260) }) pen.Conifer(x, 200, pen.Between(120, 140), near);
        pen.Hill(180, 5, ground);
        pen.Hill(208, 5, ColourNames.Mix(ground, "#ffffff", 0.14));
        pen.Grass(8, 190, "#3f7d36");
    }

    private static void Fern(ScenePen pen, double x, double y)
    {
        for (var leaf = -2; leaf <= 2; leaf++) pen.Raw($"""<ellipse cx="{N(x)}" cy="{N(y - 18)}" rx="5" ry="18" fill="{pen.Mood.Shade("#2f9149")}" transform="rotate({leaf * 32} {N(x)} {N(y)})"/>""");
    }
}
