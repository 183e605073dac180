namespace MuseSpark.Training.Text;

/// <summary>The first ids of the vocabulary, in this order. A text of kind "story" starts &lt;|bos|&gt;&lt;|story|&gt;, then its length and tone where they are told.</summary>
public static class SpecialTokens
{
    public static readonly string[] All =
    [
        "<|pad|>", "<|bos|>", "<|eos|>", "<|story|>", "<|poem|>", "<|ideas|>", "<|chat|>", "<|continue|>", "<|rewrite|>", "<|describe|>",
        "<|character|>", "<|title|>", "<|text|>", "<|scene|>", "<|short|>", "<|long|>", "<|funny|>", "<|gentle|>", "<|exciting|>", "<|reserved3|>",
    ];

    public const int Pad = 0, Bos = 1, Eos = 2;
    public static readonly int Title = Id("<|title|>");
    public static readonly int Text = Id("<|text|>");
    public static readonly int Scene = Id("<|scene|>");

    /// <param name="word">A kind, "short" or "long", or a tone.</param>
    public static int Control(string word) => Id($"<|{word}|>");

    private static int Id(string token)
    {
        var id = Array.IndexOf(All, token);
        return id >= 0 ? id : throw new ArgumentException($"There is no special token {token}.");
    }
}
