/** Calls of the decision log, as replay and learn read them. */
import { access } from 'node:fs/promises'
import type { Keyring, RecordedCall } from '@portcullis/workbench'
import { factKeyring } from '../compose/author.ts'
import type { Configuration, Settings } from '../config/configuration.ts'
import { KEY_VARIABLE, openKey } from '../crypto/keys.ts'
import { recordedCall } from '../recorded/recorded-call.ts'
import { readLog } from '../store/jsonl/log-reader.ts'
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

/** Opens the key with which a gateway kept its facts; says what is wrong where it cannot. */
export async function openKeyring({
  dataFolder,
  keys: { installation: path },
}: Pick<Settings, 'dataFolder' | 'keys'>): Promise<Keyring | { readonly problem: string }> {
  const isThere = (process.env[KEY_VARIABLE] ?? '') !== '' || (await isReadable(path))
  if (!isThere) {
    return {
      problem: `The key file ${path} is not there. Facts can be compared only with the key of the gateway that kept them: run this beside its data folder, or name its configuration with --config.`,
    }
  }
  const key = openKey(path, process.env)
  if (!key.ok) return { problem: key.problem }
  return factKeyring(dataFolder, key.derive)()
}

async function isReadable(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
