/** What came of a replay, for people and for programs. */
import { isLoosened, type ReplayReport } from './replay.ts'

/** Rows that are shown of each kind. */
const ROWS = 20

const WORDS = { allow: 'allowed', ask: 'asked', deny: 'denied' } as const

/** For people. Names come from the log, where they were made safe. */
export function replayText(report: ReplayReport): string {
  const { calls, unchanged, changed, cannotTell, leftOut, changes, doubts, from, to } = report
  if (from === undefined || to === undefined) return 'No recorded call fits.\n'
  const lines = [
    `${calls} ${calls === 1 ? 'call' : 'calls'}, ${stamp(from)} to ${stamp(to)}`,
    `  unchanged    ${unchanged}`,
    `  changed      ${changed}`,
    `  cannot tell  ${cannotTell}`,
    ...(leftOut === 0 ? [] : [`  left out     ${leftOut} that no policy answered`]),
    ...section('Changed', changes.length, changes.slice(0, ROWS).map(changeLine)),
    ...section('Cannot tell', doubts.length, doubts.slice(0, ROWS).map(doubtLine)),
  ]
  return `${lines.join('\n')}\n`
}

function changeLine(change: ReplayReport['changes'][number]): string {
  const { count, server, tool, from, to, rule, policy, first, example } = change
  const loosened = isLoosened(change) ? ' (loosened)' : ''
  return `  ${times(count)} ${server} ${tool}: ${WORDS[from]} → ${WORDS[to]}${loosened} by ${rule} of ${policy}; first ${stamp(first)} (${example})`
}

function doubtLine({ count, server, tool, from, may, because, first }: ReplayReport['doubts'][number]): string {
  const words = may.map((each) => WORDS[each]).join(' or ')
  return `  ${times(count)} ${server} ${tool}: ${WORDS[from]} then, now ${words}; not known: ${because}; first ${stamp(first)}`
}

function section(title: string, all: number, rows: readonly string[]): readonly string[] {
  if (all === 0) return []
  const more = all > rows.length ? [`  and ${all - rows.length} more kinds: --format json has them all`] : []
  return ['', title, ...rows, ...more]
}

const times = (count: number): string => `${count}×`.padStart(6)

/** RFC 3339. */
const stamp = (at: number): string => new Date(at).toISOString()

/** For programs: instants as RFC 3339 writes them. */
export function replayJson({ changes, doubts, from, to, ...counts }: ReplayReport): string {
  const told = {
    ...counts,
    from: from === undefined ? null : stamp(from),
    to: to === undefined ? null : stamp(to),
    changes: changes.map((change) => ({
      ...change,
      loosened: isLoosened(change),
      first: stamp(change.first),
      last: stamp(change.last),
    })),
    doubts: doubts.map((doubt) => ({ ...doubt, first: stamp(doubt.first) })),
  }
  return `${JSON.stringify(told, undefined, 2)}\n`
}
