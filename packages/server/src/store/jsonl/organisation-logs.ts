/** Decision logs of all organisations behind one sink: each has its own files, its own queue and its own chain. */
import { readdirSync } from 'node:fs'
import type { Instant } from '@portcullis/engine'
import type { Accepted, AuditEvent, AuditSink } from '../../ports/audit-sink.ts'
import { LOCAL, organisationLogFolder, organisationLogPath } from '../../ports/log-places.ts'
import { type DecisionLogOptions, JsonlDecisionLog, openDecisionLog } from './decision-log.ts'
import { LogFile } from './log-file.ts'
import type { Head } from './seal.ts'

const ORGANISATION = /^[a-z0-9-]{1,63}$/

/** Organisations that have a log: `local` first, the others by name. */
export function organisationsWithLogs(path: string): readonly string[] {
  const others = new Set<string>()
  for (const name of namesIn(organisationLogFolder(path))) {
    const organisation = name.replace(/\.jsonl(?:\.[0-9]+)?$/, '')
    if (organisation !== name && ORGANISATION.test(organisation) && organisation !== LOCAL) others.add(organisation)
  }
  return [LOCAL, ...[...others].sort()]
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** What the logs are opened with. */
export interface OrganisationLogsOptions extends Omit<DecisionLogOptions, 'chain' | 'onDrop'> {
  /** Writer and start of the process: part of every chain's name. */
  readonly writer: string
  /** A file of an organisation is about to be dropped. Where this rejects, it stays. */
  readonly onDrop?: (organisation: string, file: string, why: 'space' | 'age') => Promise<void>
}

/** Opens the log of `local`, and those of others as they are needed; rejects with a reason when it cannot be written. */
export async function openOrganisationLogs(options: OrganisationLogsOptions): Promise<OrganisationLogs> {
  return new OrganisationLogs(options, await openDecisionLog(logOptions(options, LOCAL)))
}

function logOptions(options: OrganisationLogsOptions, organisation: string): DecisionLogOptions {
  const { writer, onDrop, path, ...shared } = options
  return {
    ...shared,
    path: organisationLogPath(path, organisation),
    chain: `${organisation}/${writer}`,
    ...(onDrop && { onDrop: (file, why) => onDrop(organisation, file, why) }),
  }
}

/** An audit sink with a life: `openOrganisationLogs` begins it, `close` ends it. */
export class OrganisationLogs implements AuditSink {
  readonly #options: OrganisationLogsOptions
  readonly #local: JsonlDecisionLog
  readonly #others = new Map<string, JsonlDecisionLog>()
  #closed = false

  constructor(options: OrganisationLogsOptions, local: JsonlDecisionLog) {
    this.#options = options
    this.#local = local
  }

  record(event: AuditEvent): Accepted {
    const organisation = event.type === 'unidentified' ? undefined : event.organisation
    return organisation === undefined ? this.#local.record(event) : this.#of(organisation).record(event)
  }

  async flush(): Promise<void> {
    await Promise.all(this.#all().map((log) => log.flush()))
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all(this.#all().map((log) => log.close()))
  }

  /** How the log of `local` does. */
  status(): ReturnType<JsonlDecisionLog['status']> {
    return this.#local.status()
  }

  /** How all of them do together: numbers are sums. */
  total(): ReturnType<JsonlDecisionLog['status']> {
    return this.#all()
      .map((log) => log.status())
      .reduce((sum, one) => ({
        lines: sum.lines + one.lines,
        writtenBytes: sum.writtenBytes + one.writtenBytes,
        queuedBytes: sum.queuedBytes + one.queuedBytes,
        dropped: sum.dropped + one.dropped,
        folded: sum.folded + one.folded,
        rotations: sum.rotations + one.rotations,
        failing: sum.failing || one.failing,
        lastError: one.failing ? one.lastError : sum.lastError,
      }))
  }

  /** The end of each chain, as far as it is in the files. */
  async heads(): Promise<readonly (Head & { readonly organisation: string })[]> {
    const { path } = this.#options
    const names = this.#closed ? [LOCAL, ...this.#others.keys()] : organisationsWithLogs(path)
    const all = await Promise.all(
      [...new Set([...names, ...this.#others.keys()])].map(async (organisation) => ({
        organisation,
        ...(await this.#of(organisation).head()),
      })),
    )
    return all.filter(({ seq }) => seq > 0)
  }

  /** Drops what is older than an organisation wants it kept: files as wholes, so that a little more stays. */
  async expire(organisation: string, before: Instant, age: number): Promise<void> {
    if (!this.#closed && organisationsWithLogs(this.#options.path).includes(organisation))
      await this.#of(organisation).expire(before, age)
  }

  #all(): readonly JsonlDecisionLog[] {
    return [this.#local, ...this.#others.values()]
  }

  #of(organisation: string): JsonlDecisionLog {
    if (organisation === LOCAL) return this.#local
    const open = this.#others.get(organisation)
    if (open !== undefined) return open
    // What is no name of an organisation names no file either.
    if (!ORGANISATION.test(organisation)) return this.#local
    const options = logOptions(this.#options, organisation)
    const log = new JsonlDecisionLog(options, new LogFile(options))
    this.#others.set(organisation, log)
    return log
  }
}
