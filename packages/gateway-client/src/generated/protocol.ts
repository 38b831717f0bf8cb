/**
 * Types only: adds every method of the current gateway to `GatewayMethods`, in the types of `@openclaw/gateway-protocol`, which
 * has to be installed for that and is never loaded.
 *
 *     import type {} from "@hawser/gateway-client/protocol";
 *
 * Generated from the method list and the exported types of @openclaw/gateway-protocol by scripts/generate-validators.
 * The build publishes this file as its own declarations.
 *
 * @module
 */
import type {
  AgentIdentityParams,
  AgentIdentityResult,
  AgentWaitParams,
  AgentsCreateParams,
  AgentsCreateResult,
  AgentsDeleteParams,
  AgentsDeleteResult,
  AgentsFilesGetParams,
  AgentsFilesGetResult,
  AgentsFilesListParams,
  AgentsFilesListResult,
  AgentsFilesSetParams,
  AgentsFilesSetResult,
  AgentsListParams,
  AgentsListResult,
  AgentsUpdateParams,
  AgentsUpdateResult,
  AgentsWorkspaceGetParams,
  AgentsWorkspaceGetResult,
  AgentsWorkspaceListParams,
  AgentsWorkspaceListResult,
  ApprovalGetParams,
  ApprovalGetResult,
  ApprovalHistoryParams,
  ApprovalHistoryResult,
  ApprovalResolveParams,
  ApprovalResolveResult,
  ArtifactsDownloadParams,
  ArtifactsDownloadResult,
  ArtifactsGetParams,
  ArtifactsGetResult,
  ArtifactsListParams,
  ArtifactsListResult,
  AuditActivityListParams,
  AuditActivityListResult,
  AuditListParams,
  AuditListResult,
  AuditRunInspectParams,
  AuditRunInspectResult,
  BoardActionParams,
  BoardDataReadParams,
  BoardEventParams,
  BoardGetParams,
  BoardPromptAuthorizeParams,
  BoardUpdateParams,
  BoardWidgetAppViewParams,
  BoardWidgetAppViewResult,
  BoardWidgetGrantParams,
  BoardWidgetPutParams,
  BoardWidgetPutResult,
  ChannelsLogoutParams,
  ChannelsPairingApproveParams,
  ChannelsPairingApproveResult,
  ChannelsPairingDismissParams,
  ChannelsPairingDismissResult,
  ChannelsPairingListParams,
  ChannelsPairingListResult,
  ChannelsStartParams,
  ChannelsStatusParams,
  ChannelsStatusResult,
  ChannelsStopParams,
  ChatAbortParams,
  ChatHistoryParams,
  ChatInjectParams,
  ChatMessageGetResult,
  ChatMetadataParams,
  ChatToolTitlesParams,
  ChatToolTitlesResult,
  CommandsListParams,
  CommandsListResult,
  ConfigApplyParams,
  ConfigGetParams,
  ConfigPatchParams,
  ConfigSchemaLookupParams,
  ConfigSchemaLookupResult,
  ConfigSchemaParams,
  ConfigSetParams,
  ConnectParams,
  ConversationListParams,
  ConversationListResult,
  ConversationSendParams,
  ConversationSendResult,
  ConversationTurnCancelParams,
  ConversationTurnCancelResult,
  ConversationTurnParams,
  ConversationTurnResult,
  CronAddParams,
  CronAddResult,
  CronGetParams,
  CronListParams,
  CronRemoveParams,
  CronRunParams,
  CronRunsParams,
  CronScratchGetParams,
  CronScratchGetResult,
  CronScratchSetParams,
  CronScratchSetResult,
  CronStatusParams,
  CronUpdateParams,
  DesktopLaunchParams,
  DesktopObserveParams,
  DesktopObserveResult,
  DevicePairApproveParams,
  DevicePairListParams,
  DevicePairRejectParams,
  DevicePairRemoveParams,
  DevicePairRenameParams,
  DevicePairSetupCodeParams,
  DevicePairSetupCodeResult,
  DevicePairSetupStatusParams,
  DevicePairSetupStatusResult,
  DeviceTokenRevokeParams,
  DeviceTokenRotateParams,
  DeviceTokenRotateResult,
  EnvironmentsCreateParams,
  EnvironmentsCreateResult,
  EnvironmentsDestroyParams,
  EnvironmentsDestroyResult,
  EnvironmentsListParams,
  EnvironmentsListResult,
  EnvironmentsStatusParams,
  EnvironmentsStatusResult,
  ExecApprovalGetParams,
  ExecApprovalGrantsListParams,
  ExecApprovalGrantsListResult,
  ExecApprovalGrantsRevokeParams,
  ExecApprovalGrantsRevokeResult,
  ExecApprovalRequestParams,
  ExecApprovalResolveParams,
  ExecApprovalsGetParams,
  ExecApprovalsNodeGetParams,
  ExecApprovalsNodeSetParams,
  ExecApprovalsSetParams,
  FsListDirParams,
  FsListDirResult,
  GatewayCoreRequestParams,
  GatewaySuspendPrepareParams,
  GatewaySuspendPrepareResult,
  GatewaySuspendResumeParams,
  GatewaySuspendResumeResult,
  GatewaySuspendStatusParams,
  GatewaySuspendStatusResult,
  HooksStatusParams,
  LogsTailParams,
  LogsTailResult,
  MessageActionParams,
  MigrationsMemoryApplyResult,
  MigrationsMemoryPlanResult,
  ModelsAuthLogoutParams,
  ModelsAuthStatusParams,
  ModelsListParams,
  ModelsListResult,
  ModelsProbeParams,
  ModelsProbeResult,
  NodeDescribeParams,
  NodeEventParams,
  NodeEventResult,
  NodeInvokeParams,
  NodeInvokeProgressParams,
  NodeInvokeResultParams,
  NodeListParams,
  NodePairApproveParams,
  NodePairListParams,
  NodePairRejectParams,
  NodePairRemoveParams,
  NodePendingAckParams,
  NodePendingDrainParams,
  NodePendingDrainResult,
  NodePendingEnqueueParams,
  NodePendingEnqueueResult,
  NodePluginToolsUpdateParams,
  NodeRenameParams,
  NodeSkillsUpdateParams,
  PluginApprovalRequestParams,
  PluginApprovalResolveParams,
  PluginsInspectParams,
  PluginsInspectResult,
  PluginsInstallParams,
  PluginsInstallResult,
  PluginsListParams,
  PluginsListResult,
  PluginsRefreshParams,
  PluginsRefreshResult,
  PluginsSearchParams,
  PluginsSearchResult,
  PluginsSessionActionParams,
  PluginsSessionActionResult,
  PluginsSetEnabledParams,
  PluginsSetEnabledResult,
  PluginsUiDescriptorsParams,
  PluginsUiDescriptorsResult,
  PluginsUninstallParams,
  PluginsUninstallResult,
  PollParams,
  PortalCloseParams,
  PortalCloseResult,
  PortalListParams,
  PortalListResult,
  PortalOpenParams,
  PortalOpenResult,
  ProgressCardGetParams,
  ProgressCardGetResult,
  ProgressCardPutParams,
  ProgressCardPutResult,
  ProjectsAddParams,
  ProjectsAddResult,
  ProjectsListParams,
  ProjectsListResult,
  ProjectsRegisterParams,
  ProjectsRegisterResult,
  ProjectsRemoveParams,
  ProjectsRemoveResult,
  ProjectsSearchRemoteParams,
  ProjectsSearchRemoteResult,
  PushTestParams,
  PushTestResult,
  QuestionGetParams,
  QuestionGetResult,
  QuestionListParams,
  QuestionListResult,
  QuestionRequestParams,
  QuestionRequestResult,
  QuestionResolveParams,
  QuestionResolveResult,
  QuestionWaitAnswerParams,
  QuestionWaitAnswerResult,
  SecretsResolveParams,
  SecretsResolveResult,
  SecretsStoreDeleteParams,
  SecretsStoreListResult,
  SecretsStoreMutationResult,
  SecretsStoreSetParams,
  SessionDiscussionInfoParams,
  SessionDiscussionInfoResult,
  SessionDiscussionOpenParams,
  SessionDiscussionOpenResult,
  SessionMemberAddParams,
  SessionMemberMutationResult,
  SessionMemberRemoveParams,
  SessionMembersListEvidenceResult,
  SessionMembersListParams,
  SessionMembersListResult,
  SessionSuggestionsAddParams,
  SessionSuggestionsAddResult,
  SessionSuggestionsListParams,
  SessionSuggestionsListResult,
  SessionSuggestionsResolveParams,
  SessionSuggestionsResolveResult,
  SessionTypingParams,
  SessionTypingResult,
  SessionVisibilitySetParams,
  SessionVisibilitySetResult,
  SessionsAbortParams,
  SessionsAssignOwnerParams,
  SessionsAssignOwnerResult,
  SessionsBranchesListParams,
  SessionsBranchesListResult,
  SessionsBranchesSwitchParams,
  SessionsBranchesSwitchResult,
  SessionsCatalogArchiveParams,
  SessionsCatalogArchiveResult,
  SessionsCatalogContinueParams,
  SessionsCatalogContinueResult,
  SessionsCatalogListParams,
  SessionsCatalogListResult,
  SessionsCatalogReadParams,
  SessionsCatalogReadResult,
  SessionsCatalogStartTerminalParams,
  SessionsCatalogStartTerminalResult,
  SessionsCleanupParams,
  SessionsCompactParams,
  SessionsCompactionBranchParams,
  SessionsCompactionBranchResult,
  SessionsCompactionListParams,
  SessionsCompactionListResult,
  SessionsCompactionRestoreParams,
  SessionsCompactionRestoreResult,
  SessionsCompanionAskParams,
  SessionsCompanionAskResult,
  SessionsCompanionResetParams,
  SessionsCompanionResetResult,
  SessionsCompanionStateParams,
  SessionsCompanionStateResult,
  SessionsCreateParams,
  SessionsCreateResult,
  SessionsDeleteParams,
  SessionsDeleteResult,
  SessionsDescribeParams,
  SessionsDiffParams,
  SessionsDiffResult,
  SessionsDispatchParams,
  SessionsDispatchResult,
  SessionsFilesGetParams,
  SessionsFilesGetResult,
  SessionsFilesListParams,
  SessionsFilesListResult,
  SessionsFilesRevealParams,
  SessionsFilesRevealResult,
  SessionsFilesSetParams,
  SessionsFilesSetResult,
  SessionsForkParams,
  SessionsForkResult,
  SessionsGoalClearParams,
  SessionsGoalMutationResult,
  SessionsGoalUpdateParams,
  SessionsGroupsDefaultsParams,
  SessionsGroupsDefaultsResult,
  SessionsGroupsDeleteParams,
  SessionsGroupsListParams,
  SessionsGroupsListResult,
  SessionsGroupsMutationResult,
  SessionsGroupsPutParams,
  SessionsGroupsRenameParams,
  SessionsGroupsUpdateParams,
  SessionsGroupsUpdateResult,
  SessionsListParams,
  SessionsMessagesSubscribeParams,
  SessionsMessagesUnsubscribeParams,
  SessionsMoveParams,
  SessionsMoveResult,
  SessionsObserverVisibilityParams,
  SessionsObserverVisibilityResult,
  SessionsPatchManyParams,
  SessionsPatchManyResult,
  SessionsPatchParams,
  SessionsPatchResult,
  SessionsPluginPatchParams,
  SessionsPluginPatchResult,
  SessionsPreviewParams,
  SessionsReclaimParams,
  SessionsReclaimResult,
  SessionsRecoverParams,
  SessionsRecoverResult,
  SessionsResetParams,
  SessionsResolveParams,
  SessionsResolveResult,
  SessionsRewindParams,
  SessionsRewindResult,
  SessionsSearchParams,
  SessionsSearchResult,
  SessionsSendParams,
  SessionsTitlePrepareParams,
  SessionsTitlePrepareResult,
  SessionsUsageParams,
  SessionsViewerPresenceSetParams,
  SessionsViewerPresenceSetResult,
  SkillsBinsParams,
  SkillsBinsResult,
  SkillsCuratorActionParams,
  SkillsCuratorActionResult,
  SkillsCuratorStatusParams,
  SkillsCuratorStatusResult,
  SkillsDetailParams,
  SkillsDetailResult,
  SkillsInstallParams,
  SkillsProposalApplyResult,
  SkillsProposalCreateParams,
  SkillsProposalEvaluateParams,
  SkillsProposalEvaluateResult,
  SkillsProposalEventsListParams,
  SkillsProposalEventsListResult,
  SkillsProposalHistoryScanParams,
  SkillsProposalHistoryScanResult,
  SkillsProposalHistoryStatusParams,
  SkillsProposalInspectParams,
  SkillsProposalInspectResult,
  SkillsProposalRequestRevisionParams,
  SkillsProposalRequestRevisionResult,
  SkillsProposalReviseParams,
  SkillsProposalUpdateParams,
  SkillsProposalsListParams,
  SkillsProposalsListResult,
  SkillsSearchParams,
  SkillsSearchResult,
  SkillsSecurityVerdictsParams,
  SkillsSecurityVerdictsResult,
  SkillsSkillCardParams,
  SkillsSkillCardResult,
  SkillsStatusParams,
  SkillsUpdateParams,
  SkillsUploadBeginParams,
  SkillsUploadChunkParams,
  SkillsUploadCommitParams,
  SystemAgentChatHistoryParams,
  SystemAgentChatHistoryResult,
  SystemAgentChatParams,
  SystemAgentChatResult,
  SystemAgentSetupActivateParams,
  SystemAgentSetupActivateResult,
  SystemAgentSetupActivateStartParams,
  SystemAgentSetupActivateStartResult,
  SystemAgentSetupAuthStartParams,
  SystemAgentSetupAuthStartResult,
  SystemAgentSetupDetectParams,
  SystemAgentSetupDetectResult,
  SystemAgentSetupVerifyParams,
  SystemAgentSetupVerifyResult,
  SystemChangesListParams,
  SystemChangesListResult,
  SystemInfoParams,
  SystemInfoResult,
  TalkCatalogParams,
  TalkCatalogResult,
  TalkClientCloseParams,
  TalkClientCreateParams,
  TalkClientCreateResult,
  TalkClientMutationResult,
  TalkClientSteerParams,
  TalkClientToolCallParams,
  TalkClientToolCallResult,
  TalkClientTranscriptParams,
  TalkConfigParams,
  TalkConfigResult,
  TalkModeParams,
  TalkSessionAcknowledgeMarkParams,
  TalkSessionAppendAudioParams,
  TalkSessionCancelOutputParams,
  TalkSessionCancelOutputResult,
  TalkSessionCloseParams,
  TalkSessionCreateParams,
  TalkSessionCreateResult,
  TalkSessionSteerParams,
  TalkSessionSubmitToolResultParams,
  TalkSpeakParams,
  TalkSpeakResult,
  TaskSuggestionsAcceptParams,
  TaskSuggestionsAcceptResult,
  TaskSuggestionsCreateParams,
  TaskSuggestionsCreateResult,
  TaskSuggestionsDismissParams,
  TaskSuggestionsDismissResult,
  TaskSuggestionsListParams,
  TaskSuggestionsListResult,
  TasksCancelParams,
  TasksCancelResult,
  TasksGetParams,
  TasksGetResult,
  TasksListParams,
  TasksListResult,
  TasksRecoveryParams,
  TasksRecoveryResult,
  TerminalAckResult,
  TerminalAttachParams,
  TerminalAttachResult,
  TerminalCloseParams,
  TerminalInputParams,
  TerminalListResult,
  TerminalOpenParams,
  TerminalOpenResult,
  TerminalResizeParams,
  TerminalUploadParams,
  TerminalUploadResult,
  ToolsCatalogParams,
  ToolsCatalogResult,
  ToolsEffectiveParams,
  ToolsEffectiveResult,
  ToolsGitHubAuthorizeCancelParams,
  ToolsGitHubAuthorizeCancelResult,
  ToolsGitHubAuthorizePollParams,
  ToolsGitHubAuthorizePollResult,
  ToolsGitHubAuthorizeStartParams,
  ToolsGitHubAuthorizeStartResult,
  ToolsGitHubConfigureParams,
  ToolsGitHubStatusParams,
  ToolsGitHubStatusResult,
  ToolsInvokeParams,
  ToolsInvokeResult,
  TtsSpeakParams,
  TtsSpeakResult,
  UiCommandParams,
  UiCommandResult,
  UpdateHoldParams,
  UpdateHoldResult,
  UpdateRunParams,
  UpdateStatusParams,
  UpdateStatusResult,
  UsersGitHubAuthorizePollResult,
  UsersGitHubAuthorizeStartResult,
  UsersGitHubStatusResult,
  UsersLinkEmailParams,
  UsersLinkEmailResult,
  UsersListParams,
  UsersListResult,
  UsersPrefsGetParams,
  UsersPrefsGetResult,
  UsersPrefsSetParams,
  UsersPrefsSetResult,
  UsersSelfParams,
  UsersSelfResult,
  UsersSetAvatarParams,
  UsersSetAvatarResult,
  UsersSetDisplayNameParams,
  UsersSetDisplayNameResult,
  UsersSetRoleParams,
  UsersSetRoleResult,
  WakeParams,
  WebLoginStartParams,
  WebLoginWaitParams,
  WebPushPreferencesGetParams,
  WebPushPreferencesSetParams,
  WebPushSubscribeParams,
  WebPushTestParams,
  WebPushUnsubscribeParams,
  WebPushVapidPublicKeyParams,
  WizardCancelParams,
  WizardNextParams,
  WizardNextResult,
  WizardStartParams,
  WizardStartResult,
  WizardStatusParams,
  WizardStatusResult,
  WorkerDesktopLaunchParams,
  WorkerDesktopLaunchResult,
  WorkerDesktopObserveParams,
  WorkerDesktopObserveResult,
  WorktreesBranchesParams,
  WorktreesBranchesResult,
  WorktreesCreateParams,
  WorktreesGcParams,
  WorktreesGcResult,
  WorktreesListParams,
  WorktreesListResult,
  WorktreesRemoveParams,
  WorktreesRemoveResult,
  WorktreesRestoreParams,
} from "@openclaw/gateway-protocol" with { "resolution-mode": "import" };

/** The methods of the current gateway, in the types of `@openclaw/gateway-protocol`. */
export interface UpstreamMethods {
  /** Scope: `operator.read`. */
  health: { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "diagnostics.stability": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "doctor.memory.status": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "doctor.memory.dreamDiary": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "doctor.memory.backfillDreamDiary": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "doctor.memory.resetDreamDiary": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "doctor.memory.resetGroundedShortTerm": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "doctor.memory.repairDreamingArtifacts": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "doctor.memory.dedupeDreamDiary": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "logs.tail": { params: LogsTailParams; result: LogsTailResult };
  /** Scope: `operator.read`. */
  "channels.status": { params: ChannelsStatusParams; result: ChannelsStatusResult };
  /** Scope: `operator.admin`. */
  "channels.start": { params: ChannelsStartParams; result: unknown };
  /** Scope: `operator.admin`. */
  "channels.stop": { params: ChannelsStopParams; result: unknown };
  /** Scope: `operator.admin`. */
  "channels.logout": { params: ChannelsLogoutParams; result: unknown };
  /** Scope: `operator.read`. */
  status: { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "usage.status": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "usage.cost": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "tts.status": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "tts.providers": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "tts.personas": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "tts.enable": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "tts.disable": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "tts.convert": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "tts.setProvider": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "tts.setPersona": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "config.get": { params: ConfigGetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "config.set": { params: ConfigSetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "config.apply": { params: ConfigApplyParams; result: unknown };
  /** Scope: `operator.admin`. */
  "config.patch": { params: ConfigPatchParams; result: unknown };
  /** Scope: `operator.read`. */
  "config.schema": { params: ConfigSchemaParams; result: unknown };
  /** Scope: `operator.read`. */
  "config.schema.lookup": { params: ConfigSchemaLookupParams; result: ConfigSchemaLookupResult };
  /** Scope: `operator.admin`. */
  "exec.approvals.get": { params: ExecApprovalsGetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "exec.approvals.set": { params: ExecApprovalsSetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "exec.approvals.node.get": { params: ExecApprovalsNodeGetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "exec.approvals.node.set": { params: ExecApprovalsNodeSetParams; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.get": { params: ExecApprovalGetParams; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.list": { params: object; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.request": { params: ExecApprovalRequestParams; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.waitDecision": { params: object; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.resolve": { params: ExecApprovalResolveParams; result: unknown };
  /** Scope: `operator.approvals`. */
  "exec.approval.grants.list": {
    params: ExecApprovalGrantsListParams;
    result: ExecApprovalGrantsListResult;
  };
  /** Scope: `operator.approvals`. */
  "exec.approval.grants.revoke": {
    params: ExecApprovalGrantsRevokeParams;
    result: ExecApprovalGrantsRevokeResult;
  };
  /** Scope: `operator.questions`. */
  "question.request": { params: QuestionRequestParams; result: QuestionRequestResult };
  /** Scope: `operator.questions`. */
  "question.waitAnswer": { params: QuestionWaitAnswerParams; result: QuestionWaitAnswerResult };
  /** Scope: `operator.questions`. */
  "question.resolve": { params: QuestionResolveParams; result: QuestionResolveResult };
  /** Scope: `operator.questions`. */
  "question.get": { params: QuestionGetParams; result: QuestionGetResult };
  /** Scope: `operator.questions`. */
  "question.list": { params: QuestionListParams; result: QuestionListResult };
  /** Scope: `operator.approvals`. */
  "plugin.approval.list": { params: object; result: unknown };
  /** Scope: `operator.approvals`. */
  "plugin.approval.request": { params: PluginApprovalRequestParams; result: unknown };
  /** Scope: `operator.approvals`. */
  "plugin.approval.waitDecision": { params: object; result: unknown };
  /** Scope: `operator.approvals`. */
  "plugin.approval.resolve": { params: PluginApprovalResolveParams; result: unknown };
  /** Scope: `operator.read`. */
  "plugins.uiDescriptors": {
    params: PluginsUiDescriptorsParams;
    result: PluginsUiDescriptorsResult;
  };
  /** Scope: `dynamic`. */
  "plugins.sessionAction": {
    params: PluginsSessionActionParams;
    result: PluginsSessionActionResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.chat": { params: SystemAgentChatParams; result: SystemAgentChatResult };
  /** Scope: `operator.admin`. */
  "openclaw.chat.history": {
    params: SystemAgentChatHistoryParams;
    result: SystemAgentChatHistoryResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.changes.list": { params: SystemChangesListParams; result: SystemChangesListResult };
  /** Scope: `operator.approvals`. */
  "openclaw.approval.list": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "openclaw.setup.detect": {
    params: SystemAgentSetupDetectParams;
    result: SystemAgentSetupDetectResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.setup.activate": {
    params: SystemAgentSetupActivateParams;
    result: SystemAgentSetupActivateResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.setup.activate.start": {
    params: SystemAgentSetupActivateStartParams;
    result: SystemAgentSetupActivateStartResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.setup.auth.start": {
    params: SystemAgentSetupAuthStartParams;
    result: SystemAgentSetupAuthStartResult;
  };
  /** Scope: `operator.admin`. */
  "openclaw.setup.prepare.start": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "wizard.start": { params: WizardStartParams; result: WizardStartResult };
  /** Scope: `operator.admin`. */
  "wizard.next": { params: WizardNextParams; result: WizardNextResult };
  /** Scope: `operator.admin`. */
  "wizard.cancel": { params: WizardCancelParams; result: unknown };
  /** Scope: `operator.admin`. */
  "wizard.status": { params: WizardStatusParams; result: WizardStatusResult };
  /** Scope: `operator.read`. */
  "talk.catalog": { params: TalkCatalogParams; result: TalkCatalogResult };
  /** Scope: `dynamic`. */
  "talk.config": { params: TalkConfigParams; result: TalkConfigResult };
  /** Scope: `operator.talk`. */
  "talk.client.create": { params: TalkClientCreateParams; result: TalkClientCreateResult };
  /** Scope: `operator.talk`. */
  "talk.client.transcript": {
    params: TalkClientTranscriptParams;
    result: TalkClientMutationResult;
  };
  /** Scope: `operator.talk`. */
  "talk.client.close": { params: TalkClientCloseParams; result: TalkClientMutationResult };
  /** Scope: `operator.talk`. */
  "talk.client.toolCall": { params: TalkClientToolCallParams; result: TalkClientToolCallResult };
  /** Scope: `operator.talk`. */
  "talk.client.steer": { params: TalkClientSteerParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.session.create": { params: TalkSessionCreateParams; result: TalkSessionCreateResult };
  /** Scope: `operator.talk`. */
  "talk.session.appendAudio": { params: TalkSessionAppendAudioParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.session.cancelOutput": {
    params: TalkSessionCancelOutputParams;
    result: TalkSessionCancelOutputResult;
  };
  /** Scope: `operator.talk`. */
  "talk.session.acknowledgeMark": { params: TalkSessionAcknowledgeMarkParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.session.submitToolResult": { params: TalkSessionSubmitToolResultParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.session.steer": { params: TalkSessionSteerParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.session.close": { params: TalkSessionCloseParams; result: unknown };
  /** Scope: `operator.talk`. */
  "talk.speak": { params: TalkSpeakParams; result: TalkSpeakResult };
  /** Scope: `operator.talk`. */
  "talk.mode": { params: TalkModeParams; result: unknown };
  /** Scope: `operator.read`. */
  "commands.list": { params: CommandsListParams; result: CommandsListResult };
  /** Scope: `operator.read`. */
  "models.list": { params: ModelsListParams; result: ModelsListResult };
  /** Scope: `operator.read`. */
  "models.authStatus": { params: ModelsAuthStatusParams; result: unknown };
  /** Scope: `operator.admin`. */
  "models.authLogout": { params: ModelsAuthLogoutParams; result: unknown };
  /** Scope: `operator.read`. */
  "tools.catalog": { params: ToolsCatalogParams; result: ToolsCatalogResult };
  /** Scope: `operator.read`. */
  "tools.effective": { params: ToolsEffectiveParams; result: ToolsEffectiveResult };
  /** Scope: `operator.write`. */
  "tools.invoke": { params: ToolsInvokeParams; result: ToolsInvokeResult };
  /** Scope: `operator.read`. */
  "mcp.app.view": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "mcp.app.listTools": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "mcp.app.listResources": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "mcp.app.listResourceTemplates": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "mcp.app.readResource": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "mcp.app.callTool": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "mcp.app.updateModelContext": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "board.get": { params: BoardGetParams; result: unknown };
  /** Scope: `operator.write`. */
  "board.update": { params: BoardUpdateParams; result: unknown };
  /** Scope: `operator.write`. */
  "board.widget.put": { params: BoardWidgetPutParams; result: BoardWidgetPutResult };
  /** Scope: `operator.approvals`. */
  "board.widget.grant": { params: BoardWidgetGrantParams; result: unknown };
  /** Scope: `operator.read`. */
  "board.widget.appView": { params: BoardWidgetAppViewParams; result: BoardWidgetAppViewResult };
  /** Scope: `operator.write`. */
  "board.event": { params: BoardEventParams; result: unknown };
  /** Scope: `operator.read`. */
  "audit.list": { params: AuditListParams; result: AuditListResult };
  /** Scope: `operator.read`. */
  "audit.activity.list": { params: AuditActivityListParams; result: AuditActivityListResult };
  /** Scope: `operator.read`. */
  "users.list": { params: UsersListParams; result: UsersListResult };
  /** Scope: `operator.write`. */
  "users.self": { params: UsersSelfParams; result: UsersSelfResult };
  /** Scope: `operator.admin`. */
  "users.linkEmail": { params: UsersLinkEmailParams; result: UsersLinkEmailResult };
  /** Scope: `operator.write`. */
  "users.setDisplayName": { params: UsersSetDisplayNameParams; result: UsersSetDisplayNameResult };
  /** Scope: `operator.write`. */
  "users.setAvatar": { params: UsersSetAvatarParams; result: UsersSetAvatarResult };
  /** Scope: `operator.admin`. */
  "users.setRole": { params: UsersSetRoleParams; result: UsersSetRoleResult };
  /** Scope: `operator.read`. */
  "tasks.list": { params: TasksListParams; result: TasksListResult };
  /** Scope: `operator.read`. */
  "tasks.get": { params: TasksGetParams; result: TasksGetResult };
  /** Scope: `operator.write`. */
  "tasks.cancel": { params: TasksCancelParams; result: TasksCancelResult };
  /** Scope: `operator.read`. */
  "taskSuggestions.list": { params: TaskSuggestionsListParams; result: TaskSuggestionsListResult };
  /** Scope: `operator.write`. */
  "taskSuggestions.create": {
    params: TaskSuggestionsCreateParams;
    result: TaskSuggestionsCreateResult;
  };
  /** Scope: `operator.admin`. */
  "taskSuggestions.accept": {
    params: TaskSuggestionsAcceptParams;
    result: TaskSuggestionsAcceptResult;
  };
  /** Scope: `operator.write`. */
  "taskSuggestions.dismiss": {
    params: TaskSuggestionsDismissParams;
    result: TaskSuggestionsDismissResult;
  };
  /** Scope: `operator.read`. */
  "environments.list": { params: EnvironmentsListParams; result: EnvironmentsListResult };
  /** Scope: `operator.read`. */
  "environments.status": { params: EnvironmentsStatusParams; result: EnvironmentsStatusResult };
  /** Scope: `operator.read`. */
  "worktrees.list": { params: WorktreesListParams; result: WorktreesListResult };
  /** Scope: `operator.write`. */
  "worktrees.branches": { params: WorktreesBranchesParams; result: WorktreesBranchesResult };
  /** Scope: `dynamic`. */
  "fs.listDir": { params: FsListDirParams; result: FsListDirResult };
  /** Scope: `operator.write`. */
  "worktrees.create": { params: WorktreesCreateParams; result: unknown };
  /** Scope: `operator.admin`. */
  "worktrees.remove": { params: WorktreesRemoveParams; result: WorktreesRemoveResult };
  /** Scope: `operator.admin`. */
  "worktrees.restore": { params: WorktreesRestoreParams; result: unknown };
  /** Scope: `operator.admin`. */
  "worktrees.gc": { params: WorktreesGcParams; result: WorktreesGcResult };
  /** Scope: `operator.read`. */
  "agents.list": { params: AgentsListParams; result: AgentsListResult };
  /** Scope: `operator.admin`. */
  "agents.create": { params: AgentsCreateParams; result: AgentsCreateResult };
  /** Scope: `operator.admin`. */
  "agents.update": { params: AgentsUpdateParams; result: AgentsUpdateResult };
  /** Scope: `operator.admin`. */
  "agents.delete": { params: AgentsDeleteParams; result: AgentsDeleteResult };
  /** Scope: `operator.read`. */
  "agents.files.list": { params: AgentsFilesListParams; result: AgentsFilesListResult };
  /** Scope: `operator.read`. */
  "agents.files.get": { params: AgentsFilesGetParams; result: AgentsFilesGetResult };
  /** Scope: `operator.admin`. */
  "agents.files.set": { params: AgentsFilesSetParams; result: AgentsFilesSetResult };
  /** Scope: `operator.read`. */
  "sessions.files.list": { params: SessionsFilesListParams; result: SessionsFilesListResult };
  /** Scope: `operator.read`. */
  "sessions.files.get": { params: SessionsFilesGetParams; result: SessionsFilesGetResult };
  /** Scope: `operator.admin`. */
  "sessions.files.set": { params: SessionsFilesSetParams; result: SessionsFilesSetResult };
  /** Scope: `operator.admin`. */
  "sessions.files.reveal": { params: SessionsFilesRevealParams; result: SessionsFilesRevealResult };
  /** Scope: `operator.read`. */
  "artifacts.list": { params: ArtifactsListParams; result: ArtifactsListResult };
  /** Scope: `operator.read`. */
  "artifacts.get": { params: ArtifactsGetParams; result: ArtifactsGetResult };
  /** Scope: `operator.read`. */
  "artifacts.download": { params: ArtifactsDownloadParams; result: ArtifactsDownloadResult };
  /** Scope: `operator.read`. */
  "skills.status": { params: SkillsStatusParams; result: unknown };
  /** Scope: `operator.read`. */
  "skills.library.list": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "skills.library.read": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "skills.library.save": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "skills.library.mutate": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "skills.library.activate": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "skills.library.import": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "skills.library.upload": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "skills.search": { params: SkillsSearchParams; result: SkillsSearchResult };
  /** Scope: `operator.read`. */
  "skills.detail": { params: SkillsDetailParams; result: SkillsDetailResult };
  /** Scope: `operator.read`. */
  "skills.securityVerdicts": {
    params: SkillsSecurityVerdictsParams;
    result: SkillsSecurityVerdictsResult;
  };
  /** Scope: `operator.read`. */
  "skills.skillCard": { params: SkillsSkillCardParams; result: SkillsSkillCardResult };
  /** Scope: `node`. */
  "skills.bins": { params: SkillsBinsParams; result: SkillsBinsResult };
  /** Scope: `operator.admin`. */
  "skills.upload.begin": { params: SkillsUploadBeginParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.upload.chunk": { params: SkillsUploadChunkParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.upload.commit": { params: SkillsUploadCommitParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.install": { params: SkillsInstallParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.update": { params: SkillsUpdateParams; result: unknown };
  /** Scope: `operator.read`. */
  "skills.curator.status": { params: SkillsCuratorStatusParams; result: SkillsCuratorStatusResult };
  /** Scope: `operator.admin`. */
  "skills.curator.pin": { params: SkillsCuratorActionParams; result: SkillsCuratorActionResult };
  /** Scope: `operator.admin`. */
  "skills.curator.unpin": { params: SkillsCuratorActionParams; result: SkillsCuratorActionResult };
  /** Scope: `operator.admin`. */
  "skills.curator.restore": {
    params: SkillsCuratorActionParams;
    result: SkillsCuratorActionResult;
  };
  /** Scope: `operator.read`. */
  "skills.proposals.list": { params: SkillsProposalsListParams; result: SkillsProposalsListResult };
  /** Scope: `operator.read`. */
  "skills.proposals.inspect": {
    params: SkillsProposalInspectParams;
    result: SkillsProposalInspectResult;
  };
  /** Scope: `operator.read`. */
  "skills.proposals.historyStatus": { params: SkillsProposalHistoryStatusParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.proposals.historyScan": {
    params: SkillsProposalHistoryScanParams;
    result: SkillsProposalHistoryScanResult;
  };
  /** Scope: `operator.admin`. */
  "skills.proposals.create": { params: SkillsProposalCreateParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.proposals.update": { params: SkillsProposalUpdateParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.proposals.revise": { params: SkillsProposalReviseParams; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.proposals.requestRevision": {
    params: SkillsProposalRequestRevisionParams;
    result: SkillsProposalRequestRevisionResult;
  };
  /** Scope: `operator.admin`. */
  "skills.proposals.apply": { params: object; result: SkillsProposalApplyResult };
  /** Scope: `operator.admin`. */
  "skills.proposals.reject": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "skills.proposals.quarantine": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "update.status": { params: UpdateStatusParams; result: UpdateStatusResult };
  /** Scope: `operator.admin`. */
  "update.run": { params: UpdateRunParams; result: unknown };
  /** Scope: `operator.read`. */
  "voicewake.get": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "voicewake.set": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "secrets.reload": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "secrets.resolve": { params: SecretsResolveParams; result: SecretsResolveResult };
  /** Scope: `operator.read`. */
  "voicewake.routing.get": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.list": { params: SessionsListParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.subscribe": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.messages.subscribe": { params: SessionsMessagesSubscribeParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.messages.unsubscribe": { params: SessionsMessagesUnsubscribeParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.viewers.set": {
    params: SessionsViewerPresenceSetParams;
    result: SessionsViewerPresenceSetResult;
  };
  /** Scope: `operator.read`. */
  "sessions.preview": { params: SessionsPreviewParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.describe": { params: SessionsDescribeParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.compaction.list": {
    params: SessionsCompactionListParams;
    result: SessionsCompactionListResult;
  };
  /** Scope: `operator.write`. */
  "sessions.compaction.branch": {
    params: SessionsCompactionBranchParams;
    result: SessionsCompactionBranchResult;
  };
  /** Scope: `operator.admin`. */
  "sessions.compaction.restore": {
    params: SessionsCompactionRestoreParams;
    result: SessionsCompactionRestoreResult;
  };
  /** Scope: `operator.read`. */
  "sessions.branches.list": {
    params: SessionsBranchesListParams;
    result: SessionsBranchesListResult;
  };
  /** Scope: `operator.admin`. */
  "sessions.branches.switch": {
    params: SessionsBranchesSwitchParams;
    result: SessionsBranchesSwitchResult;
  };
  /** Scope: `operator.admin`. */
  "sessions.rewind": { params: SessionsRewindParams; result: SessionsRewindResult };
  /** Scope: `operator.write`. */
  "sessions.fork": { params: SessionsForkParams; result: SessionsForkResult };
  /** Scope: `dynamic`. */
  "sessions.create": { params: SessionsCreateParams; result: SessionsCreateResult };
  /** Scope: `operator.write`. */
  "sessions.recover": { params: SessionsRecoverParams; result: SessionsRecoverResult };
  /** Scope: `operator.write`. */
  "sessions.send": { params: SessionsSendParams; result: unknown };
  /** Scope: `operator.write`. */
  "sessions.abort": { params: SessionsAbortParams; result: unknown };
  /** Scope: `dynamic`. */
  "sessions.patch": { params: SessionsPatchParams; result: SessionsPatchResult };
  /** Scope: `operator.write`. */
  "sessions.goal.update": { params: SessionsGoalUpdateParams; result: SessionsGoalMutationResult };
  /** Scope: `operator.write`. */
  "sessions.goal.clear": { params: SessionsGoalClearParams; result: SessionsGoalMutationResult };
  /** Scope: `operator.admin`. */
  "sessions.pluginPatch": { params: SessionsPluginPatchParams; result: SessionsPluginPatchResult };
  /** Scope: `operator.admin`. */
  "sessions.cleanup": { params: SessionsCleanupParams; result: unknown };
  /** Scope: `operator.admin`. */
  "sessions.reset": { params: SessionsResetParams; result: unknown };
  /** Scope: `dynamic`. */
  "sessions.delete": { params: SessionsDeleteParams; result: SessionsDeleteResult };
  /** Scope: `operator.admin`. */
  "sessions.compact": { params: SessionsCompactParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.groups.list": { params: SessionsGroupsListParams; result: SessionsGroupsListResult };
  /** Scope: `operator.write`. */
  "sessions.groups.defaults": {
    params: SessionsGroupsDefaultsParams;
    result: SessionsGroupsDefaultsResult;
  };
  /** Scope: `operator.write`. */
  "sessions.groups.put": { params: SessionsGroupsPutParams; result: SessionsGroupsMutationResult };
  /** Scope: `operator.write`. */
  "sessions.groups.rename": {
    params: SessionsGroupsRenameParams;
    result: SessionsGroupsMutationResult;
  };
  /** Scope: `operator.write`. */
  "sessions.groups.update": {
    params: SessionsGroupsUpdateParams;
    result: SessionsGroupsUpdateResult;
  };
  /** Scope: `operator.write`. */
  "sessions.groups.delete": {
    params: SessionsGroupsDeleteParams;
    result: SessionsGroupsMutationResult;
  };
  /** Scope: `operator.read`. */
  "last-heartbeat": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "set-heartbeats": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  wake: { params: WakeParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "node.pair.list": { params: NodePairListParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "node.pair.approve": { params: NodePairApproveParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "node.pair.reject": { params: NodePairRejectParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "node.pair.remove": { params: NodePairRemoveParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.pair.list": { params: DevicePairListParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.pair.approve": { params: DevicePairApproveParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.pair.reject": { params: DevicePairRejectParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.pair.remove": { params: DevicePairRemoveParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.pair.rename": { params: DevicePairRenameParams; result: unknown };
  /** Scope: `operator.pairing`. */
  "device.token.rotate": { params: DeviceTokenRotateParams; result: DeviceTokenRotateResult };
  /** Scope: `operator.pairing`. */
  "device.token.revoke": { params: DeviceTokenRevokeParams; result: unknown };
  /** Scope: `operator.admin`. */
  "device.pair.setupCode": { params: DevicePairSetupCodeParams; result: DevicePairSetupCodeResult };
  /** Scope: `operator.admin`. */
  "device.pair.setupStatus": {
    params: DevicePairSetupStatusParams;
    result: DevicePairSetupStatusResult;
  };
  /** Scope: `operator.pairing`. */
  "node.rename": { params: NodeRenameParams; result: unknown };
  /** Scope: `operator.read`. */
  "node.list": { params: NodeListParams; result: unknown };
  /** Scope: `operator.read`. */
  "node.describe": { params: NodeDescribeParams; result: unknown };
  /** Scope: `node`. */
  "node.pluginSurface.refresh": { params: object; result: unknown };
  /** Scope: `node`. */
  "node.pluginTools.update": { params: NodePluginToolsUpdateParams; result: unknown };
  /** Scope: `node`. */
  "node.skills.update": { params: NodeSkillsUpdateParams; result: unknown };
  /** Scope: `node`. */
  "node.runnerInventory.update": { params: object; result: unknown };
  /** Scope: `node`. */
  "node.pending.drain": { params: NodePendingDrainParams; result: NodePendingDrainResult };
  /** Scope: `operator.write`. */
  "node.pending.enqueue": { params: NodePendingEnqueueParams; result: NodePendingEnqueueResult };
  /** Scope: `dynamic`. */
  "node.invoke": { params: NodeInvokeParams; result: unknown };
  /** Scope: `node`. */
  "node.pending.pull": { params: object; result: unknown };
  /** Scope: `node`. */
  "node.pending.ack": { params: NodePendingAckParams; result: unknown };
  /** Scope: `node`. */
  "node.invoke.progress": { params: NodeInvokeProgressParams; result: unknown };
  /** Scope: `node`. */
  "node.invoke.result": { params: NodeInvokeResultParams; result: unknown };
  /** Scope: `node`. */
  "node.event": { params: NodeEventParams; result: NodeEventResult };
  /** Scope: `operator.read`. */
  "cron.get": { params: CronGetParams; result: unknown };
  /** Scope: `operator.read`. */
  "cron.list": { params: CronListParams; result: unknown };
  /** Scope: `operator.read`. */
  "cron.status": { params: CronStatusParams; result: unknown };
  /** Scope: `operator.admin`. */
  "cron.scratch.get": { params: CronScratchGetParams; result: CronScratchGetResult };
  /** Scope: `operator.admin`. */
  "cron.scratch.set": { params: CronScratchSetParams; result: CronScratchSetResult };
  /** Scope: `operator.admin`. */
  "cron.add": { params: CronAddParams; result: CronAddResult };
  /** Scope: `operator.admin`. */
  "cron.update": { params: CronUpdateParams; result: unknown };
  /** Scope: `operator.admin`. */
  "cron.remove": { params: CronRemoveParams; result: unknown };
  /** Scope: `operator.admin`. */
  "cron.run": { params: CronRunParams; result: unknown };
  /** Scope: `operator.read`. */
  "cron.runs": { params: CronRunsParams; result: unknown };
  /** Scope: `operator.read`. */
  "gateway.identity.get": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "gateway.restart.preflight": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "gateway.restart.request": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "system-presence": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "system-event": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "message.action": { params: MessageActionParams; result: unknown };
  /** Scope: `operator.admin`. */
  "conversations.send": { params: ConversationSendParams; result: ConversationSendResult };
  /** Scope: `operator.admin`. */
  "conversations.turn": { params: ConversationTurnParams; result: ConversationTurnResult };
  /** Scope: `operator.admin`. */
  "conversations.turn.cancel": {
    params: ConversationTurnCancelParams;
    result: ConversationTurnCancelResult;
  };
  /** Scope: `operator.write`. */
  send: { params: object; result: unknown };
  /** Scope: `dynamic`. */
  agent: { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "agent.identity.get": { params: AgentIdentityParams; result: AgentIdentityResult };
  /** Scope: `operator.write`. */
  "agent.wait": { params: AgentWaitParams; result: unknown };
  /** Scope: `operator.read`. */
  "chat.history": { params: ChatHistoryParams; result: unknown };
  /** Scope: `operator.read`. */
  "chat.startup": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "chat.metadata": { params: ChatMetadataParams; result: unknown };
  /** Scope: `operator.read`. */
  "chat.message.get": { params: object; result: ChatMessageGetResult };
  /** Scope: `operator.write`. */
  "chat.abort": { params: ChatAbortParams; result: unknown };
  /** Scope: `operator.write`. */
  "chat.send": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "terminal.open": { params: TerminalOpenParams; result: TerminalOpenResult };
  /** Scope: `operator.admin`. */
  "terminal.input": { params: TerminalInputParams; result: TerminalAckResult };
  /** Scope: `operator.admin`. */
  "terminal.resize": { params: TerminalResizeParams; result: TerminalAckResult };
  /** Scope: `operator.admin`. */
  "terminal.close": { params: TerminalCloseParams; result: TerminalAckResult };
  /** Scope: `operator.pairing`. */
  "channels.pairing.list": { params: ChannelsPairingListParams; result: ChannelsPairingListResult };
  /** Scope: `dynamic`. */
  "channels.pairing.approve": {
    params: ChannelsPairingApproveParams;
    result: ChannelsPairingApproveResult;
  };
  /** Scope: `operator.pairing`. */
  "channels.pairing.dismiss": {
    params: ChannelsPairingDismissParams;
    result: ChannelsPairingDismissResult;
  };
  /** Scope: `operator.read`. */
  "assistant.media.get": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.get": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.resolve": { params: SessionsResolveParams; result: SessionsResolveResult };
  /** Scope: `operator.read`. */
  "sessions.usage": { params: SessionsUsageParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.usage.timeseries": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.usage.logs": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  poll: { params: PollParams; result: unknown };
  /** Scope: `operator.write`. */
  "sessions.steer": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "push.test": { params: PushTestParams; result: PushTestResult };
  /** Scope: `operator.admin`. */
  "attach.grant": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "attach.revoke": { params: object; result: unknown };
  /** Scope: `operator.write`. */
  "push.web.vapidPublicKey": { params: WebPushVapidPublicKeyParams; result: unknown };
  /** Scope: `operator.write`. */
  "push.web.subscribe": { params: WebPushSubscribeParams; result: unknown };
  /** Scope: `operator.write`. */
  "push.web.unsubscribe": { params: WebPushUnsubscribeParams; result: unknown };
  /** Scope: `operator.write`. */
  "push.web.test": { params: WebPushTestParams; result: unknown };
  /** Scope: `operator.read`. */
  "push.web.preferences.get": { params: WebPushPreferencesGetParams; result: unknown };
  /** Scope: `operator.write`. */
  "push.web.preferences.set": { params: WebPushPreferencesSetParams; result: unknown };
  /** Scope: `operator.admin`. */
  "config.openFile": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  connect: { params: ConnectParams; result: unknown };
  /** Scope: `operator.admin`. */
  "chat.inject": { params: ChatInjectParams; result: unknown };
  /** Scope: `operator.admin`. */
  "nativeHook.invoke": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "web.login.start": { params: WebLoginStartParams; result: unknown };
  /** Scope: `operator.admin`. */
  "web.login.wait": { params: WebLoginWaitParams; result: unknown };
  /** Scope: `operator.admin`. */
  "terminal.attach": { params: TerminalAttachParams; result: TerminalAttachResult };
  /** Scope: `operator.admin`. */
  "terminal.list": { params: object; result: TerminalListResult };
  /** Scope: `operator.read`. */
  "controlUi.githubPreview": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "system.info": { params: SystemInfoParams; result: SystemInfoResult };
  /** Scope: `operator.read`. */
  "agents.workspace.list": { params: AgentsWorkspaceListParams; result: AgentsWorkspaceListResult };
  /** Scope: `operator.read`. */
  "agents.workspace.get": { params: AgentsWorkspaceGetParams; result: AgentsWorkspaceGetResult };
  /** Scope: `operator.write`. */
  "tts.speak": { params: TtsSpeakParams; result: TtsSpeakResult };
  /** Scope: `operator.read`. */
  "plugins.list": { params: PluginsListParams; result: PluginsListResult };
  /** Scope: `operator.read`. */
  "plugins.search": { params: PluginsSearchParams; result: PluginsSearchResult };
  /** Scope: `operator.admin`. */
  "plugins.install": { params: PluginsInstallParams; result: PluginsInstallResult };
  /** Scope: `operator.admin`. */
  "plugins.setEnabled": { params: PluginsSetEnabledParams; result: PluginsSetEnabledResult };
  /** Scope: `operator.admin`. */
  "plugins.uninstall": { params: PluginsUninstallParams; result: PluginsUninstallResult };
  /** Scope: `operator.admin`. */
  "plugins.refresh": { params: PluginsRefreshParams; result: PluginsRefreshResult };
  /** Scope: `operator.read`. */
  "controlUi.sessionPullRequests.subscribe": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "controlUi.sessionPreview": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "gateway.suspend.prepare": {
    params: GatewaySuspendPrepareParams;
    result: GatewaySuspendPrepareResult;
  };
  /** Scope: `operator.read`. */
  "gateway.suspend.status": {
    params: GatewaySuspendStatusParams;
    result: GatewaySuspendStatusResult;
  };
  /** Scope: `operator.admin`. */
  "gateway.suspend.resume": {
    params: GatewaySuspendResumeParams;
    result: GatewaySuspendResumeResult;
  };
  /** Scope: `operator.write`. */
  "chat.toolTitles": { params: ChatToolTitlesParams; result: ChatToolTitlesResult };
  /** Scope: `operator.read`. */
  "sessions.diff": { params: SessionsDiffParams; result: SessionsDiffResult };
  /** Scope: `operator.admin`. */
  "openclaw.setup.verify": {
    params: SystemAgentSetupVerifyParams;
    result: SystemAgentSetupVerifyResult;
  };
  /** Scope: `operator.admin`. */
  "environments.create": { params: EnvironmentsCreateParams; result: EnvironmentsCreateResult };
  /** Scope: `operator.admin`. */
  "environments.destroy": { params: EnvironmentsDestroyParams; result: EnvironmentsDestroyResult };
  /** Scope: `operator.read`. */
  "sessions.catalog.list": { params: SessionsCatalogListParams; result: SessionsCatalogListResult };
  /** Scope: `operator.read`. */
  "sessions.catalog.read": { params: SessionsCatalogReadParams; result: SessionsCatalogReadResult };
  /** Scope: `operator.admin`. */
  "terminal.upload": { params: TerminalUploadParams; result: TerminalUploadResult };
  /** Scope: `operator.write`. */
  "sessions.catalog.continue": {
    params: SessionsCatalogContinueParams;
    result: SessionsCatalogContinueResult;
  };
  /** Scope: `operator.write`. */
  "sessions.catalog.archive": {
    params: SessionsCatalogArchiveParams;
    result: SessionsCatalogArchiveResult;
  };
  /** Scope: `operator.approvals`. */
  "approval.get": { params: ApprovalGetParams; result: ApprovalGetResult };
  /** Scope: `operator.approvals`. */
  "approval.resolve": { params: ApprovalResolveParams; result: ApprovalResolveResult };
  /** Scope: `operator.read`. */
  "sessions.search": { params: SessionsSearchParams; result: SessionsSearchResult };
  /** Scope: `dynamic`. */
  "sessions.dispatch": { params: SessionsDispatchParams; result: SessionsDispatchResult };
  /** Scope: `operator.write`. */
  "sessions.reclaim": { params: SessionsReclaimParams; result: SessionsReclaimResult };
  /** Scope: `operator.admin`. */
  "models.probe": { params: ModelsProbeParams; result: ModelsProbeResult };
  /** Scope: `operator.admin`. */
  "migrations.memory.plan": { params: object; result: MigrationsMemoryPlanResult };
  /** Scope: `operator.admin`. */
  "migrations.memory.apply": { params: object; result: MigrationsMemoryApplyResult };
  /** Scope: `operator.write`. */
  "ui.command": { params: UiCommandParams; result: UiCommandResult };
  /** Scope: `operator.approvals`. */
  "approval.history": { params: ApprovalHistoryParams; result: ApprovalHistoryResult };
  /** Scope: `operator.read`. */
  "plugin.surface.refresh": { params: object; result: unknown };
  /** Scope: `operator.admin`. */
  "conversations.list": { params: ConversationListParams; result: ConversationListResult };
  /** Scope: `operator.read`. */
  "session.discussion.info": {
    params: SessionDiscussionInfoParams;
    result: SessionDiscussionInfoResult;
  };
  /** Scope: `operator.write`. */
  "session.discussion.open": {
    params: SessionDiscussionOpenParams;
    result: SessionDiscussionOpenResult;
  };
  /** Scope: `operator.read`. */
  "board.prompt.authorize": { params: BoardPromptAuthorizeParams; result: unknown };
  /** Scope: `operator.read`. */
  "board.data.read": { params: BoardDataReadParams; result: unknown };
  /** Scope: `operator.write`. */
  "board.action": { params: BoardActionParams; result: unknown };
  /** Scope: `operator.read`. */
  "sessions.observer.visibility": {
    params: SessionsObserverVisibilityParams;
    result: SessionsObserverVisibilityResult;
  };
  /** Scope: `operator.write`. */
  "session.visibility.set": {
    params: SessionVisibilitySetParams;
    result: SessionVisibilitySetResult;
  };
  /** Scope: `operator.read`. */
  "session.members.list": { params: SessionMembersListParams; result: SessionMembersListResult };
  /** Scope: `operator.write`. */
  "session.members.add": { params: SessionMemberAddParams; result: SessionMemberMutationResult };
  /** Scope: `operator.write`. */
  "session.members.remove": {
    params: SessionMemberRemoveParams;
    result: SessionMemberMutationResult;
  };
  /** Scope: `operator.write`. */
  "session.suggestions.add": {
    params: SessionSuggestionsAddParams;
    result: SessionSuggestionsAddResult;
  };
  /** Scope: `operator.read`. */
  "session.suggestions.list": {
    params: SessionSuggestionsListParams;
    result: SessionSuggestionsListResult;
  };
  /** Scope: `operator.write`. */
  "session.suggestions.resolve": {
    params: SessionSuggestionsResolveParams;
    result: SessionSuggestionsResolveResult;
  };
  /** Scope: `operator.write`. */
  "session.typing": { params: SessionTypingParams; result: SessionTypingResult };
  /** Scope: `operator.read`. */
  "sessions.companion.ask": {
    params: SessionsCompanionAskParams;
    result: SessionsCompanionAskResult;
  };
  /** Scope: `operator.read`. */
  "sessions.companion.state": {
    params: SessionsCompanionStateParams;
    result: SessionsCompanionStateResult;
  };
  /** Scope: `operator.write`. */
  "sessions.companion.reset": {
    params: SessionsCompanionResetParams;
    result: SessionsCompanionResetResult;
  };
  /** Scope: `operator.read`. */
  "memory.search": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "skills.proposals.events.list": {
    params: SkillsProposalEventsListParams;
    result: SkillsProposalEventsListResult;
  };
  /** Scope: `operator.admin`. */
  "skills.proposals.evaluate": {
    params: SkillsProposalEvaluateParams;
    result: SkillsProposalEvaluateResult;
  };
  /** Scope: `operator.read`. */
  "hooks.status": { params: HooksStatusParams; result: unknown };
  /** Scope: `operator.write`. */
  "tasks.retry": { params: TasksRecoveryParams; result: TasksRecoveryResult };
  /** Scope: `operator.write`. */
  "tasks.dismiss": { params: TasksRecoveryParams; result: TasksRecoveryResult };
  /** Scope: `operator.read`. */
  "audit.run.inspect": { params: AuditRunInspectParams; result: AuditRunInspectResult };
  /** Scope: `dynamic`. */
  "sessions.patchMany": { params: SessionsPatchManyParams; result: SessionsPatchManyResult };
  /** Scope: `operator.admin`. */
  "update.hold": { params: UpdateHoldParams; result: UpdateHoldResult };
  /** Scope: `operator.admin`. */
  "sessions.catalog.startTerminal": {
    params: SessionsCatalogStartTerminalParams;
    result: SessionsCatalogStartTerminalResult;
  };
  /** Scope: `operator.admin`. */
  "worker.desktop.observe": {
    params: WorkerDesktopObserveParams;
    result: WorkerDesktopObserveResult;
  };
  /** Scope: `operator.read`. */
  "projects.list": { params: ProjectsListParams; result: ProjectsListResult };
  /** Scope: `operator.admin`. */
  "projects.register": { params: ProjectsRegisterParams; result: ProjectsRegisterResult };
  /** Scope: `operator.admin`. */
  "projects.remove": { params: ProjectsRemoveParams; result: ProjectsRemoveResult };
  /** Scope: `operator.admin`. */
  "worker.desktop.launch": { params: WorkerDesktopLaunchParams; result: WorkerDesktopLaunchResult };
  /** Scope: `operator.admin`. */
  "secrets.store.list": { params: object; result: SecretsStoreListResult };
  /** Scope: `operator.admin`. */
  "secrets.store.set": { params: SecretsStoreSetParams; result: SecretsStoreMutationResult };
  /** Scope: `operator.admin`. */
  "secrets.store.delete": { params: SecretsStoreDeleteParams; result: SecretsStoreMutationResult };
  /** Scope: `operator.read`. */
  "users.prefs.get": { params: UsersPrefsGetParams; result: UsersPrefsGetResult };
  /** Scope: `operator.write`. */
  "users.prefs.set": { params: UsersPrefsSetParams; result: UsersPrefsSetResult };
  /** Scope: `operator.write`. */
  "projects.add": { params: ProjectsAddParams; result: ProjectsAddResult };
  /** Scope: `operator.read`. */
  "projects.searchRemote": {
    params: ProjectsSearchRemoteParams;
    result: ProjectsSearchRemoteResult;
  };
  /** Scope: `operator.admin`. */
  "desktop.observe": { params: DesktopObserveParams; result: DesktopObserveResult };
  /** Scope: `operator.admin`. */
  "desktop.launch": { params: DesktopLaunchParams; result: unknown };
  /** Scope: `operator.read`. */
  "device.scopes.requestUpgrade": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "device.scopes.waitUpgrade": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "portal.list": { params: PortalListParams; result: PortalListResult };
  /** Scope: `operator.write`. */
  "portal.open": { params: PortalOpenParams; result: PortalOpenResult };
  /** Scope: `operator.write`. */
  "portal.close": { params: PortalCloseParams; result: PortalCloseResult };
  /** Scope: `dynamic`. */
  "sessions.move": { params: SessionsMoveParams; result: SessionsMoveResult };
  /** Scope: `operator.write`. */
  "sessions.assignOwner": { params: SessionsAssignOwnerParams; result: SessionsAssignOwnerResult };
  /** Scope: `operator.read`. */
  "progressCard.get": { params: ProgressCardGetParams; result: ProgressCardGetResult };
  /** Scope: `operator.write`. */
  "progressCard.put": { params: ProgressCardPutParams; result: ProgressCardPutResult };
  /** Scope: `operator.read`. */
  "tools.github.status": { params: ToolsGitHubStatusParams; result: ToolsGitHubStatusResult };
  /** Scope: `operator.admin`. */
  "tools.github.configure": { params: ToolsGitHubConfigureParams; result: unknown };
  /** Scope: `operator.admin`. */
  "tools.github.authorize.start": {
    params: ToolsGitHubAuthorizeStartParams;
    result: ToolsGitHubAuthorizeStartResult;
  };
  /** Scope: `operator.admin`. */
  "tools.github.authorize.poll": {
    params: ToolsGitHubAuthorizePollParams;
    result: ToolsGitHubAuthorizePollResult;
  };
  /** Scope: `operator.admin`. */
  "tools.github.authorize.cancel": {
    params: ToolsGitHubAuthorizeCancelParams;
    result: ToolsGitHubAuthorizeCancelResult;
  };
  /** Scope: `operator.write`. */
  "sessions.github.publish": {
    params: GatewayCoreRequestParams["sessions.github.publish"];
    result: unknown;
  };
  /** Scope: `operator.read`. */
  "diagnostics.lanes": { params: object; result: unknown };
  /** Scope: `operator.read`. */
  "session.members.listEvidence": { params: object; result: SessionMembersListEvidenceResult };
  /** Scope: `operator.read`. */
  "plugins.inspect": { params: PluginsInspectParams; result: PluginsInspectResult };
  /** Scope: `operator.read`. */
  "users.github.status": {
    params: GatewayCoreRequestParams["users.github.status"];
    result: UsersGitHubStatusResult;
  };
  /** Scope: `operator.read`. */
  "users.github.authorize.start": {
    params: GatewayCoreRequestParams["users.github.authorize.start"];
    result: UsersGitHubAuthorizeStartResult;
  };
  /** Scope: `operator.read`. */
  "users.github.authorize.poll": {
    params: GatewayCoreRequestParams["users.github.authorize.poll"];
    result: UsersGitHubAuthorizePollResult;
  };
  /** Scope: `operator.read`. */
  "users.github.authorize.cancel": {
    params: GatewayCoreRequestParams["users.github.authorize.cancel"];
    result: unknown;
  };
  /** Scope: `operator.read`. */
  "users.github.disconnect": {
    params: GatewayCoreRequestParams["users.github.disconnect"];
    result: unknown;
  };
  /** Scope: `operator.read`. */
  "sessions.github.options": {
    params: GatewayCoreRequestParams["sessions.github.options"];
    result: unknown;
  };
  /** Scope: `operator.read`. */
  "sessions.github.status": {
    params: GatewayCoreRequestParams["sessions.github.status"];
    result: unknown;
  };
  /** Scope: `operator.write`. */
  "sessions.github.confirm": {
    params: GatewayCoreRequestParams["sessions.github.confirm"];
    result: unknown;
  };
  /** Scope: `operator.write`. */
  "sessions.title.prepare": {
    params: SessionsTitlePrepareParams;
    result: SessionsTitlePrepareResult;
  };
}

declare global {
  interface HawserGatewayMethods extends UpstreamMethods {}
}
