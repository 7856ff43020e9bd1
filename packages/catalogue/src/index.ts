/** The catalogue of Portcullis: what MCP servers and their tools can do, how we know, and the rule to paste. Pure. */
export { type Accuracy, accuracyOf, type CategoryAccuracy, foldOf, isHeldOut, type Judged } from './accuracy.ts'
export { ATTACKS } from './attack-slugs.ts'
export type { Attack, AttackKind, AttackSlug, Example, Incident, Reach, Verdict } from './attacks/attack.ts'
export { ATTACK_ENTRIES, attackOf, findAttack } from './attacks/index.ts'
export { type Classifier, classify, createClassifier } from './classify.ts'
export type {
  FactSource,
  ParameterEntry,
  ServerContext,
  ServerEntry,
  ToolAnnotations,
  ToolDefinition,
  ToolEntry,
  Transport,
} from './entry.ts'
export { exposureOf } from './exposure.ts'
export { canonicalJson, fingerprint } from './fingerprint.ts'
export { type Deduction, type Grade, type GradedTool, type GradeReport, gradeServer } from './grade.ts'
export type { FactsHead } from './import/codec.ts'
export { type Gathered, gather } from './import/gather.ts'
export { type FactLines, overlayFacts, replaceFacts } from './import/overlay.ts'
export { addDropped, type ReadDocument, readDocument } from './import/read-document.ts'
export { readLine } from './import/read-lines.ts'
export { type Located, listedTools, localId, locatedServer } from './import/read-located.ts'
export { type RegistryPage, readRegistryPage, readServerJson } from './import/read-registry.ts'
export type { Change, Found, FoundServer, FoundTool, ServerFacts, ToolFacts, ToolMark } from './import/server-facts.ts'
export { type FactsFiles, openEntries, readEntries, writeShards } from './import/shards.ts'
export { compareFacts, type Difference, type Tally } from './import/tally.ts'
export { type Parameter, parametersOf } from './parameters.ts'
export type { Argument } from './recommend/argument-rules.ts'
export {
  addToPolicy,
  type Fragment,
  type LabelledTool,
  recommendServer,
  recommendTool,
  type ServerRecommendation,
  type ToolRecommendation,
} from './recommend/recommend.ts'
export type { Advice, Button } from './recommend/rule.ts'
export { plain, shown } from './report/plain.ts'
export type {
  ControlReport,
  ExposureReport,
  PageRef,
  ParameterReport,
  Prose,
  QuestionReport,
  ReportOptions,
  ServerLink,
  ServerReport,
  Span,
  ToolLink,
  ToolReport,
} from './report/report.ts'
export { CATEGORY_TEXTS, type CategoryText, RISK_PAGES, type RiskPage } from './report/risk-pages.ts'
export { serverReport } from './report/server-report.ts'
export { gradeOf, labelOf, type Study, study } from './report/study.ts'
export { toolReport } from './report/tool-report.ts'
export {
  atLeast,
  BASE_RISK,
  CATEGORIES,
  type Category,
  type Evidence,
  type EvidenceSource,
  type Finding,
  type Label,
  type LabelSource,
  RISK_LEVELS,
  type RiskLevel,
  severer,
  type Trait,
} from './risk.ts'
export { type Assessed, assess } from './risk-level.ts'
export type { Filters, HitKind } from './search/filters.ts'
export { type CatalogueIndex, type Hit, openIndex } from './search/open-index.ts'
export type { Overview, RiskyServer } from './search/overview.ts'
export { sha256 } from './sha256.ts'
export { toolOfSlug, toolSlugs } from './slugs.ts'
export { assessStack } from './stack/assess-stack.ts'
export { bareConfig } from './stack/bare-config.ts'
export { CLIENT_NAMES, type ClientConfig, type ClientKind, readClientConfig } from './stack/client-config.ts'
export { type ClientTarget, readClientTargets } from './stack/client-targets.ts'
export { type ConfiguredServer, secretNames } from './stack/configured-server.ts'
export type { Launch, LaunchedPackage } from './stack/launch.ts'
export { launchOf } from './stack/launch.ts'
export { queryOfSlugs, slugsOfQuery } from './stack/link.ts'
export { isSecretName, MASK, maskArguments, maskUrl } from './stack/mask.ts'
export { openKnown } from './stack/open-known.ts'
export { type KnownServers, knownIn, type Recognised, recogniseServer } from './stack/recognise.ts'
export { serverOfPackage } from './stack/server-of-package.ts'
export type {
  AssessedMember,
  CombinationId,
  CombinationLeg,
  MemberPolicy,
  StackFinding,
  StackFindingId,
  StackMember,
  StackReport,
  StackTool,
  ToxicCombination,
} from './stack/stack-report.ts'
export { hidesText, quote, visible } from './text.ts'
export { singular, tokenize } from './tokens.ts'
