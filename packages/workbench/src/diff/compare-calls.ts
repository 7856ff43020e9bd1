/** What two policies answer to the calls of one tool. */
import type { CallRequest, Seen } from '@portcullis/engine'
import { atomsIn } from './abstract.ts'
import type { Atoms } from './atoms.ts'
import type { Calls } from './call.ts'
import { type Answered, type Difference, type Direction, difference, type Undecided } from './difference.ts'
import { type Effective, isWithin, restrictionsOf } from './effective.ts'
import { groupsOf } from './groups.ts'
import { type Searched, type SeenTurn, search, type Turn } from './search.ts'
import type { Side } from './side.ts'

/** What was found. */
export interface Found {
  readonly differences: readonly Difference[]
  readonly undecided: readonly Undecided[]
}

/** Nothing is different. */
export const NONE_FOUND: Found = { differences: [], undecided: [] }

/** The same tool on both sides. */
export interface Pair {
  readonly calls: Calls
  readonly sides: readonly [Side, Side]
  readonly effective: readonly [Effective, Effective]
}

/** Compares the answers to calls. */
export function compareCalls(pair: Pair, atoms: Atoms): Found {
  const { calls, sides, effective } = pair
  const [before, after] = effective.map(restrictionsOf) as [ReadonlySet<string>, ReadonlySet<string>]
  const fewer = isWithin(after, before)
  const more = isWithin(before, after)
  if (fewer && more) return NONE_FOUND
  const rules = effective.flatMap((each) => each.rules)
  const asked = atomsIn(rules, atoms)
  const groups = groupsOf(asked, calls)
  const searched = search(groups, calls, sides)
  const isPossible = (turn: Turn): boolean => {
    const direction = directionOf(turn)
    return !(direction === 'loosened' && more) && !(direction === 'tightened' && fewer)
  }
  const story: Story = {
    subject: calls.target.subject,
    always: groups.length === 0,
    timely: asked.some(({ root }) => root.startsWith('time.')),
    base: calls.base,
  }
  return {
    differences: searched.seen.map((turn) => seenDifference(turn, story)),
    undecided: [
      ...searched.possible.filter(isPossible).map((turn) => possibly(turn, calls)),
      ...rest(pair, searched, { fewer, more }),
    ],
  }
}

const STRICTNESS = { allow: 0, ask: 1, deny: 2 } as const

function directionOf({ before, after }: Turn): Direction {
  const by = STRICTNESS[after.effect] - STRICTNESS[before.effect]
  if (by === 0) return 'changed'
  return by < 0 ? 'loosened' : 'tightened'
}

const WAS = { allow: 'allowed', ask: 'asked about', deny: 'denied' } as const

function turned({ before, after, asksOtherwise }: Turn): string {
  if (asksOtherwise) return 'asked about in another way'
  return `${WAS[after.effect]}, not ${WAS[before.effect]}`
}

/** What is told of all calls of a tool. */
interface Story {
  readonly subject: string
  /** Arguments make no difference. */
  readonly always: boolean
  /** The time of a call does. */
  readonly timely: boolean
  readonly base: CallRequest
}

function seenDifference(turn: SeenTurn, story: Story): Difference {
  const { subject, always } = story
  const made = difference(turn.asksOtherwise ? 'approvals' : 'calls', directionOf(turn), subject, {
    says: `${always ? 'every call is' : 'some calls are'} now ${turned(turn)}`,
    before: ruleOf(turn.before),
    after: ruleOf(turn.after),
    doubtful: turn.asksOtherwise,
  })
  return { ...made, witness: witnessOf(turn, story) }
}

const ruleOf = ({ document, rule }: Answered): Difference['before'] => ({ document, rule })

function witnessOf({ call, before, after }: SeenTurn, story: Story): Difference['witness'] {
  return {
    tool: call.tool.name,
    label: call.tool.label,
    arguments: call.arguments,
    inexact: [...call.inexact],
    circumstances: circumstancesOf(call, story),
    before,
    after,
  }
}

/** What of a call is not as it usually is. */
function circumstancesOf(
  { subject, tool, context, input, inexactInput }: CallRequest,
  { timely, base }: Story,
): Readonly<Record<string, string>> {
  const told: (readonly [string, string | undefined])[] = [
    ['time', timely ? new Date(context.at).toISOString() : undefined],
    ['tool.server', tool.server === 'server' ? undefined : tool.server],
    ['tool.annotations', tool.annotations === base.tool.annotations ? undefined : JSON.stringify(tool.annotations)],
    ['grant.label', subject.label === 'grant' ? undefined : subject.label],
    ['grant.owner', subject.owner === 'owner' ? undefined : subject.owner],
    ...Object.entries(subject.tags).map(([key, tag]) => [`grant.tags.${key}`, tag] as const),
    ['client.name', context.client?.name],
    ['client.version', context.client?.version],
    ['request.ip', context.address],
    ['seen', context.seen === undefined ? 'unknown' : seenText(context.seen)],
    ['input', input === undefined ? undefined : JSON.stringify(input)],
    ['input.inexact', inexactInput === undefined || inexactInput.size === 0 ? undefined : [...inexactInput].join(' ')],
  ]
  return Object.fromEntries(told.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

function seenText(seen: Seen): string | undefined {
  const kinds = Object.entries(seen).flatMap(([kind, was]) => (was ? [kind] : []))
  return kinds.length === 0 ? undefined : kinds.join(' ')
}

function possibly(turn: Turn, { target }: Calls): Undecided {
  return {
    area: 'calls',
    subject: target.subject,
    says: `no call was found, and it cannot be excluded, that is now ${turned(turn)}`,
    may: [directionOf(turn)],
    before: ruleOf(turn.before),
    after: ruleOf(turn.after),
  }
}

/** Where not everything could be looked at. */
function rest(
  { calls, effective }: Pair,
  { whole, seen }: Searched,
  { fewer, more }: { readonly fewer: boolean; readonly more: boolean },
): readonly Undecided[] {
  const known = new Set(seen.map(directionOf))
  const may = (['loosened', 'tightened'] as const).filter(
    (each) => !known.has(each) && !(each === 'loosened' ? more : fewer),
  )
  if (whole || may.length === 0) return []
  const [before, after] = effective.map(({ rule, rules }) => ({ document: rules[0]?.document ?? '', rule }))
  const says =
    'the conditions differ in more ways than could be tried: it cannot be decided whether other calls are answered otherwise'
  return [{ area: 'calls', subject: calls.target.subject, says, may, before, after }]
}
