/** The gateway of a process that takes calls: put together from texts, fed through the owner, ended by it. */
import { type Composition, type CompositionOptions, compose, httpSettings } from '../../compose/compose.ts'
import type { FromWorker, ToWorker, WorkerStart } from '../../compose/workers/messages.ts'
import { type WorkerPlace, workerPlace } from '../../compose/workers/worker-place.ts'
import type { Configuration } from '../../config/configuration.ts'
import { fileSetOf } from '../../config/file-set.ts'
import { loadConfiguration } from '../../config/load.ts'
import { type HttpListener, listenHttp } from '../../gateway/transport/http.ts'
import { systemClock } from '../../ports/clock.ts'
import { fileFacts } from '../file-facts.ts'
import { watchControlPlane, watchListener } from '../health-checks.ts'
import { problemLines } from '../read-configuration.ts'
import { within } from '../run-control.ts'
import { withSample } from '../sample-facts.ts'
import { stopRunning } from '../stop-running.ts'
import { sayLast } from './say-last.ts'

/** What it is made of. */
export interface WorkerGatewayOptions {
  readonly send: (message: FromWorker) => void
  readonly onTools: NonNullable<CompositionOptions['onTools']>
}

/** Milliseconds that calls wait for the control plane's directory: without it, its grants would be unknown. */
const DIRECTORY_PATIENCE = 15_000

/** Begins with the first message. */
export class WorkerGateway {
  readonly #options: WorkerGatewayOptions
  #place: WorkerPlace | undefined
  #current: Configuration | undefined
  #composed: Composition | undefined
  #listener: HttpListener | undefined
  /** Edits that came before everything was put together. */
  readonly #early: Extract<ToWorker, { kind: 'edit' }>[] = []

  constructor(options: WorkerGatewayOptions) {
    this.#options = options
  }

  /** Rejects where nothing can go on. */
  async hear(message: ToWorker): Promise<void> {
    const line = this.#composed?.line
    switch (message.kind) {
      case 'begin':
        return this.#begin(message.start)
      case 'edit':
        return this.#composed === undefined ? void this.#early.push(message) : this.#adopt(this.#composed, message)
      case 'neighbours':
        return this.#place?.neighbours(message.neighbours)
      case 'owner':
        return this.#place?.hear(message.word)
      case 'control':
        return line?.hear(message.message)
      case 'attached':
        return line?.attach((said) => this.#options.send({ kind: 'control', message: said }))
      case 'detached':
        return line?.detach()
      case 'origins':
        return line?.announce(message.origins)
      case 'drain':
        return this.#composed?.telemetry.health.stop()
      case 'stop':
        return this.#stop(message.grace)
      default:
        return message satisfies never
    }
  }

  /** Programs of servers do not outlive it. */
  signalChildren(): void {
    this.#composed?.signalChildren('SIGTERM')
  }

  async #begin(start: WorkerStart): Promise<void> {
    const { send } = this.#options
    const diagnose = (text: string, cause?: unknown): void =>
      send({ kind: 'says', text, cause: cause === undefined ? undefined : reasonOf(cause) })
    const place = workerPlace({ start, clock: systemClock, diagnose, send: (word) => send({ kind: 'owner', word }) })
    this.#place = place
    const composed = await compose({
      configuration: this.#load(start.files),
      diagnose,
      open: place.open,
      onStderr: (line) => send({ kind: 'child', line }),
      onTools: this.#options.onTools,
      ...(start.administered && { administration: { file: () => this.#facts(start) } }),
    })
    if ('problem' in composed) throw new Error(composed.problem)
    this.#composed = composed
    for (const edit of this.#early.splice(0)) this.#adopt(composed, edit)
    watchControlPlane(composed)
    send({ kind: 'composed' })
    if (composed.line !== undefined) await within(composed.line.ready, DIRECTORY_PATIENCE)
    await this.#listen(composed, start.port)
  }

  async #listen(composed: Composition, port: number): Promise<void> {
    const settings = httpSettings(this.#loaded().settings)
    try {
      const listener = await listenHttp(composed.env, { ...settings, port: port === 0 ? settings.port : port })
      this.#listener = listener
      watchListener(composed, listener)
      const inside = await listener.listenInside()
      this.#options.send({ kind: 'listening', port: listener.port, inside })
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined
      this.#options.send({ kind: 'failed', problem: reasonOf(cause), code })
    }
  }

  #adopt(composed: Composition, { edit, files }: Extract<ToWorker, { kind: 'edit' }>): void {
    const next = this.#load(files)
    composed.directory.replace(next)
    this.#listener?.adopt(httpSettings(next.settings))
    this.#options.send({ kind: 'adopted', edit })
  }

  /** The owner took these texts for good; whoever cannot is started anew. */
  #load(files: WorkerStart['files']): Configuration {
    const world = { environment: process.env, portable: false }
    const loaded = loadConfiguration(fileSetOf(files), world, this.#current)
    if (!loaded.ok) throw new Error(problemLines(loaded))
    this.#current = loaded.configuration
    return loaded.configuration
  }

  #facts({ sample }: WorkerStart) {
    const current = this.#loaded()
    return withSample(fileFacts(current), current, sample)
  }

  #loaded(): Configuration {
    if (this.#current === undefined) throw new Error('No configuration was given yet.')
    return this.#current
  }

  async #stop(grace: number): Promise<void> {
    const composed = this.#composed
    if (composed !== undefined) await stopRunning({ composed, listener: this.#listener }, { drain: 0, grace })
    await sayLast({ kind: 'beat' })
    process.exit(0)
  }
}

const reasonOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause))
