/** Which tools of a stack are worse together than each alone, how it would go, and what breaks the path. */
import { bySeverity, type Callable } from './callable.ts'
import { codeAndSecrets } from './code-and-secrets.ts'
import { COMBINATION_KINDS, type CombinationKind } from './combination-kinds.ts'
import { breaking, type FoundCombination, legOf, players } from './combination-legs.ts'
import { WAY_OUT } from './roles.ts'
import type { StackMember, ToxicCombination } from './stack-report.ts'

/** The likeliest for each role; where it can be, the way in is not the way out as well. */
function witnesses(legs: readonly (readonly Callable[])[]): readonly Callable[] {
  const last = legs.at(-1)?.[0]
  return legs.flatMap(
    (tools, at) => (at === legs.length - 1 ? tools[0] : (tools.find((tool) => tool !== last) ?? tools[0])) ?? [],
  )
}

function ofKind(kind: CombinationKind, tools: readonly Callable[]): readonly FoundCombination[] {
  const legs = kind.roles.map((one) => players(tools, one))
  const [first, second = first, third = second] = witnesses(legs)
  if (legs.some(({ length }) => length === 0) || first === undefined || second === undefined) return []
  if (third === undefined || (kind.roles.length > 1 && new Set(legs.flat()).size === 1)) return []
  const gate = legs[kind.gate] ?? []
  const { id, title, risk, attacks } = kind
  const combination: ToxicCombination = {
    id,
    title,
    risk,
    attacks,
    legs: legs.map((leg, at) => legOf(kind.roles[at] ?? WAY_OUT, leg)),
    path: kind.path(first, second, third),
    breaks: breaking(gate, kind.gain),
  }
  return [{ combination, gate }]
}

/** All toxic combinations of a stack, worst first. Linear in its tools but for sorting. */
export function combinationsOf(
  tools: readonly Callable[],
  members: readonly StackMember[],
): readonly FoundCombination[] {
  const found = [...COMBINATION_KINDS.flatMap((kind) => ofKind(kind, tools)), ...codeAndSecrets(tools, members)]
  return found.sort((a, b) => bySeverity(a.combination, b.combination))
}
