/** All servers that one agent is given → what it can call, what comes together, and the policies to put before it. */
import { say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import { study } from '../report/study.ts'
import { CATEGORIES, type Category, RISK_LEVELS, type RiskLevel } from '../risk.ts'
import { bySeverity, type Callable, callablesOf, worst } from './callable.ts'
import type { FoundCombination } from './combination-legs.ts'
import { combinationsOf } from './combinations.ts'
import { configurationFindings } from './configuration-findings.ts'
import { stackPolicies } from './stack-policies.ts'
import type { AssessedMember, StackMember, StackReport } from './stack-report.ts'
import { nameFindings } from './tool-names.ts'

function tally<Key extends string>(keys: readonly Key[], found: readonly Key[]): Readonly<Record<Key, number>> {
  const counts = new Map(keys.map((key) => [key, 0]))
  for (const key of found) counts.set(key, (counts.get(key) ?? 0) + 1)
  return Object.fromEntries(counts) as Record<Key, number>
}

const byCategory = (tools: readonly Callable[]): Readonly<Record<Category, number>> =>
  tally(
    CATEGORIES,
    tools.map(({ shown }) => shown.category),
  )

const byRisk = (tools: readonly Callable[]): Readonly<Record<RiskLevel, number>> =>
  tally(
    RISK_LEVELS,
    tools.map(({ shown }) => shown.risk),
  )

function assessed(member: StackMember, tools: readonly Callable[]): AssessedMember {
  const own = tools.filter((tool) => tool.member === member)
  return {
    name: member.name,
    link: member.entry === undefined ? undefined : study(member.entry).link,
    confidence: member.confidence,
    risk: worst(own.map(({ shown }) => shown.risk)),
    counts: byCategory(own),
    tools: own.length,
  }
}

const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** Titles name several things that come together, or one. */
function worstOf({ combination: { title } }: FoundCombination): string {
  return `${title.toLowerCase()}${title.includes(' and ') ? ' come together' : ''}`
}

function verdictOf(
  members: readonly StackMember[],
  tools: readonly Callable[],
  found: readonly FoundCombination[],
): Prose {
  const silent = members.filter(({ entry }) => entry === undefined || entry.tools.length === 0).length
  const unsaid = silent === 0 ? '' : ` Of ${silent === 1 ? 'one server' : many(silent, 'server')} no tool is known.`
  if (members.length === 0) return say`No server is in this stack.`
  if (tools.length === 0)
    return say`Nothing is known of what ${many(members.length, 'server')} can do: deny by default, and allow what their lists show.`
  const { Critical, High } = byRisk(tools)
  const severe = [Critical > 0 ? `${Critical} Critical` : '', High > 0 ? `${High} High` : ''].filter(Boolean)
  const reach = say`An agent with ${members.length === 1 ? 'this server' : `these ${members.length} servers`} can call ${many(tools.length, 'tool')}${severe.length > 0 ? ` (${severe.join(', ')})` : ', none of them High or Critical'}.`
  const [first] = found
  if (first === undefined) return say`${reach} No toxic combination is among them.${unsaid}`
  const more =
    found.length === 1
      ? ''
      : ` ${many(found.length - 1, 'more toxic combination')} ${found.length === 2 ? 'is' : 'are'} among them.`
  return say`${reach} The worst: ${worstOf(first)}.${more}${unsaid}`
}

/**
 * Judges a stack. Pure and deterministic; members keep their order. A server that stands twice counts once, a disabled one
 * not at all.
 */
export function assessStack(members: readonly StackMember[]): StackReport {
  const present = members.filter(({ configured }) => configured?.disabled !== true)
  const tools = callablesOf(present)
  const found = combinationsOf(tools, present)
  const findings = [...configurationFindings(present), ...nameFindings(tools)]
  return {
    members: present.map((member) => assessed(member, tools)),
    tools: tools.map(({ shown }) => shown),
    counts: {
      servers: present.length,
      tools: tools.length,
      unknownServers: present.filter(({ entry }) => entry === undefined).length,
      unknownTools: present.filter(({ entry }) => entry?.tools.length === 0).length,
      byCategory: byCategory(tools),
      byRisk: byRisk(tools),
    },
    combinations: found.map(({ combination }) => combination),
    findings: [...findings].sort(bySeverity),
    policies: stackPolicies(present, tools, found),
    risk: worst([...tools.map(({ shown }) => shown.risk), ...found.map(({ combination }) => combination.risk)]),
    verdict: verdictOf(present, tools, found),
  }
}
