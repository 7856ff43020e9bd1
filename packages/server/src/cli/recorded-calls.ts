/** Calls of the decision log, as replay and learn read them. */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { Subject } from '@portcullis/engine'
import { type Effect, type Keyring, type RecordedCall, wasJudged } from '@portcullis/workbench'
import type { Configuration } from '../config/configuration.ts'
import { digestPlace, digestText, FACT_KEY, monthOf, questionNames, typeOf } from '../crypto/fact-digests.ts'
import { type KeyedDigest, type KeyedDigester, keyedDigester } from '../crypto/keyed-digest.ts'
import { openKey } from '../crypto/keys.ts'
import { MONTH_KEYS, monthlyDigester, openMonthKeys } from '../crypto/month-keys.ts'
import { readLog } from '../store/jsonl/log-reader.ts'
import { readFacts } from '../store/jsonl/read-facts.ts'
import type { DecisionLine } from '../store/jsonl/read-line.ts'
import { join as joinLines } from './log-join.ts'

/** Which calls are meant. */
export interface CallFilter {
  readonly server?: string | undefined
  readonly grant?: string | undefined
  /** Instants, milliseconds. */
  readonly since?: number | undefined
  readonly until?: number | undefined
}

/**
 * Reads the calls of logs, in the order of their instants.
 * @param logs paths; of each, what was put aside is read with it
 * @param grants those that the configuration has
 * @throws Error for a file that cannot be read
 */
export async function readCalls(
  logs: readonly string[],
  filter: CallFilter,
  grants: Configuration['grants'],
): Promise<readonly RecordedCall[]> {
  const subjects = new Map(grants.map(({ grant: { subject } }) => [subject.grant, subject]))
  const calls: RecordedCall[] = []
  for (const log of logs) {
    // A log that is not there is read as an empty one otherwise.
    await access(log)
    const joined = joinLines()
    const take = (line: DecisionLine, outcome: string | undefined): void => {
      const call = recordedCall(line, outcome, subjects)
      if (call !== undefined && isMeant(call, filter)) calls.push(call)
    }
    for await (const line of readLog(log, { tail: undefined, counts: () => true })) {
      const record = joined.next(line)
      if (record !== undefined && 'outcome' in record) take(record.line, record.outcome?.outcome)
    }
    for (const record of joined.open()) if ('outcome' in record) take(record.line, undefined)
  }
  return calls.sort((left, right) => left.at - right.at)
}

function isMeant({ at, server, grant }: RecordedCall, filter: CallFilter): boolean {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY } = filter
  if (filter.server !== undefined && filter.server !== server) return false
  if (filter.grant !== undefined && filter.grant !== grant) return false
  return at >= since && at < until
}

/** One line as a call; undefined for what is none, or names no tool. */
export function recordedCall(
  line: DecisionLine,
  outcome: string | undefined,
  subjects: ReadonlyMap<string, Subject>,
): RecordedCall | undefined {
  const at = Date.parse(line.at)
  const { id, grant, server, tool, code, rule, count, otherArgs } = line
  if (line.method !== 'tools/call' || tool === undefined || Number.isNaN(at)) return undefined
  const was = { effect: effectOf(line), code, rule }
  const subject = subjects.get(grant)
  return { at, id, grant, subject, server, tool, was, otherArgs, outcome, count, ...readFacts(line.raw) }
}

const effectOf = ({ effect, code }: DecisionLine): Effect => (code === 'approval_unavailable' ? 'ask' : effect)

/** Whether values were kept as facts at all: only then can a call be judged by its arguments. */
export function hasFacts(calls: readonly RecordedCall[]): boolean {
  return calls.some((call) => wasJudged(call) && [...call.args.values()].some(({ kind }) => kind !== undefined))
}

/** Opens the key with which a gateway kept its facts; says what is wrong where it cannot. */
export async function openKeyring(dataFolder: string): Promise<Keyring | { readonly problem: string }> {
  const path = join(dataFolder, 'key')
  try {
    await access(path)
  } catch {
    return {
      problem: `The key file ${path} is not there. Facts can be compared only with the key of the gateway that kept them: run this beside its data folder, or name its configuration with --config.`,
    }
  }
  const key = openKey(path)
  if (!key.ok) return { problem: key.problem }
  const months = openMonthKeys(join(dataFolder, MONTH_KEYS))
  return months.ok
    ? keyringOf(monthlyDigester(keyedDigester(key.derive(FACT_KEY)), months.keys.find))
    : { problem: months.problem }
}

/** What can be asked of a key. */
export function keyringOf(digester: KeyedDigester): Keyring {
  const places = new Map<string, KeyedDigest>()
  return {
    question: questionNames(digester),
    digest({ subject, server, tool, at }, argument, value) {
      const text = digestText(value)
      if (text === undefined) return undefined
      const organisation = subject?.organisation ?? 'local'
      const place = digestPlace({ organisation, server, tool }, argument, { type: typeOf(value), month: monthOf(at) })
      const key = JSON.stringify(place)
      const digest = places.get(key) ?? digester.for(place)
      places.set(key, digest)
      // The key of a month that is long ago is gone.
      return digest(text) || undefined
    },
  }
}
