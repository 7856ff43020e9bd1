/** A policy made ready to be looked at: its rules, its predicates, and which tools each rule governs. */
import {
  type CompiledPolicy,
  type CompiledSchema,
  compileArgumentSchema,
  compilePolicy,
  explainVisibility,
  isObject,
  type Mode,
  type Place,
  type PlacedRule,
  type Policy,
  pointerOf,
  type Rule,
  rulesOf,
} from '@portcullis/engine'
import type { KnownTool } from '../tool-list.ts'
import { type ArgumentUse, argumentUses } from './argument-use.ts'
import { type Guard, guardsOf, type PlacedPredicate, predicatesOf } from './guard.ts'
import { type SchemaPart, schemaPart } from './schema-part.ts'

/** What is known beside the policy. */
export interface Surroundings {
  /** The tools that the policy is for; undefined where they are not known. */
  readonly tools?: readonly KnownTool[]
  /** Whether it is for other tools too, so that a name which is not among them may be right. */
  readonly isPartOf?: boolean
  /** Documents over the policy: baselines. */
  readonly layers?: readonly Policy[]
  /** Milliseconds since the Unix epoch; undefined where what is over does not matter. */
  readonly at?: number
}

/** Everything that the searches for findings look at. */
export interface Subject {
  readonly policy: Policy
  readonly rules: readonly PlacedRule[]
  readonly predicates: readonly PlacedPredicate[]
  readonly guards: readonly Guard[]
  readonly uses: readonly ArgumentUse[]
  /** Undefined where they are not known. */
  readonly tools: readonly KnownTool[] | undefined
  /** Whether no other tools are governed by the policy. */
  readonly isWhole: boolean
  /** Tools for which a rule holds. */
  readonly governed: (rule: Place) => readonly KnownTool[]
  /** Tools whose name or label fits a rule, whether or not something displaces it. */
  readonly fitting: (rule: Place) => readonly KnownTool[]
  /** Tools for which nothing but the default holds. */
  readonly unruled: readonly KnownTool[]
  /** What the definition of a tool says of the place that a use looks at. */
  readonly partOf: (tool: KnownTool, use: Pick<ArgumentUse, 'text' | 'steps'>) => SchemaPart
  /** Whether calls of the tool are refused whose arguments do not fit its definition. */
  readonly validates: (tool: KnownTool) => boolean
  /** Why nothing can be judged by the definition of a tool; undefined where it can, and where the policy asks for no judgement. */
  readonly unjudged: (tool: KnownTool) => string | undefined
  /** Documents over the policy, listing only what they would ever allow. */
  readonly layers: readonly CompiledPolicy[]
  readonly at: number | undefined
}

interface Fit {
  readonly tool: KnownTool
  readonly applies: boolean
}

/** Makes a policy ready: a second for 500 entries beside 5,000 tools. */
export function subjectOf(written: Policy, surroundings: Surroundings): Subject {
  const policy = enforced(written)
  const rules = rulesOf(policy)
  const predicates = predicatesOf(policy, rules)
  const guards = predicates.flatMap(guardsOf)
  const { tools, isPartOf = false, layers = [], at } = surroundings
  const fits = tools === undefined ? new Map<string, readonly Fit[]>() : fitsOf(policy, tools)
  const find = (rule: Place): readonly Fit[] => fits.get(pointerOf(rule)) ?? []
  return {
    policy: written,
    rules,
    predicates,
    guards,
    uses: argumentUses(guards, rules),
    tools,
    isWhole: tools !== undefined && !isPartOf,
    governed: (rule) => find(rule).flatMap(({ tool, applies }) => (applies ? [tool] : [])),
    fitting: (rule) => find(rule).map(({ tool }) => tool),
    unruled: find([UNRULED]).map(({ tool }) => tool),
    partOf: partFinder(),
    ...validationOf(written),
    layers: layers.map((layer) => compilePolicy({ ...enforced(layer), list: 'callable' }, { id: 'above' })),
    at,
  }
}

/** No rule stands there. */
const UNRULED = '(default)'

function fitsOf(policy: Policy, tools: readonly KnownTool[]): ReadonlyMap<string, readonly Fit[]> {
  const compiled = compilePolicy(policy, { id: 'policy' })
  const fits = new Map<string, Fit[]>()
  for (const tool of tools) {
    const [document] = explainVisibility(compiled, tool, 0).documents
    const candidates = document?.candidates ?? []
    const hasClass = candidates.some(({ kind, applies }) => kind === 'class' && applies)
    for (const { rule, kind, applies } of candidates) {
      // Where classes have something to say, the tool has a rule, although the default is part of what holds.
      if (kind === 'default' && hasClass) continue
      const key = kind === 'default' ? pointerOf([UNRULED]) : rule
      const isHidden = document?.by === 'hidden' && kind !== 'hide'
      const fitting = fits.get(key) ?? []
      fitting.push({ tool, applies: applies && !isHidden })
      fits.set(key, fitting)
    }
  }
  return fits
}

/** The document as if everything in it were enforced: what is tried out is checked as it will be. */
function enforced(policy: Policy): Policy {
  const { all_tools: everywhere, tools, classes } = policy
  return {
    ...plain(policy),
    ...(everywhere !== undefined && { all_tools: plain(everywhere) }),
    ...(tools !== undefined && { tools: plainRules(tools) }),
    ...(classes !== undefined && { classes: plainRules({ ...classes }) }),
  }
}

function plain<T extends { readonly mode?: Mode; readonly until?: string }>(part: T): Omit<T, 'mode' | 'until'> {
  const { mode: _mode, until: _until, ...rest } = part
  return rest
}

function plainRules<T extends Rule>(
  rules: Readonly<Record<string, T>>,
): Readonly<Record<string, Omit<T, 'mode' | 'until'>>> {
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, plain(rule)]))
}

/** The gateway judges no arguments by a definition that the engine cannot judge by. */
function validationOf({ arguments: how }: Policy): Pick<Subject, 'validates' | 'unjudged'> {
  const known = new Map<KnownTool, CompiledSchema | undefined>()
  const compiled = (tool: KnownTool): CompiledSchema | undefined => {
    if (!known.has(tool)) {
      known.set(tool, isObject(tool.inputSchema) ? compileArgumentSchema(tool.inputSchema) : undefined)
    }
    return how === 'any' ? undefined : known.get(tool)
  }
  return {
    validates: (tool) => compiled(tool)?.ok === true,
    unjudged: (tool) => {
      const found = compiled(tool)
      return found?.ok === false ? found.reason : undefined
    },
  }
}

/** The same question is asked by several searches. */
function partFinder(): Subject['partOf'] {
  const found = new Map<KnownTool, Map<string, SchemaPart>>()
  return (tool, { text, steps }) => {
    const ofTool = found.get(tool) ?? new Map<string, SchemaPart>()
    found.set(tool, ofTool)
    const part = ofTool.get(text) ?? schemaPart(tool.inputSchema, steps)
    ofTool.set(text, part)
    return part
  }
}
