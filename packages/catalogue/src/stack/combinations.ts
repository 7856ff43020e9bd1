/** Which tools of a stack are worse together than each alone, how it would go, and what breaks the path. */
import type { RiskLevel } from '../risk.ts'
import { bySeverity, type Callable } from './callable.ts'
import { codeAndSecrets } from './code-and-secrets.ts'
import { COMBINATION_KINDS, type CombinationKind } from './combination-kinds.ts'
import { breaking, type FoundCombination, legOf, players } from './combination-legs.ts'
import { isStrong, type Role, WAY_OUT } from './roles.ts'
import type { StackMember, ToxicCombination } from './stack-report.ts'

/** The likeliest for each role; where another is made for it as well, the way in is not the way out. */
function witnesses(roles: readonly Role[], legs: readonly (readonly Callable[])[]): readonly Callable[] {
  const last = legs.at(-1)?.[0]
  return legs.flatMap((tools, at) => {
    const other = tools.find((tool) => tool !== last)
    const role = roles[at]
    const isAsGood = other !== undefined && role !== undefined && isStrong(role, [other])
    return (at < legs.length - 1 && isAsGood ? other : tools[0]) ?? []
  })
}

/**
 * The level of a combination: one less where one of its parts is only played for want of a better tool, and nothing where
 * that would be less than High, where two are, or where all of it is within one server: too little to alarm anybody.
 */
function levelOf({ roles, risk }: CombinationKind, legs: readonly (readonly Callable[])[]): RiskLevel | undefined {
  const weak = roles.filter((one, at) => !isStrong(one, legs[at] ?? [])).length
  if (weak === 0) return risk
  const servers = new Set(legs.flat().map(({ member }) => member))
  return weak === 1 && risk === 'Critical' && servers.size > 1 ? 'High' : undefined
}

function ofKind(kind: CombinationKind, tools: readonly Callable[]): readonly FoundCombination[] {
  const legs = kind.roles.map((one) => players(tools, one))
  const [first, second = first, third = second] = witnesses(kind.roles, legs)
  if (legs.some(({ length }) => length === 0) || first === undefined || second === undefined) return []
  if (third === undefined || (kind.roles.length > 1 && new Set(legs.flat()).size === 1)) return []
  const risk = levelOf(kind, legs)
  if (risk === undefined) return []
  const gate = legs[kind.gate] ?? []
  const { id, title, attacks } = kind
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
