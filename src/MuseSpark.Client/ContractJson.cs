using System.Text.Json;
using System.Text.Json.Serialization;
using MuseSpark.Client.Generations;
using MuseSpark.Client.Models;
using MuseSpark.Client.Moderation;
using MuseSpark.Client.Outputs;
using MuseSpark.Client.Outputs.Edits;
using MuseSpark.Client.Publications;
using MuseSpark.Client.Users;
using MuseSpark.Client.Verify;
using MuseSpark.Client.Workspaces;

namespace MuseSpark.Client;

/// <summary>Serialisers made at build time: trimming can't remove what they need, and the first page needs no reflection.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseEnum<GenerationState>), typeof(CamelCaseEnum<Role>), typeof(CamelCaseEnum<CaseDecision>), typeof(CamelCaseEnum<CaseState>), typeof(CamelCaseEnum<ScreenAction>), typeof(CamelCaseEnum<Surface>),
        typeof(CamelCaseEnum<Audience>), typeof(CamelCaseEnum<TextMark>), typeof(CamelCaseEnum<ReportState>), typeof(CamelCaseEnum<PackState>), typeof(CamelCaseEnum<PullState>)])]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(SetupRequest))]
[JsonSerializable(typeof(SignInRequest))]
[JsonSerializable(typeof(ChangePasswordRequest))]
[JsonSerializable(typeof(ProfileRequest))]
[JsonSerializable(typeof(WorkspaceChoice))]
[JsonSerializable(typeof(WorkspaceRequest))]
[JsonSerializable(typeof(IReadOnlyList<WorkspaceView>))]
[JsonSerializable(typeof(IReadOnlyList<MemberView>))]
[JsonSerializable(typeof(RoleRequest))]
[JsonSerializable(typeof(MarksRequest))]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(IReadOnlyList<InvitationView>))]
[JsonSerializable(typeof(InvitationOffer))]
[JsonSerializable(typeof(AcceptInvitationRequest))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(IReadOnlyList<ApiKeyView>))]
[JsonSerializable(typeof(GenerationRequest))]
[JsonSerializable(typeof(Page<GenerationView>))]
[JsonSerializable(typeof(GenerationEventData))]
[JsonSerializable(typeof(ProvenanceView))]
[JsonSerializable(typeof(ReproductionView))]
[JsonSerializable(typeof(EditRequest))]
[JsonSerializable(typeof(ComparisonView))]
[JsonSerializable(typeof(OutputGraph))]
[JsonSerializable(typeof(PublicationRequest))]
[JsonSerializable(typeof(PublishedWork))]
[JsonSerializable(typeof(SigningView))]
[JsonSerializable(typeof(VerifyView))]
[JsonSerializable(typeof(VerifyTextRequest))]
[JsonSerializable(typeof(ModelsView))]
[JsonSerializable(typeof(ModelPreferenceRequest))]
[JsonSerializable(typeof(PromptLengthRequest))]
[JsonSerializable(typeof(PromptLengthView))]
[JsonSerializable(typeof(PolicyDocument))]
[JsonSerializable(typeof(PolicyRequest))]
[JsonSerializable(typeof(PolicyView[]))]
[JsonSerializable(typeof(PolicyTrial))]
[JsonSerializable(typeof(TransparencyView))]
[JsonSerializable(typeof(LedgerCheck))]
[JsonSerializable(typeof(Page<LedgerLine>))]
[JsonSerializable(typeof(IReadOnlyList<PackView>))]
[JsonSerializable(typeof(HubModelView))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(IReadOnlyList<PullView>))]
[JsonSerializable(typeof(ModelCheckView))]
[JsonSerializable(typeof(Page<CaseRow>))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(DecisionRequest))]
[JsonSerializable(typeof(BulkDecisionRequest))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(ReportRequest))]
[JsonSerializable(typeof(PublicReportRequest))]
[JsonSerializable(typeof(ReportReceipt))]
[JsonSerializable(typeof(ReportStateRequest))]
[JsonSerializable(typeof(ReportProgress))]
[JsonSerializable(typeof(AppealRequest))]
[JsonSerializable(typeof(IReadOnlyList<NoticeView>))]
[JsonSerializable(typeof(CountView))]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ContractJson : JsonSerializerContext;

internal sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase) where T : struct, Enum;

/// <summary>RFC 9457 problem details, as far as people are shown them.</summary>
internal sealed record ProblemBody(string? Title, string? Detail, Dictionary<string, string[]>? Errors);
