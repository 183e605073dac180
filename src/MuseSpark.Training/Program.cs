using MuseSpark.Training;
using MuseSpark.Training.Corpus;
using MuseSpark.Training.Evaluation;
using MuseSpark.Training.Export;
using MuseSpark.Training.Image;
using MuseSpark.Training.Safety;
using MuseSpark.Training.Safety.Encoder;
using MuseSpark.Training.Text;
using MuseSpark.Training.Torch;

Command[] commands =
[
    new("corpus grammar-report", "count how much the story grammar repeats itself", GrammarReport.Run),
    new("corpus", "gather the texts into documents", CorpusCommand.Run),
    new("tokenizer", "learn the byte-pair tokenizer from the documents", TokenizerTraining.Run),
    new("text train", "train the story model, or resume", TextTraining.Run),
    new("text import", "make a checkpoint from a shipped model folder, to train it further", TextImport.Run),
    new("text grow", "give a checkpoint more layers that say the same at first", TextGrowth.Run),
    new("text tell", "have an exported model tell the best of several stories, and keep the good ones to learn from", TextTold.Run),
    new("text eval", "loss on held-out texts by source", TextEvaluation.Run),
    new("text export", "write a checkpoint as a model folder, and compare it with torch", TextExport.Run),
    new("text parity", "write greedy ids by torch into a model folder, for other engines to be compared with", TextParity.Run),
    new("text compare", "size, speed and loss of every graph in a model folder", TextComparison.Run),
    new("text sample", "write texts with an exported folder", TextSampling.Run),
    new("text score", "count how well stories keep to their prompts", StoryScore.Run),
    new("evaluate asked", "count what is to be counted of the stories for two hundred new prompts", AskedScore.Run),
    new("evaluate titles", "say for each prompt of a file how sure the model is of which story is asked for", TitleScore.Run),
    new("evaluate stories", "tell the fifty stories anew and put the readers' marks beside them", StoriesPage.Run),
    new("evaluate", "write a page that shows the shipped models beside the last ones", ModelsPage.Run),
    new("curve", "draw the loss of training's logs as a picture", LossCurve.Run),
    new("picture score", "count how often the critic sees what prompts named, in pictures of a model folder", PictureScore.Run),
    new("safety train", "train the classifier of harmful texts, measure it on held-out texts, and write its folder", SafetyTraining.Run),
    new("safety blend", "fit how much the n-grams count beside the encoder, and measure a classifier's folder on held-out texts", SafetyBlend.Run),
    new("safety average", "lay the weights of several trained encoders of the classifier together", WeightAverage.Run),
    new("safety eval", "flags of a classifier's folder on the held-out files, and its speed", SafetyEvaluation.Run),
    new("safety tell", "have the story model tell stories, and count those that the classifier flags", SafetyTold.Run),
    new("safety convert-pictures", "make the picture classifier's folder from nsfwjs, as the app does when its pack is installed", PictureSafetyCommand.Run),
    new("torch check", "load the native library and multiply two matrices", TorchCheck.Run),
    new("text check", "compare the fast gradients with plain torch", TextCheck.Run),
    .. PictureCommands.All,
];

var command = commands.FirstOrDefault(c => args.Take(c.Words.Length).SequenceEqual(c.Words));
if (command is null)
{
    Console.WriteLine("Usage: MuseSpark.Training <command> [--option value ...]");
    foreach (var c in commands) Console.WriteLine($"  {c.Name,-24} {c.Purpose}");
    return args.Length == 0 ? 0 : 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
using var terminate = System.Runtime.InteropServices.PosixSignalRegistration.Create(
    System.Runtime.InteropServices.PosixSignal.SIGTERM, context => { context.Cancel = true; stop.Cancel(); });
try
{
    command.Run(new CommandOptions(args.Skip(command.Words.Length)), stop.Token);
    return 0;
}
catch (UsageException problem)
{
    Console.Error.WriteLine(problem.Message);
    return 2;
}

/// <summary>One line of the table: the words that select it, what it does, and the method that does it.</summary>
internal sealed record Command(string Name, string Purpose, Action<CommandOptions, CancellationToken> Run)
{
    public string[] Words { get; } = Name.Split(' ');
}
