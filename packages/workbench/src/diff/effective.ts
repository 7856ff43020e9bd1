/** What of a policy applies to a tool: as the engine explains it. */
import { type CallRequest, explain, type Layer, type Rule, type RuleId } from '@portcullis/engine'
import type { Side } from './side.ts'

/** A rule that applies, and where it stands. */
export interface AppliedRule {
  readonly rule: Rule
  readonly place: readonly string[]
  /** Id of its document. */
  readonly document: string
  readonly zone: string
}

/** All that applies to one tool. */
export interface Effective {
  /** `refused`: whatever the arguments. */
  readonly status: 'hidden' | 'refused' | 'open'
  /** The rule that refuses, or else the one that lets calls pass. */
  readonly rule: RuleId
  /** Empty where calls are refused anyway. */
  readonly rules: readonly AppliedRule[]
}

/** @param request any call of the tool */
export function effectiveFor({ real, layers }: Side, request: CallRequest): Effective {
  const { documents } = explain(real, request)
  const refusing = documents.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'refusal'))
  const [refusal] = [...refusing.filter(({ rule }) => rule === '(hidden)'), ...refusing]
  if (refusal !== undefined) {
    return { status: refusal.rule === '(hidden)' ? 'hidden' : 'refused', rule: refusal.rule, rules: [] }
  }
  const rules = documents.flatMap(({ document, candidates }) => {
    const layer = layers.find(({ id, version }) => id === document.id && version === document.version)
    return layer === undefined
      ? []
      : candidates.flatMap(({ kind, text, applies }) => (applies ? ruleOf(layer, kind, text) : []))
  })
  const by = documents[0]?.candidates.find(({ applies }) => applies)?.rule
  return { status: 'open', rule: by ?? '', rules }
}

function ruleOf({ id, policy }: Layer, kind: string, text: string): readonly AppliedRule[] {
  const zone = policy.timezone ?? 'UTC'
  const made = (rule: Rule | undefined, place: readonly string[]): readonly AppliedRule[] =>
    rule === undefined ? [] : [{ rule, place, document: id, zone }]
  switch (kind) {
    case 'all_tools':
      return made(policy.all_tools, ['all_tools'])
    case 'entry':
    case 'pattern':
      return made(own(policy.tools, text), ['tools', text])
    case 'class':
      return made(own(policy.classes, text), ['classes', text])
    default:
      return []
  }
}

function own(rules: Readonly<Record<string, Rule>> | undefined, name: string): Rule | undefined {
  return rules !== undefined && Object.hasOwn(rules, name) ? rules[name] : undefined
}

/** What makes calls be refused or asked about: equal texts mean the same. */
export function restrictionsOf({ status, rules }: Effective): ReadonlySet<string> {
  if (status !== 'open') return new Set([status])
  return new Set(rules.flatMap(restrictionsIn))
}

function restrictionsIn({ rule, zone }: AppliedRule): readonly string[] {
  const of = (kind: string, what: unknown): string => {
    const text = JSON.stringify(what)
    return `${kind} ${text}${text.includes('"time.') ? ` ${zone}` : ''}`
  }
  return [
    ...(rule.deny_if ?? []).map(({ conditions }) => of('deny_if', conditions)),
    ...(rule.require ?? []).map(({ conditions }) => of('require', conditions)),
    ...(rule.approve_if ?? []).map(({ reason: _, ...asks }) => of('approve_if', { ...rule.approval, ...asks })),
    ...(rule.action === 'require_approval' ? [of('require_approval', rule.approval ?? {})] : []),
    ...(rule.limits ?? []).flatMap(({ by = [], increment_from: from }) => [
      ...by.map((path) => of('by', path)),
      ...(from === undefined ? [] : [of('from', from)]),
    ]),
    ...(typeof rule.rate_limit === 'object' ? (rule.rate_limit.by ?? []).map((path) => of('by', path)) : []),
  ]
}

/** Whether everything that restricts calls on the one side does so on the other. */
export function isWithin(fewer: ReadonlySet<string>, more: ReadonlySet<string>): boolean {
  if (more.has('hidden') || more.has('refused')) return true
  return [...fewer].every((each) => more.has(each))
}
