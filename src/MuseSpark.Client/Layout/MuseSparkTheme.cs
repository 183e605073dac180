using MudBlazor;

namespace MuseSpark.Client.Layout;

/// <summary>The tokens of app.css told to MudBlazor, so that its widgets sit on the same paper.</summary>
public static class MuseSparkTheme
{
    private static readonly string[] Plain = ["Inter", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Background = "#FAF7F2",
            Surface = "#FFFFFF",
            BackgroundGray = "#F2EDE4",
            TextPrimary = "#1F1B16",
            TextSecondary = "#6B6358",
            TextDisabled = "#978C7E",
            Primary = "#C2410C",
            PrimaryContrastText = "#FFFFFF",
            Secondary = "#6B6358",
            Tertiary = "#C2410C",
            Info = "#6B6358",
            Success = "#C2410C",
            Warning = "#C2410C",
            Error = "#B42318",
            Dark = "#1F1B16",
            Divider = "#E7E0D6",
            LinesDefault = "#E7E0D6",
            LinesInputs = "#978C7E",
            TableLines = "#E7E0D6",
            ActionDefault = "#6B6358",
            ActionDisabled = "#978C7E",
            ActionDisabledBackground = "#F2EDE4",
            HoverOpacity = 0.06,
        },
        PaletteDark = new PaletteDark
        {
            Background = "#14110E",
            Surface = "#1D1915",
            BackgroundGray = "#27221C",
            TextPrimary = "#F1EBE2",
            TextSecondary = "#A89F92",
            TextDisabled = "#7A7064",
            Primary = "#FB923C",
            PrimaryContrastText = "#1F1B16",
            Secondary = "#A89F92",
            Tertiary = "#FB923C",
            Info = "#A89F92",
            Success = "#FB923C",
            Warning = "#FB923C",
            Error = "#FF8A7A",
            Dark = "#F1EBE2",
            Divider = "#322C25",
            LinesDefault = "#322C25",
            LinesInputs = "#7A7064",
            TableLines = "#322C25",
            ActionDefault = "#A89F92",
            ActionDisabled = "#7A7064",
            ActionDisabledBackground = "#27221C",
            HoverOpacity = 0.08,
        },
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "10px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Plain, FontSize = "15px", LineHeight = "1.5", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Plain, FontSize = "14px", FontWeight = "500", TextTransform = "none", LetterSpacing = "normal" },
        },
    };
}
