namespace MuseSpark.Web.Models.Pulls;

/// <summary>What was ordered: it is written down before it is answered, so that a restart does not forget it.</summary>
/// <param name="Id">What the model will be called.</param>
/// <param name="Revision">The commit that was looked at when it was ordered.</param>
/// <param name="Licence">As it was accepted.</param>
/// <param name="IsStopped">By a person; it stays so until somebody resumes it.</param>
public sealed record PullOrder(string Id, string Repository, string Revision, string Precision, string Licence, long Bytes, bool IsStopped);
