namespace MuseSpark.Client.Pictures;

public partial class Illustration
{
    private const string Spark = """<path class="spark" d="M0-12c.7 5.7 2.9 8.7 10.5 10.5C2.9 .3.7 3.3 0 9c-.7-5.7-2.9-8.7-10.5-10.5C-2.9-3.3-.7-6.3 0-12Z" transform="translate({0})"/>""";

    private static string SparkAt(string place) => Spark.Replace("{0}", place);

    private static readonly Dictionary<string, string> Drawings = new()
    {
        // A desk with a sheet, a pen in a pot and a spark above the sheet
        ["desk"] = $"""
            <path d="M24 112h152M40 112v18M160 112v18"/>
            <path class="paper" d="M66 112l10-46h50l8 46Z"/>
            <path class="faint" d="M84 78h32M82 88h38M80 98h26"/>
            <path class="paper" d="M146 112l-2-22h18l-2 22Z"/><path d="M150 90l-4-28M156 90l6-24"/>
            {SparkAt("100 40")}
            """,
        // A shelf with leaning books and one gap
        ["shelf"] = $"""
            <path d="M28 112h144"/>
            <rect class="paper" x="40" y="56" width="16" height="56" rx="2"/><rect class="paper" x="58" y="46" width="18" height="66" rx="2"/>
            <path class="paper" d="M80 110l12-58 15 3-12 57Z"/><path class="faint" d="M44 68h8M62 58h10M62 64h10M92 66l9 2"/>
            <rect class="paper" x="140" y="60" width="20" height="52" rx="2"/><path class="faint" d="M145 72h10M145 78h10"/>
            {SparkAt("122 92")}
            """,
        ["search"] = $"""
            <circle class="paper" cx="92" cy="64" r="34"/><path d="M117 89l28 28"/>
            <path class="faint" d="M76 56h32M76 66h32M76 76h18"/>
            {SparkAt("150 44")}
            """,
        // A plug pulled out of its socket
        ["offline"] = $"""
            <path d="M24 92c22 0 22-24 44-24h10"/><rect class="paper" x="78" y="56" width="22" height="24" rx="4"/><path d="M100 63h9M100 73h9"/>
            <rect class="paper" x="132" y="52" width="24" height="32" rx="5"/><path d="M156 68h20"/><path class="faint" d="M138 63h4M138 73h4"/>
            {SparkAt("120 40")}
            """,
        // A signpost whose boards point both ways
        ["lost"] = $"""
            <path d="M100 30v92M76 122h48"/>
            <path class="paper" d="M100 40h46l10 9-10 9h-46Z"/><path class="paper" d="M100 66H58l-10 9 10 9h42Z"/>
            <path class="faint" d="M110 49h26M66 75h24"/>
            {SparkAt("100 20")}
            """,
        // A broken pencil
        ["broken"] = $"""
            <path class="paper" d="M30 104l8-20 46-28 10 16-46 28Z"/><path class="faint" d="M38 84l10 16"/>
            <path class="paper" d="M112 62l10-14 5 7 8-12 5 8 24-15 8 13-46 28Z"/><path d="M24 118h152"/>
            {SparkAt("104 34")}
            """,
        // An open box
        ["box"] = $"""
            <path class="paper" d="M56 70l44 16 44-16v40l-44 18-44-18Z"/><path d="M100 86v42"/>
            <path d="M56 70L40 56l44-14 16 14M144 70l16-14-44-14-16 14"/>
            {SparkAt("100 34")}
            """,
        // A cup of tea on an empty desk, its steam a spark
        ["cup"] = $"""
            <path d="M24 112h152"/><path class="paper" d="M72 74h50v20a18 18 0 0 1-18 18H90a18 18 0 0 1-18-18Z"/>
            <path d="M122 80h6a9 9 0 0 1 0 18h-7"/><path class="faint" d="M86 64c-4-5 4-8 0-14M106 64c-4-5 4-8 0-14M140 112v-6h22v6"/>
            {SparkAt("98 34")}
            """,
        // A letter half out of its envelope
        ["letter"] = $"""
            <path class="paper" d="M64 66V30h72v36"/><path class="faint" d="M76 44h48M76 54h32"/>
            <path class="paper" d="M48 62l52 34 52-34v58H48Z"/><path d="M48 120l38-33M152 120l-38-33"/>
            {SparkAt("158 38")}
            """,
    };
}
