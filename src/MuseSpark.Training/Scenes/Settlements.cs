using MuseSpark.Training.Art;
using static MuseSpark.Training.Scenes.ScenePen;

namespace MuseSpark.Training.Scenes;

/// <summary>Backdrops that people have built, out of doors.</summary>
internal static class Settlements
{
    public static void Garden(ScenePen pen)
    {
        pen.Hill(158, 4, "#5faf55");
        pen.LeafTree(pen.Between(14, 40), 172, pen.Between(76, 92), "#5fae52");
        pen.LeafTree(pen.Between(216, 244), 172, pen.Between(76, 92), "#5fae52");
        for (var i = 0; i < 9; i++) pen.Path($"M{i * 30 + 4} 182V146l7.5 -8l7.5 8V182Z", "#f7f2ea");
        pen.Rect(0, 152, 256, 6, "#f0e9dd");
        pen.Hill(182, 3, "#7cc95a");
        pen.Flowers(9, 190, 5, "#ff6b9d", "#ffd43b", "#ff8c42", "#c77dff");
        for (var i = 0; i < 9; i++) pen.Flowers(1, 240, 5.5, "#ff6b9d", "#ffd43b", "#ffffff");
    }

    public static void Park(ScenePen pen)
    {
        pen.Hill(150, 5, "#86c96a");
        for (var i = 0; i < 6; i++) pen.LeafTree(i < 3 ? pen.Between(0, 84) : pen.Between(172, 256), pen.Between(160, 170), pen.Between(64, 86), pen.Pick("#5fae52", "#6fbb5f", "#4f9d45"));
        pen.Hill(172, 3, "#93d477");
        pen.Path($"M-10 222Q60 196 128 206T266 196V226Q190 226 128 234T-10 256Z", pen.Mood.Snowy ? "#e2e8f0" : "#ecdcb4");
        var x = pen.Chance(0.5) ? 34 : 196;
        pen.Rect(x, 172, 40, 5, "#a0683a", 2);
        pen.Rect(x, 183, 40, 5, "#a0683a", 2);
        pen.Line($"M{x + 5} 174v22M{x + 35} 174v22", "#4a4f5c", 3);
        pen.Floor = 226;
    }

    public static void Playground(ScenePen pen)
    {
        pen.Hill(158, 4, "#86c96a");
        for (var i = 0; i < 4; i++) pen.LeafTree(i * 76 + pen.Between(0, 24), 166, pen.Between(48, 60), "#6fbb5f");
        pen.Hill(172, 2, "#9ad67e");
        pen.Line($"M14 200L26 124M50 200L38 124M26 124H86M86 124L74 200M86 124L98 200", "#e8590c", 5);
        pen.Line($"M46 126V182M66 126V182", "#6c757d", 2);
        pen.Rect(40, 180, 32, 5, "#1c7ed6", 2);
        pen.Line($"M190 200V128H212V200M190 150H212M190 170H212", "#1c7ed6", 5);
        pen.Path($"M206 126Q222 132 228 164T256 196V208Q224 200 216 168T204 138Z", "#ffc93c");
        pen.Path($"M0 214Q128 200 256 214V256H0Z", pen.Mood.Snowy ? "#f3f8ff" : "#f1d9a0");
        pen.Floor = 230;
    }

    public static void Farm(ScenePen pen)
    {
        pen.Hill(148, 7, "#a5cf6a");
        var x = pen.Chance(0.5) ? 54 : 202;
        pen.Rect(x - 34, 122, 68, 46, "#c0392b");
        pen.Path($"M{x - 42} 124L{x - 26} 100L{x} 84L{x + 26} 100L{x + 42} 124Z", pen.Mood.Snowy ? "#ffffff" : "#8e2a20");
        pen.Rect(x - 14, 138, 28, 30, "#f4ece0");
        pen.Line($"M{x - 14} 138L{x + 14} 168M{x + 14} 138L{x - 14} 168", "#c0392b", 2.5);
        var silo = x < 128 ? x + 50 : x - 50;
        pen.Rect(silo - 11, 104, 22, 64, "#b9c2cc");
        pen.Path($"M{silo - 11} 106Q{silo} 82 {silo + 11} 106Z", "#8e9aa6");
        pen.Hill(166, 3, "#d9c45f");
        for (var i = 0; i < 7; i++) pen.Line($"M{i * 44 - 20} {N(200)}L{i * 26 + 50} 168", pen.Mood.Snowy ? "#dfe8f2" : "#c2a944", 3);
        pen.Hill(198, 3, "#8fc65c");
        pen.Grass(8, 206, "#5a9a3c");
    }

    public static void Village(ScenePen pen)
    {
        pen.Hill(140, 10, "#9fcf8a");
        (double X, double Foot, double Width)[] houses = [(30, 178, 54), (92, 168, 42), (164, 168, 42), (226, 178, 54)];
        foreach (var (x, foot, width) in houses)
            pen.Cottage(x + pen.Between(-5, 5), foot, width, pen.Pick("#f6e3c0", "#f2cfc0", "#e3ecd0", "#d9e6f2"), pen.Pick("#b3452c", "#8a4f3a", "#c0653a", "#5f7a9a"));
        pen.Hill(174, 2, "#86c46c");
        pen.Path($"M96 256Q120 206 118 172H138Q136 206 178 256Z", pen.Mood.Snowy ? "#dfe6ee" : "#e3cfa0");
        pen.Hill(250, 2, "#7cb95f");
    }

    public static void City(ScenePen pen)
    {
        for (var i = 0; i < 8; i++)
        {
            double x = -8 + i * 34 + pen.Between(-4, 4), height = pen.Between(64, 128), width = pen.Between(29, 35);
            pen.Rect(x, 182 - height, width, height, pen.Pick("#8d99ae", "#a3b1c6", "#c09a78", "#c9ada7", "#93aeb8"));
            for (var y = 182 - height + 9; y < 162; y += 16)
                for (var column = x + 5; column < x + width - 9; column += 12)
                    pen.Lit(column, y, 7, 8, !pen.Night ? pen.Mood.Shade("#e3f3ff") : pen.Chance(0.75) ? "#ffe08a" : "#3a4468");
        }
        pen.Rect(0, 180, 256, 12, "#c3c7cc");
        pen.Rect(0, 190, 256, 66, pen.Mood.Snowy ? "#cfd6de" : "#8b9098");
        for (var i = 0; i < 5; i++) pen.Rect(i * 60 - 14, 220, 34, 5, "#ffffff");
        pen.Floor = 230;
    }

    public static void Castle(ScenePen pen)
    {
        pen.SkyPlaces = [128];
        var wall = pen.Pick("#b4b9c2", "#c2b8a8", "#b9bfcf");
        pen.Rect(0, 112, 256, 70, wall);
        for (var i = 0; i < 9; i++) pen.Rect(i * 31 - 4, 100, 18, 16, wall);
        foreach (var x in new[] { 14, 202 })
        {
            pen.Rect(x, 70, 40, 114, ColourNames.Mix(wall, "#000000", 0.1));
            pen.Path($"M{x - 6} 74L{x + 20} 26L{x + 46} 74Z", pen.Mood.Snowy ? "#ffffff" : pen.Pick("#b3344a", "#4a5fa8", "#7a4fa8"));
            pen.Lit(x + 14, 92, 12, 20, pen.Night ? "#ffe08a" : pen.Mood.Shade("#4a4458"), 6);
        }
        pen.Path($"M102 184V146Q128 112 154 146V184Z", "#6e4a30");
        pen.Line($"M115 134V184M128 128V184M141 134V184", "#4f3320", 2.5);
        for (var i = 0; i < 10; i++) pen.Rect(pen.Between(60, 190), pen.Between(122, 172), 12, 5, ColourNames.Mix(wall, "#000000", 0.12), 2);
        pen.Rect(0, 182, 256, 74, pen.Mood.Snowy ? "#eef3fa" : "#d3c4a4");
        for (var i = 0; i < 18; i++) pen.Oval(pen.Between(0, 256), pen.Between(190, 250), 13, 4, pen.Mood.Snowy ? "#dfe8f2" : "#c4b38f");
    }

    public static void Bridge(ScenePen pen)
    {
        pen.Hill(128, 10, "#8fbf7a");
        for (var i = 0; i < 6; i++) pen.LeafTree(i * 50 + pen.Between(-12, 12), 152, pen.Between(44, 58), "#5fa552");
        pen.Rect(0, 150, 256, 106, "#58b0dc");
        foreach (var x in new[] { 0, 128 }) pen.Path($"M{x} 200V256H{x + 14}Q{x + 20} 222 {x + 64} 222T{x + 114} 256H{x + 128}V200Z", "#9aa1ac");
        for (var i = 0; i < 9; i++) pen.Rect(i * 32 - 6, 168, 9, 34, "#8d949f", 2);
        pen.Rect(0, 164, 256, 8, "#aab0b9", 3);
        pen.Rect(0, 196, 256, 24, pen.Mood.Snowy ? "#eef3fa" : "#c4c8cf");
        pen.Floor = 214;
    }

    public static void Circus(ScenePen pen)
    {
        pen.Hill(152, 4, "#93c97a");
        var x = pen.Chance(0.5) ? 78 : 178;
        pen.SkyPlaces = [x < 128 ? 206 : 50];
        for (var i = 0; i < 6; i++) pen.Path($"M{x} 56L{N(x - 84 + i * 28)} 120L{N(x - 56 + i * 28)} 120Z", i % 2 == 0 ? "#e0453a" : "#fff3e0");
        for (var i = 0; i < 6; i++) pen.Rect(x - 78 + i * 26, 119, 26, 56, i % 2 == 0 ? "#d63c32" : "#f7e6cf");
        pen.Path($"M{x - 20} 176V146Q{x} 122 {x + 20} 146V176Z", "#5c2a3a");
        pen.Line($"M{x} 56V40", "#7a4a2b", 3);
        pen.Path($"M{x} 38l20 6l-20 7Z", "#ffd43b");
        for (var i = 0; i < 9; i++) pen.Path($"M{i * 32 - 8} {N(18 + Math.Sin(i) * 4)}h20l-10 16Z", pen.Pick("#ff6b6b", "#ffd43b", "#4dabf7", "#69db7c"));
        pen.Rect(0, 174, 256, 82, pen.Mood.Snowy ? "#f3f8ff" : "#e6c78f");
        for (var i = 0; i < 26; i++) pen.Circle(pen.Between(0, 256), pen.Between(182, 252), 2.4, pen.Pick("#ff6b6b", "#ffd43b", "#4dabf7", "#69db7c"));
    }

    public static void Station(ScenePen pen)
    {
        pen.Hill(150, 8, "#9fc98a");
        var x = pen.Chance(0.5) ? 8 : 116;
        pen.Rect(x, 108, 132, 70, "#d9a57a");
        pen.Path($"M{x - 10} 110L{x + 16} 84H{x + 116}L{x + 142} 110Z", pen.Mood.Snowy ? "#ffffff" : "#7a4a3a");
        for (var i = 0; i < 4; i++) pen.Lit(x + 12 + i * 30, 124, 18, 24, pen.Night ? "#ffe08a" : pen.Mood.Shade("#d6ecfa"), 2);
        pen.Circle(x + 66, 98, 9, "#ffffff");
        pen.Line($"M{x + 66} 98V92M{x + 66} 98H{x + 70}", "#333333", 2);
        pen.Rect(0, 176, 256, 26, "#c9c2b6");
        pen.Rect(0, 200, 256, 56, "#8f8272");
        for (var i = 0; i < 14; i++) pen.Rect(i * 20 - 4, 232, 9, 18, "#6e4a30", 1);
        pen.Rect(0, 234, 256, 4, "#c7ccd4");
        pen.Rect(0, 244, 256, 4, "#c7ccd4");
        pen.Floor = 238;
    }
}
