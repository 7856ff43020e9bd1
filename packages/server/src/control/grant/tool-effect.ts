/** What a policy does with a tool before any arguments are known: one word, and a sentence for people. */
import {
  type Candidate,
  type DocumentExplanation,
  explain,
  type Policy,
  type Rule,
  type ToolLabel,
  visible,
} from '@portcullis/engine'
import type { Asker, EffectivePolicy } from './effective-policy.ts'
import { restrictionWords } from './restriction-words.ts'

/**
 * `hidden`: it is in no list, and unknown if it is called; `denied`: whatever the arguments; `asks`: a person answers
 * each call; `restricted`: it depends on arguments, on counters, or on what was read; `allowed`.
 */
export const TOOL_EFFECTS = ['hidden', 'denied', 'asks', 'restricted', 'allowed'] as const
export type ToolEffectWord = (typeof TOOL_EFFECTS)[number]

/** What becomes of its calls. */
export interface ToolEffect {
  readonly effect: ToolEffectWord
  /** For people: what that means. */
  readonly sentence: string
  /** Where it is written: the document's id, and a JSON Pointer into it. */
  readonly rules: readonly { readonly policy: string; readonly rule: string }[]
}

/** A tool, as far as policies look at it. */
export interface JudgedTool {
  readonly server: string
  readonly name: string
  readonly label: ToolLabel
}

/** What a policy does with a tool. */
export function toolEffect(policy: EffectivePolicy, tool: JudgedTool, asker: Asker): ToolEffect {
  const { at, ...subject } = asker
  const request = {
    subject,
    tool: { ...tool, annotations: {} },
    context: { at, slot: 0 as const, digest: () => '' },
    arguments: {},
    inexact: new Set<string>(),
  }
  const { documents, decision } = explain(policy.compiled, request)
  const placed = documents.flatMap((document) => governing(document, policy.documents))
  const rules = placed.map(({ policy: id, rule }) => ({ policy: id, rule }))
  if (visible(policy.compiled, tool.name, tool.label) === 'hidden')
    return { effect: 'hidden', sentence: 'Hidden: clients do not know of it.', rules }
  if (documents.some(refusesAlways)) {
    const because = decision.effect === 'deny' ? ` ${decision.message}` : ''
    return { effect: 'denied', sentence: `Denied.${because}`, rules }
  }
  const words = placed.flatMap(({ written }) => restrictionWords(written))
  const restricted = words.length === 0 ? '' : ` ${capital(words.join('; '))}.`
  if (documents.some(asksAlways))
    return { effect: 'asks', sentence: `A person is asked before each call.${restricted}`, rules }
  if (words.length > 0) return { effect: 'restricted', sentence: `Allowed within bounds.${restricted}`, rules }
  return { effect: 'allowed', sentence: 'Allowed, whatever the arguments.', rules }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const refusesAlways = ({ steps }: DocumentExplanation): boolean =>
  steps.some(
    ({ kind, conditions, outcome }) =>
      kind === 'refusal' || (kind === 'deny_if' && conditions.length === 0 && outcome === 'refuses'),
  )

const asksAlways = ({ steps }: DocumentExplanation): boolean =>
  steps.some(({ kind, conditions }) => kind === 'action' || (kind === 'approve_if' && conditions.length === 0))

interface Placed {
  readonly policy: string
  readonly rule: string
  readonly written: Rule
}

/** The rules of a document that hold for the tool. */
function governing(
  { document, candidates }: DocumentExplanation,
  policies: ReadonlyMap<string, Policy>,
): readonly Placed[] {
  const policy = policies.get(document.id)
  if (policy === undefined) return []
  return candidates
    .filter(({ applies }) => applies)
    .map((candidate) => ({ policy: document.id, rule: candidate.rule, written: ruleOf(policy, candidate) }))
}

const NO_RULE: Rule = {}

function ruleOf({ tools = {}, classes = {}, all_tools: everywhere }: Policy, { kind, text }: Candidate): Rule {
  if (kind === 'all_tools') return everywhere ?? NO_RULE
  if (kind === 'entry' || kind === 'pattern') return own(tools, text)
  return kind === 'class' ? own(classes, text) : NO_RULE
}

function own(rules: Readonly<Record<string, Rule>>, name: string): Rule {
  return Object.hasOwn(rules, name) ? (rules[name] ?? NO_RULE) : NO_RULE
}
