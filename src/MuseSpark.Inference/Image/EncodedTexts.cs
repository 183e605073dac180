namespace MuseSpark.Inference.Image;

/// <summary>The last prompts of a text encoder and what it made of them: people change other things more often than the words.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class EncodedTexts(long budget)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(string Prompt, EncodedText Text)> _byUse = [];
    private long _bytes;

    public EncodedText? Find(string prompt)
    {
        lock (_lock)
        {
            for (var node = _byUse.First; node is not null; node = node.Next)
                if (node.Value.Prompt == prompt)
                {
                    _byUse.Remove(node);
                    _byUse.AddFirst(node);
                    return node.Value.Text;
                }
            return null;
        }
    }

    public void Add(string prompt, EncodedText text)
    {
        lock (_lock)
        {
            _byUse.AddFirst((prompt, text));
            _bytes += text.Bytes;
            while (_bytes > budget && _byUse.Last is { } oldest)
            {
                _bytes -= oldest.Value.Text.Bytes;
                _byUse.RemoveLast();
            }
        }
    }
}
