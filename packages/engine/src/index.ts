/** The policy engine of Portcullis: text → policy → compiled policy → decision. Pure, synchronous, no I/O. */

export type { ArgumentSchema, CompiledSchema, ReadArguments } from './arguments/argument-schema.ts'
export { compileArgumentSchema, describeFault } from './arguments/argument-schema.ts'
export type { SchemaFault } from './arguments/schema-fault.ts'
export type { CompiledCondition, Setting } from './condition/condition.ts'
export { compileCondition, isAllOf, isAnyOf, isNot } from './condition/condition.ts'
export { Evaluation } from './condition/evaluation.ts'
export type { Truth } from './condition/fault.ts'
export { OPERATOR_NOTES, type OperatorNote } from './condition/operators.ts'
export type { PathRoot, PathStep, PathText } from './condition/path-text.ts'
export { EACH, PATH_NOTES, parsePathText } from './condition/path-text.ts'
export { decide } from './decide/decide.ts'
export type {
  Allow,
  Ask,
  AskRule,
  AskTerms,
  Decision,
  Deny,
  DenyCode,
  DocumentRef,
  GovernedBy,
  RuleId,
  ShadowAnswer,
  Surface,
  Visibility,
} from './decide/decision.ts'
export type { ExplainOptions } from './decide/explain.ts'
export { explain, explainVisibility } from './decide/explain.ts'
export type {
  Candidate,
  ConditionExplanation,
  DocumentExplanation,
  Explanation,
  Step,
  StepOutcome,
  ToldClaim,
  ToldDecision,
  ToldShadow,
  VisibilityExplanation,
} from './decide/explanation.ts'
export type {
  CallRequest,
  Context,
  Instant,
  JsonObject,
  JsonValue,
  ListRequest,
  Seen,
  SessionSlot,
  Subject,
  Tool,
} from './decide/request.ts'
export { governs, visible } from './decide/visible.ts'
export type { Answered, AnsweredQuestion, Reading } from './fact/questions.ts'
export { answerQuestions, comparisonQuestion, describeQuestion, incrementQuestion } from './fact/questions.ts'
export type { NumberRange, SizeRange, ValueKind, ValueType } from './fact/value-kind.ts'
export { kindOf, readKind } from './fact/value-kind.ts'
export type { Amount } from './limit/amount.ts'
export { amountFromNumber, amountFromText, formatAmount, MAX_AMOUNT } from './limit/amount.ts'
export type { AskingLimit, Claim, ClaimTerms, RefundOutcome, WarningMark, WindowSlot } from './limit/claim.ts'
export { familyOf } from './limit/counter-key.ts'
export { describeIncrement } from './limit/increment.ts'
export type { PreparedLimit } from './limit/limit.ts'
export { counterId, limitsOf } from './limit/limit.ts'
export { isLaxer } from './lint/lint.ts'
export type { Place, PlacedComparison, PlacedRule } from './lint/placed.ts'
export { comparisonsIn, rulesOf } from './lint/placed.ts'
export type { ClassName, ToolCategory, ToolLabel, ToolRisk } from './name/label.ts'
export { isOfClass, TOOL_CATEGORIES, TOOL_RISKS } from './name/label.ts'
export type { NameLookup, NameLookupResult } from './name/name-lookup.ts'
export { nameLookup } from './name/name-lookup.ts'
export type { Pattern } from './name/pattern.ts'
export { matches, nameTokens, parsePattern } from './name/pattern.ts'
export type { CompiledPolicy, Layer } from './plan/compile.ts'
export { compileLayers, compilePolicy, inForceAt } from './plan/compile.ts'
export { enforcedReads, generalReadsInput, generalResults, type Reads, readsOf, settingsFor } from './plan/reads.ts'
export { goesByLabel } from './plan/resolve.ts'
export type { Settings } from './plan/settings.ts'
export { type StandingCounter, type StandingLimit, standingCounters } from './plan/standing.ts'
export { streamResults } from './plan/stream-results.ts'
export type { AllOf, AnyOf, Comparison, Condition, Not } from './policy/condition.ts'
export { parseDuration } from './policy/duration.ts'
export { readDate, readInstant } from './policy/instant.ts'
export { policyJsonSchema } from './policy/json-schema.ts'
export { type ByKey, type IncrementFrom, type Limit, pathOfKey, type RateLimit, type Scope } from './policy/limit.ts'
export type { Parsed } from './policy/parse.ts'
export { parsePolicy } from './policy/parse.ts'
export type { Classes, ClassRule, Mode, Policy } from './policy/policy.ts'
export type { Problem, ProblemCode } from './policy/problem.ts'
export type { DetectorName, Redaction, Results } from './policy/results.ts'
export { DETECTOR_NAMES } from './policy/results.ts'
export type { Action, ApprovalRule, ApprovalTerms, Predicate, Reuse, Rule } from './policy/rule.ts'
export { DETECTORS } from './result/detectors.ts'
export {
  type Inspected,
  type Inspection,
  inspectAnswer,
  inspectMessage,
  type ResultRefusal,
  tooLarge,
} from './result/inspect.ts'
export { compileResults, type PlacedResults, type ResultPlan } from './result/result-plan.ts'
export type { RedactionCount, TextEdit } from './result/string-search.ts'
export type { Offer, Permission, SurfacePolicy } from './surface/permits.ts'
export {
  hides,
  isOpen,
  namedMethod,
  offerOf,
  permits,
  permitsCompletion,
  permitsItem,
  permitsMethod,
  permitsQuestion,
  permitsTemplate,
  permitsUnknownMethod,
} from './surface/permits.ts'
export type {
  ElicitationParts,
  ElicitationRule,
  ItemRules,
  MethodRules,
  SamplingRule,
  SurfaceRules,
  Verb,
} from './surface/surface-rules.ts'
export type { Verdict } from './surface/verdict.ts'
export { isExactNumber } from './text/exact-number.ts'
export { fold as foldKey, hasUnsafeKeys, TOO_MANY_MARKS } from './text/folding.ts'
export { isArray, isObject, own } from './text/json.ts'
export type { DocumentPlace, FindPlace } from './text/places.ts'
export { placesOf } from './text/places.ts'
export { pointerOf } from './text/pointer.ts'
export { suggest } from './text/suggest.ts'
