namespace MuseSpark.Web.Outputs;

public static class OutputKinds
{
    public const string Text = "text", Picture = "picture", Mask = "mask";
}
