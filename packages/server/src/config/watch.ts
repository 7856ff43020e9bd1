/** Takes up edits of a running gateway's configuration. */
import type { Instant } from '@portcullis/engine'
import type { Clock } from '../ports/clock.ts'
import type { Configuration } from './configuration.ts'
import type { World } from './draft.ts'
import type { FileSet } from './file-set.ts'
import { prepareFolders } from './folders.ts'
import { type Loaded, loadConfiguration } from './load.ts'
import type { Problem } from './problem.ts'
import { loosenings } from './tighten.ts'
import { publishStatus, takeConfirmation } from './watch/confirmation.ts'
import { createFileEvents, type FileEvents } from './watch/file-events.ts'
import { restartNeeded } from './watch/restart.ts'
import { readSettled, signatureOf } from './watch/settled.ts'
import type { InForce, ReloadStatus } from './watch/status.ts'

/** Times in milliseconds. */
export interface WatchPace {
  /** Quiet time after an event of the file system. */
  readonly debounce: number
  /** Two equal readings lie at least so far apart. */
  readonly settle: number
  /** Between two looks at the files without any event, and at a confirmation that is waited for. */
  readonly poll: number
}

export interface WatchOptions {
  /** Path of `portcullis.yaml`. */
  readonly path: string
  /** The version in force when watching begins. */
  readonly initial: Configuration
  readonly world: World
  readonly clock: Clock
  /** Puts a version in force, in one step; resolves when it is so everywhere. */
  apply(configuration: Configuration, set: FileSet): void | Promise<void>
  /** Told of every new status. */
  report(status: ReloadStatus): void
  readonly pace?: WatchPace
}

/** A configuration that is watched. */
export interface ConfigurationWatch {
  readonly status: ReloadStatus
  /** Looks at the files now; resolves when what is there was judged. Does nothing under `watch: off`. */
  reload(): Promise<ReloadStatus>
  /** Resolves when nothing is under way any more. */
  close(): Promise<void>
}

const standardPace: WatchPace = { debounce: 50, settle: 100, poll: 1000 }
const attempts = 50

/**
 * Watches a configuration as its own `watch` says. Whatever is wrong with an edit, the version in force stays in force,
 * and the status says why. Under `tighten`, edits that loosen wait for a confirmation in the data folder.
 */
export function watchConfiguration(options: WatchOptions): ConfigurationWatch {
  return new Watching(options)
}

class Watching implements ConfigurationWatch {
  #status: ReloadStatus
  readonly #options: WatchOptions
  readonly #events: FileEvents
  readonly #pace: WatchPace
  #current: Configuration
  #warnings: readonly Problem[] = []
  #paths: readonly string[]
  /** Of the files when they were judged last; before that nothing is known of them. */
  #signature = ''
  #looks: Promise<void> = Promise.resolve()
  #published: Promise<void> = Promise.resolve()
  #queued = false
  #closed = false

  constructor(options: WatchOptions) {
    this.#options = options
    this.#pace = options.pace ?? standardPace
    this.#current = options.initial
    this.#paths = [options.path]
    this.#status = this.#inForce()
    this.#events = createFileEvents(this.#pace, () => void this.#look(false))
    this.#follow()
    this.#publish()
  }

  get status(): ReloadStatus {
    return this.#status
  }

  async reload(): Promise<ReloadStatus> {
    await this.#look(true)
    return this.#status
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#events.close()
    await this.#looks
    await this.#published
  }

  /** Looks come one after the other; of those that only follow a hint, one at most waits. */
  #look(always: boolean): Promise<void> {
    if (this.#queued && !always) return this.#looks
    this.#queued = true
    this.#looks = this.#looks.then(async () => {
      this.#queued = false
      if (!this.#closed && this.#current.settings.watch !== 'off') await this.#lookOnce(always)
    })
    return this.#looks
  }

  async #lookOnce(always: boolean): Promise<void> {
    const confirmed =
      this.#status.state === 'waiting' && (await takeConfirmation(this.#dataFolder, this.#status.digest))
    const digest = confirmed ? this.#status.digest : undefined
    if (!always && !confirmed && (await signatureOf(this.#paths)) === this.#signature) return
    const { clock, path } = this.#options
    const settled = await readSettled(path, { clock, gap: this.#pace.settle, attempts })
    if (settled === undefined) return
    this.#signature = settled.signature
    this.#paths = [...settled.set.files.keys()]
    this.#follow()
    await this.#judge(settled.set, digest)
  }

  async #judge(set: FileSet, confirmed: string | undefined): Promise<void> {
    if (set.digest === this.#current.digest) return this.#become(this.#inForce())
    const loaded = this.#load(set)
    if (!loaded.ok) return this.#reject(set, loaded.problems)
    const { configuration, warnings } = loaded
    if (this.#current.settings.watch === 'tighten' && set.digest !== confirmed) {
      const loosens = loosenings(this.#current, configuration)
      if (loosens.length > 0) return this.#become({ state: 'waiting', at: this.#now(), digest: set.digest, loosens })
    }
    const failure = (await prepareFolders(configuration)) ?? (await this.#apply(configuration, set))
    if (failure !== undefined) return this.#reject(set, [failed(set, failure)])
    this.#current = configuration
    this.#warnings = warnings
    this.#become(this.#inForce())
    this.#follow()
  }

  #load(set: FileSet): Loaded {
    try {
      return loadConfiguration(set, this.#options.world, this.#current)
    } catch (error) {
      return { ok: false, problems: [failed(set, `The files could not be judged (${nameOfError(error)}).`)] }
    }
  }

  async #apply(configuration: Configuration, set: FileSet): Promise<string | undefined> {
    try {
      await this.#options.apply(configuration, set)
      return undefined
    } catch (error) {
      return `The configuration could not be put in force (${nameOfError(error)}).`
    }
  }

  #reject(set: FileSet, problems: readonly Problem[]): void {
    this.#become({ state: 'rejected', at: this.#now(), digest: set.digest, problems })
  }

  #become(status: ReloadStatus): void {
    if (sameStatus(status, this.#status)) return
    this.#status = status
    this.#publish()
    this.#options.report(status)
  }

  #inForce(): InForce {
    const { digest, settings } = this.#current
    const restart = restartNeeded(this.#options.initial.settings, settings)
    return { state: 'in_force', at: this.#now(), digest, warnings: this.#warnings, restart }
  }

  #follow(): void {
    if (this.#current.settings.watch === 'off') this.#events.close()
    else if (!this.#closed) this.#events.follow(this.#paths)
  }

  /** For `portcullis reload`; where it cannot be written there is still `report`. */
  #publish(): void {
    const status = this.#status
    this.#published = this.#published.then(async () => {
      await publishStatus(this.#dataFolder, status)
    })
  }

  /** The data folder of the process: one that an edit names is used from the next start on. */
  get #dataFolder(): string {
    return this.#options.initial.settings.dataFolder
  }

  #now(): Instant {
    return this.#options.clock.now()
  }
}

const sameStatus = (a: ReloadStatus, b: ReloadStatus): boolean =>
  JSON.stringify({ ...a, at: 0 }) === JSON.stringify({ ...b, at: 0 })

const nameOfError = (error: unknown): string => (error instanceof Error ? error.name : 'unknown cause')

const failed = ({ main }: FileSet, message: string): Problem => ({
  file: main,
  line: 1,
  column: 1,
  path: '',
  code: 'internal',
  severity: 'error',
  message,
  remedy: 'The version before it stays in force. Mend the cause and save the file again.',
})
