using MuseSpark.Client.Outputs;
using MuseSpark.Provenance.Credentials;
using MuseSpark.Provenance.Timestamps;

namespace MuseSpark.Web.Provenance.Signing;

/// <param name="Bytes">The signed file, or the manifest store beside it.</param>
/// <param name="Timestamp">Null where no server for time-stamps is configured.</param>
public sealed record Signed(byte[] Bytes, TimestampRecord? Timestamp);

/// <summary>Signs in a workspace's name, with a time-stamp where a server for them is configured. No work is lost for want of one: after some seconds it is signed without.</summary>
public sealed class Signatory(SigningIdentities identities, TimestampServer timestamps, TimeProvider time, ILogger<Signatory> logger)
{
    public Task<Signed> SignAsync(ReadOnlyMemory<byte> file, string mediaType, ManifestDefinition definition, Guid workspace, CancellationToken cancellationToken)
    {
        var (signer, now) = (identities.Of(workspace), time.GetUtcNow());
        return StampedAsync(
            (authority, token) => CredentialSigner.SignAsync(file, definition, signer, now, authority, token, mediaType),
            () => CredentialSigner.Sign(file, definition, signer, now, mediaType), cancellationToken);
    }

    public Task<Signed> SignSidecarAsync(ReadOnlyMemory<byte> file, ManifestDefinition definition, Guid workspace, CancellationToken cancellationToken)
    {
        var (signer, now) = (identities.Of(workspace), time.GetUtcNow());
        return StampedAsync(
            (authority, token) => CredentialSigner.SignSidecarAsync(file, definition, signer, now, authority, token),
            () => CredentialSigner.SignSidecar(file, definition, signer, now), cancellationToken);
    }

    private async Task<Signed> StampedAsync(Func<TimestampAuthority, CancellationToken, Task<byte[]>> stamped, Func<byte[]> plain, CancellationToken cancellationToken)
    {
        if (!timestamps.IsConfigured) return new Signed(plain(), null);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(timestamps.Patience);
        try
        {
            return new Signed(await stamped(timestamps.AskAsync, patience.Token), new TimestampRecord(TimestampRecord.Stamped));
        }
        catch (Exception e) when (e is TimestampException or HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            logger.LogWarning(e, "The time-stamp server gave no usable answer within {Seconds} s; the work is signed without a time-stamp", timestamps.Patience.TotalSeconds);
            return new Signed(plain(), new TimestampRecord(TimestampRecord.Missing));
        }
    }
}
