using MuseSpark.Web.Outputs;

namespace MuseSpark.Web.Publications;

/// <summary>How much of a text a person wrote.</summary>
public static class HumanShare
{
    /// <returns>0 to 1. Every text that is kept here was written by a model, word for word, so none of it.</returns>
    public static double Of(Output text) => 0;
}
