using Microsoft.AspNetCore.Hosting;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Certificates;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Tests.Credentials;
using MuseSpark.Web.Tests.Generations;

namespace MuseSpark.Web.Tests.Provenance;

public sealed class StampedApp() : JobsApp("sqlite"), IAsyncLifetime
{
    public StampServer Stamps { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Credentials:TimestampUrl", Stamps.Url);
        builder.UseSetting("Credentials:TimestampSeconds", "6");
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await Stamps.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What the time-stamp server does, or fails to do, to what is signed.</summary>
public sealed class TimestampingTests(StampedApp app) : IClassFixture<StampedApp>
{
    [Fact]
    public async Task Pictures_and_texts_carry_a_stamp_that_others_find_valid()
    {
        app.Stamps.Mood = StampMood.Honest;
        var (picture, pictureRecord) = await MakeAsync(new { kind = "picture", prompt = "a lamp" });
        var (text, textRecord) = await MakeAsync(new { kind = "story", prompt = "a lamp" });
        Assert.Equal(TimestampRecord.Stamped, pictureRecord.Timestamp?.Outcome);
        Assert.Equal(TimestampRecord.Stamped, textRecord.Timestamp?.Outcome);

        var now = TimeProvider.System.GetUtcNow();
        var root = await app.Client.GetStringAsync($"/credentials/{app.WorkspaceId}/root.pem");
        var trust = TrustList.FromPem(root + "\n" + app.Stamps.Authority.Root.ExportCertificatePem());
        var file = await app.Client.GetByteArrayAsync(picture.Outputs[0].Url);
        var store = await app.Client.GetByteArrayAsync($"/api/outputs/{text.Outputs[0].Id}/credentials");
        var copy = await app.Client.GetByteArrayAsync($"/api/outputs/{text.Outputs[0].Id}/export");
        var words = System.Text.Encoding.UTF8.GetBytes(text.Outputs[0].Text!);
        foreach (var report in new[] { CredentialReader.Read(file, trust, now), CredentialReader.ReadSidecar(store, words, trust, now), CredentialReader.Read(copy, trust, now) })
        {
            Assert.Equal(CredentialState.Trusted, report.State);
            Assert.Contains("timeStamp.validated", report.Findings.Select(finding => finding.Code));
            Assert.InRange(now - report.Active!.Signer!.Time!.Value, TimeSpan.FromSeconds(-2), TimeSpan.FromMinutes(5));
        }

        var peer = ReferencePeer.Judge(file, "image/png", root);
        Assert.Empty(peer.Failure);
        Assert.Contains("timeStamp.validated", peer.Success);
    }

    [Theory]
    [InlineData(StampMood.Slow)]
    [InlineData(StampMood.Down)]
    [InlineData(StampMood.OtherTime)]
    [InlineData(StampMood.OtherQuestion)]
    [InlineData(StampMood.Nonsense)]
    [InlineData(StampMood.Endless)]
    public async Task No_work_is_lost_to_a_bad_server_and_its_record_says_so(StampMood mood)
    {
        app.Stamps.Mood = StampMood.Honest;
        await MakeAsync(new { kind = "story", prompt = "before" });
        app.Stamps.Mood = mood;
        var asked = app.Stamps.Asked;
        var (work, record) = await MakeAsync(new { kind = "picture", prompt = "a lamp" });
        Assert.True(app.Stamps.Asked > asked);
        Assert.Equal(TimestampRecord.Missing, record.Timestamp?.Outcome);
        var trust = TrustList.FromPem(await app.Client.GetStringAsync($"/credentials/{app.WorkspaceId}/root.pem"));
        var report = CredentialReader.Read(await app.Client.GetByteArrayAsync(work.Outputs[0].Url), trust, TimeProvider.System.GetUtcNow());
        Assert.Equal(CredentialState.Trusted, report.State);
        Assert.DoesNotContain("timeStamp.validated", report.Findings.Select(finding => finding.Code));
    }

    private async Task<(GenerationView Work, ProvenanceView Record)> MakeAsync(object order)
    {
        var work = await app.FinishedAsync((await app.MakeAsync(order)).Id);
        Assert.Equal(GenerationState.Completed, work.State);
        var record = await Harness.Answers.ReadAsync<ProvenanceView>(await app.Client.GetAsync($"/api/outputs/{work.Outputs[0].Id}/provenance"));
        return (work, record);
    }
}
