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
export { readLine } from './import/read-lines.ts'
export { type RegistryPage, readRegistryPage, readServerJson } from './import/read-registry.ts'
export type { Change, Found, FoundServer, FoundTool, ServerFacts, ToolFacts, ToolMark } from './import/server-facts.ts'
export { type FactsFiles, readShard, writeShards } from './import/shards.ts'
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
export type {
  ControlReport,
  ExposureReport,
  PageRef,
  ParameterReport,
  Prose,
  QuestionReport,
  ReportSource,
  ServerLink,
  ServerReport,
  Span,
  ToolLink,
  ToolReport,
} from './report/report.ts'
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
export { sha256 } from './sha256.ts'
export { hidesText, quote, visible } from './text.ts'
export { singular, tokenize } from './tokens.ts'
