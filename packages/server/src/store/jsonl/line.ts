/** Events as lines of the decision log: `docs/reference/decision-log.md` documents every field. */
import type { Instant } from '@portcullis/engine'
import type { DecisionEvent, OutcomeEvent, ResultRecord, UnidentifiedEvent } from '../../ports/audit-sink.ts'
import { decisionBody } from './decision-body.ts'
import { escaped, flat, inAscii, quoted, remembered, whole } from './json-text.ts'

/** Version of the lines' shape: rises when a reader of the old one would be misled. */
export const LINE_VERSION = 1

/** Records that were lost between two instants, because the log was full. */
export interface Gap {
  readonly at: Instant
  readonly since: Instant
  readonly dropped: number
}

/** Renders events as lines: ASCII, ending in a line feed. One writer belongs to one log. */
export interface LineWriter {
  /** What of a decision repeats: all between its id and its duration. Equal texts are identical refusals. */
  decisionBody(event: DecisionEvent): string
  decision(event: DecisionEvent, body: string, count: number): string
  outcome(event: OutcomeEvent): string
  unidentified(event: UnidentifiedEvent): string
  gap(gap: Gap): string
}

const milliseconds: readonly string[] = Array.from({ length: 1000 }, (_, ms) => String(ms).padStart(3, '0'))

/** Instants as ISO 8601 with milliseconds; the second is formatted once, however many records fall into it. */
function timestamps(): (at: Instant) => string {
  let second = Number.NaN
  let prefix = ''
  return (at) => {
    const now = Math.floor(at / 1000)
    if (now !== second) {
      prefix = new Date(now * 1000).toISOString().slice(0, -4)
      second = now
    }
    return `${prefix}${milliseconds[Math.floor(at) - now * 1000]}Z`
  }
}

/** The beginning of a line of one type, up to the quotation mark that opens the id; the same for a whole millisecond. */
function opening(type: string, timestamp: (at: Instant) => string): (at: Instant) => string {
  let instant = Number.NaN
  let text = ''
  return (at) => {
    if (at !== instant) {
      text = flat(`{"v":${LINE_VERSION},"type":"${type}","at":"${timestamp(at)}","id":"`)
      instant = at
    }
    return text
  }
}

const outcomeText = (outcome: OutcomeEvent['outcome']): string => `","outcome":"${outcome}","upstreamMicros":`
const outcomes: Readonly<Record<OutcomeEvent['outcome'], string>> = {
  ok: outcomeText('ok'),
  tool_error: outcomeText('tool_error'),
  protocol_error: outcomeText('protocol_error'),
  unreachable: outcomeText('unreachable'),
  timeout: outcomeText('timeout'),
  cancelled: outcomeText('cancelled'),
  withheld: outcomeText('withheld'),
  unknown: outcomeText('unknown'),
}

const OWN = ',"ownMicros":'
const END = '}\n'
const times = (count: number): string => `,"count":${whole(count)}}\n`
const ONCE = times(1)

/** Members of an outcome that say what a policy did with the result. */
function resultText({ redacted, withheldBy }: ResultRecord): string {
  const rows = redacted.map(({ rule, document, detector, count }) => ({ rule, policy: document.id, detector, count }))
  const first = rows.length === 0 ? '' : `,"redacted":${inAscii(JSON.stringify(rows))}`
  return withheldBy === undefined ? first : `${first},"withheldBy":${quoted(withheldBy)}`
}

/** A writer with its own caches. */
export function lineWriter(): LineWriter {
  const timestamp = timestamps()
  const text = remembered(quoted)
  const decisionAt = opening('decision', timestamp)
  const outcomeAt = opening('outcome', timestamp)
  return {
    decisionBody: decisionBody(text),
    decision: (event, body, count) =>
      decisionAt(event.at) +
      escaped(event.id) +
      body +
      whole(event.micros) +
      (event.trace === undefined ? '' : `,"trace":"${event.trace}"`) +
      (count === 1 ? ONCE : times(count)),
    outcome: (event) =>
      outcomeAt(event.at) +
      escaped(event.id) +
      outcomes[event.outcome] +
      whole(event.upstreamMicros) +
      OWN +
      whole(event.ownMicros) +
      (event.result === undefined ? END : resultText(event.result) + END),
    unidentified: (event) =>
      `{"v":${LINE_VERSION},"type":"unidentified","at":"${timestamp(event.at)}","reason":${text(event.reason)},"count":${whole(event.count)}}\n`,
    gap: (gap) =>
      `{"v":${LINE_VERSION},"type":"gap","at":"${timestamp(gap.at)}","since":"${timestamp(gap.since)}","dropped":${whole(gap.dropped)}}\n`,
  }
}
