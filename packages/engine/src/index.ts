/** The policy engine of Portcullis: text → policy → compiled policy → decision. Pure, synchronous, no I/O. */
export type { Amount } from './amount.ts'
export { amountFromNumber, amountFromText, formatAmount, MAX_AMOUNT } from './amount.ts'
export type { CompiledPolicy } from './compile.ts'
export { compilePolicy } from './compile.ts'
export { decide } from './decide.ts'
export type {
  Allow,
  Ask,
  Claim,
  Decision,
  Deny,
  DenyCode,
  GovernedBy,
  RuleId,
  Surface,
  Visibility,
  WindowSlot,
} from './decision.ts'
export { isExactNumber } from './exact-number.ts'
export { policyJsonSchema } from './json-schema.ts'
export type { ClassName, ToolCategory, ToolLabel, ToolRisk } from './label.ts'
export { TOOL_CATEGORIES, TOOL_RISKS } from './label.ts'
export type { NameLookup, NameLookupResult } from './name-lookup.ts'
export { nameLookup } from './name-lookup.ts'
export type { Parsed } from './parse.ts'
export { parsePolicy } from './parse.ts'
export type { Permission } from './permits.ts'
export { permits } from './permits.ts'
export type {
  Action,
  AllOf,
  AnyOf,
  Classes,
  ClassRule,
  Comparison,
  Condition,
  Limit,
  Not,
  Policy,
  Predicate,
  RateLimit,
  Rule,
} from './policy.ts'
export type { Problem, ProblemCode } from './problem.ts'
export type {
  CallRequest,
  Context,
  Instant,
  JsonObject,
  JsonValue,
  ListRequest,
  SessionSlot,
  Subject,
  Tool,
} from './request.ts'
export { goesByLabel } from './resolve.ts'
export { governs, visible } from './visible.ts'
