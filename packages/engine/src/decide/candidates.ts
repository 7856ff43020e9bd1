/** What of a document fits a tool, and what of that holds. */
import { isOfClass, type ToolLabel } from '../name/label.ts'
import { matches, nameTokens, type Pattern, parsePattern } from '../name/pattern.ts'
import type { CompiledDocument } from '../plan/document.ts'
import { pointerOf } from '../text/pointer.ts'
import type { Candidate } from './explanation.ts'

/** What fits, the strongest first; what is displaced by something stronger is there too, and says so. */
export function candidatesOf(
  document: CompiledDocument,
  name: string,
  label: ToolLabel | undefined,
): readonly Candidate[] {
  const hiding = hidingOf(document, name)
  const exact = exactEntryOf(document, name)
  const patterns = patternsOf(document, name, exact)
  const classes = classesOf(document, label, exact)
  const named = [...exact, ...patterns, ...classes]
  const fitting = hiding.length === 0 ? named : named.map((candidate) => displaced(candidate, 'the name is hidden'))
  const beside = document.policy.all_tools === undefined ? [] : [allTools]
  const governs = fitting.some(({ applies, kind }) => applies && kind !== 'class') || hiding.length > 0
  return [...hiding, ...fitting, ...beside, ...(governs ? [] : [defaultOf(document, fitting)])]
}

const allTools: Candidate = {
  kind: 'all_tools',
  rule: '/all_tools',
  text: 'all_tools',
  literals: undefined,
  applies: true,
  because: 'it holds for every call',
}

function displaced(candidate: Candidate, because: string): Candidate {
  return { ...candidate, applies: false, because }
}

function hidingOf({ policy }: CompiledDocument, name: string): readonly Candidate[] {
  const tokens = nameTokens(name)
  return (policy.hide ?? []).flatMap((text, index): readonly Candidate[] => {
    if (!fits(text, tokens)) return []
    const rule = pointerOf(['hide', index])
    return [
      {
        kind: 'hide',
        rule,
        text,
        literals: undefined,
        applies: true,
        because: 'what is hidden is hidden, whatever else is written',
      },
    ]
  })
}

function fits(text: string, name: ReturnType<typeof nameTokens>): boolean {
  const pattern = parsePattern(text)
  return pattern.ok && matches(pattern.value, name)
}

function exactEntryOf({ policy }: CompiledDocument, name: string): readonly Candidate[] {
  const text = Object.keys(policy.tools ?? {}).find((key) => exactName(key) === name)
  if (text === undefined) return []
  const because = 'an exact name displaces patterns and classes'
  return [{ kind: 'entry', rule: pointerOf(['tools', text]), text, literals: undefined, applies: true, because }]
}

function exactName(text: string): string | undefined {
  const pattern = parsePattern(text)
  return pattern.ok ? pattern.value.exact : undefined
}

function patternsOf({ patterns }: CompiledDocument, name: string, exact: readonly Candidate[]): readonly Candidate[] {
  const tokens = nameTokens(name)
  const fitting = patterns.filter(({ pattern }) => matches(pattern, tokens)).map(({ pattern }) => pattern)
  const most = fitting[0]?.literals
  const ties = fitting.filter(({ literals }) => literals === most).length > 1
  return fitting.map((pattern) => {
    const candidate = patternCandidate(pattern)
    if (exact.length > 0) return displaced(candidate, 'an exact name displaces it')
    if (pattern.literals !== most) return displaced(candidate, `another pattern has more literal characters (${most})`)
    if (ties) return displaced(candidate, 'another pattern fits equally well, so the call is refused')
    return candidate
  })
}

function patternCandidate({ text, literals }: Pattern): Candidate {
  const because = `no other pattern that fits has as many literal characters (${literals})`
  return { kind: 'pattern', rule: pointerOf(['tools', text]), text, literals, applies: true, because }
}

function classesOf(
  { policy }: CompiledDocument,
  label: ToolLabel | undefined,
  exact: readonly Candidate[],
): readonly Candidate[] {
  return Object.keys(policy.classes ?? {}).flatMap((text): readonly Candidate[] => {
    if (!isOfClass(text as Parameters<typeof isOfClass>[0], label)) return []
    const source = label === undefined ? 'it has no label' : `by its ${label.source} label`
    const candidate: Candidate = {
      kind: 'class',
      rule: pointerOf(['classes', text]),
      text,
      literals: undefined,
      applies: true,
      because: `the tool is of this class: ${source}`,
    }
    return [exact.length > 0 ? displaced(candidate, 'an exact name displaces it') : candidate]
  })
}

function defaultOf({ policy }: CompiledDocument, fitting: readonly Candidate[]): Candidate {
  const because = fitting.some(({ applies }) => applies)
    ? 'no entry names the tool: its classes restrict this'
    : 'no entry fits the tool'
  const rule = `(default ${policy.default})`
  return { kind: 'default', rule, text: policy.default, literals: undefined, applies: true, because }
}
