using System.Security.Cryptography;
using System.Text;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Inference.Models;
using MuseSpark.Inference.Text;
using MuseSpark.Provenance.Watermarks.Text;
using MuseSpark.Web.Data;
using MuseSpark.Web.Generations.Languages;
using MuseSpark.Web.Moderation.Screening;
using MuseSpark.Web.Outputs;
using MuseSpark.Web.Provenance;
using MuseSpark.Web.Provenance.Signing;
using MuseSpark.Web.Provenance.Verify;

namespace MuseSpark.Web.Generations.Work;

/// <summary>What a text model wrote.</summary>
/// <param name="Scene">The line that describes the picture to paint, where one was asked for and written.</param>
public sealed record WrittenText(Made Made, string? Scene);

/// <summary>Writes a job's text, streaming it to the recorder.</summary>
public sealed class TextMaker(ModelCatalog catalog, Screener screener, CredentialWriter credentials, ServerSecret secret, DatabaseRetry database, TimeProvider time)
{
    private static readonly TimeSpan TellEvery = TimeSpan.FromMilliseconds(500);

    /// <param name="tokens">Told the number of tokens so far, so that unfinished work is counted too.</param>
    /// <param name="screened">Told what was found while it was written and after.</param>
    public async Task<WrittenText> MakeAsync(
        Generation job, Material material, JobRecorder recorder, IReadOnlyList<ParentRecord> parents, ScreeningLog screened, Action<int> tokens, CancellationToken cancellationToken)
    {
        using var lease = await catalog.UseTextAsync(job.TextModel!, cancellationToken);
        var model = lease.Model;
        var started = time.GetUtcNow().UtcDateTime;
        StringBuilder body = new(), scene = new();
        FinishReason? finish = null;
        var mark = TextMarks.Of(job.TextMark) is { } way ? new TextWatermark(secret.TextMarks(job.WorkspaceId), way) : null;
        var (earlier, fromBuiltIn) = await database.RunAsync((db, ct) => Conversation.BeforeAsync(db, job, ct), cancellationToken);
        material = material with { FromBuiltIn = material.FromBuiltIn && fromBuiltIn };
        var stream = new StreamScreen(screener, material with { Door = Door.Stream }, job.Cleared);
        var kind = job.Kind == Kinds.Story && earlier.Count > 0 ? "continue" : job.Kind;
        var stopped = false;
        // Of one draft the words themselves show how far it is.
        var most = Modes.DraftsOf(job.Mode) is > 1 and var drafts ? drafts * job.Settings.MaxTokens ?? 0 : 0;
        long begun = time.GetTimestamp(), told = begun;
        try
        {
            await foreach (var piece in model.GenerateAsync(RequestFor(job) with { Kind = kind, Earlier = earlier, Mark = mark is null ? null : seed => mark.Begin(seed).Apply }, cancellationToken))
            {
                tokens(piece.TokenCount);
                finish = piece.Finish;
                if (piece is { Text.Length: 0, TokenCount: > 0 } && body.Length == 0 && most > piece.TokenCount && time.GetElapsedTime(told) >= TellEvery)
                {
                    told = time.GetTimestamp();
                    recorder.Record(new WritingEvent(piece.TokenCount, most, (long)(time.GetElapsedTime(begun, told) / piece.TokenCount * (most - piece.TokenCount)).TotalMilliseconds));
                }
                if (piece.Text.Length == 0) continue;
                var written = Readable(piece.Text);
                (piece.Section == TextSection.Scene ? scene : body).Append(written);
                await stream.AddAsync(written, cancellationToken);
                if (stream.IsOver) break;
                if (piece.Section == TextSection.Body && !stream.IsQuiet) recorder.Record(new TextEvent(written));
            }
        }
        catch (OperationCanceledException) when (recorder.CancelRequested.IsCancellationRequested && !string.IsNullOrWhiteSpace(body.ToString()))
        {
            // What a person has seen of it is theirs: it is looked at and signed, which takes no model.
            (stopped, cancellationToken) = (true, CancellationToken.None);
        }

        if (string.IsNullOrWhiteSpace(body.ToString()))
            throw new ModelException("The model had nothing to say to this. Try a few more words, or another seed.");

        var output = OutputOf(job, body.ToString(), time.GetUtcNow());
        if (stream.IsQuiet) screened.Add(material with { Door = Door.Stream, OutputId = output.Id }, stream.Verdict);
        var whole = await screener.TextAsync(material, $"{body}\n{scene}", cancellationToken);
        screened.Add(material with { OutputId = output.Id }, job.Cleared ? whole.AtMostLabel : whole);
        var expanded = model.Manifest.FormOf(kind, job.Settings.Length, job.Settings.Tone) is { } form
            ? kind == "continue" ? ModelManifest.Fill(form, "(the story so far)", ModelManifest.WishOf(job.Prompt)) : ModelManifest.Fill(form, job.Prompt) : job.Prompt;
        var signed = await credentials.SignTextAsync(job, model.Manifest, Encoding.UTF8.GetBytes(output.Text!), [], cancellationToken);
        var proof = new Authenticity(signed.Manifest) { Credentials = signed.Credentials, TextMark = mark?.Algorithm, Timestamp = signed.Timestamp };
        var record = RecordWriter.Describe(job, output, model.Manifest, expanded, started, output.CreatedAt, parents, proof, catalog.Provider, NotesOf(job, kind, model.Manifest, output.Text!, finish, stopped));
        return new WrittenText(new Made(output, record, Fingerprints.OfText(output)), scene.ToString().Trim() is { Length: > 0 } line ? line : null);
    }

    /// <summary>
    /// A model of one language that is asked in another writes about something else, a small one forgets what its story was to be about, and half of
    /// a structure is of no use to a program: whoever asked is to know.
    /// </summary>
    private static WordsRecord? NotesOf(Generation job, string kind, ModelManifest model, string text, FinishReason? finish, bool stopped)
    {
        var isForeign = English.IsForeign(job.Prompt);
        var language = model.Languages is ["en"] && isForeign ? "English" : null;
        var isUnfinished = job.Settings.Structure is not null && finish == FinishReason.MaxTokens;
        var isToName = kind == Kinds.Story && job.Settings.Structure is null && !stopped && !isForeign && !English.IsForeign(text);
        var leftOut = isToName ? PromptNouns.Missing(job.Prompt, text).Except(job.Settings.BannedWords ?? [], StringComparer.OrdinalIgnoreCase).ToList() : [];
        return language is null && !isUnfinished && !stopped && leftOut.Count == 0 ? null
            : new WordsRecord(job.Prompt, [], []) { OnlyLanguage = language, Unfinished = isUnfinished, LeftOut = leftOut.Count > 0 ? leftOut : null, Stopped = stopped };
    }

    /// <summary>Nobody reads control characters, and not every database stores them.</summary>
    private static string Readable(string text) => text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? '\uFFFD' : c)) : text;

    private static bool IsControl(char c) => char.IsControl(c) && c is not ('\t' or '\r' or '\n');

    internal static Output OutputOf(Generation job, string text, DateTimeOffset now)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return new Output
        {
            Id = Guid.CreateVersion7(now),
            WorkspaceId = job.WorkspaceId,
            GenerationId = job.Id,
            Ordinal = 0,
            Kind = OutputKinds.Text,
            MediaType = "text/plain; charset=utf-8",
            Text = text,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
            Size = bytes.Length,
            CreatedAt = now.UtcDateTime,
        };
    }

    private static TextRequest RequestFor(Generation job) => new()
    {
        Kind = job.Kind,
        Prompt = job.Prompt,
        Length = job.Settings.Length,
        Tone = job.Settings.Tone,
        Seed = (ulong)job.Seed,
        WithScene = job.Settings.WithPicture,
        Drafts = Modes.DraftsOf(job.Mode),
        // Never across workspaces: how soon the first word comes would tell one what another writes.
        Scope = job.WorkspaceId.ToString("N"),
        Options = new TextOptions
        {
            MaxTokens = job.Settings.MaxTokens,
            Temperature = job.Settings.Temperature,
            TopK = job.Settings.TopK,
            TopP = job.Settings.TopP,
            MinP = job.Settings.MinP,
            RepetitionPenalty = job.Settings.RepetitionPenalty,
            PresencePenalty = job.Settings.PresencePenalty,
            FrequencyPenalty = job.Settings.FrequencyPenalty,
            // What was made before models had one is made again without.
            Dry = job.Settings.Dry ?? 0,
            Hold = job.Settings.Hold ?? 0,
            Openings = job.Settings.Openings ?? 1,
            Guidance = job.Settings.TextGuidance ?? 1,
            Stop = job.Settings.Stop ?? [],
            Banned = job.Settings.BannedWords ?? [],
            LogitBias = job.Settings.LogitBias ?? new Dictionary<int, float>(),
            Structure = TextForms.Read(job.Settings.Structure),
        },
    };
}
