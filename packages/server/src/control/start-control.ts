/**
 * The control plane's thread, seen from the gateway's: started, listened to, started again when it dies. No query, password digest
 * or compilation of it touches the gateway's event loop.
 */
import { programBeside, type SupervisedThread, superviseThread } from '../thread/supervised-thread.ts'
import type { ControlStart, FileFacts, FromControl, ListenerTls, ToControl } from './messages.ts'

/** The gateway's end of the line. */
export interface LineEnd {
  /** Resolves when a whole directory is in force for the first time. Never rejects. */
  readonly ready: Promise<void>
  hear(message: FromControl): void
  attach(send: (message: ToControl) => void): void
  detach(): void
}

/** What is needed to start it. */
export interface ControlOptions {
  readonly start: ControlStart
  readonly line: LineEnd
  /** A line for the operator. */
  readonly diagnose: (text: string) => void
  /** The thread's program; another one in tests only. */
  readonly program?: URL
  /** Milliseconds before the first new start after a crash; doubled with each further one. */
  readonly pause?: number
}

/** Where it listens. */
export interface ListensAt {
  readonly port: number
  /** The link by which the first account is made: shown to the operator once. Undefined: there are accounts. */
  readonly setUp: string | undefined
}

/** The control plane, as long as the gateway runs. */
export interface RunningControl {
  /**
   * Resolves when the gateway holds what the control plane knows; with the reason where the first thread says that it cannot
   * work.
   */
  readonly begun: Promise<string | undefined>
  /** Resolves when it first listens; to undefined when it was closed before. */
  readonly listening: Promise<ListensAt | undefined>
  /** The same, but to undefined as soon as the address could not be had: it is tried again. */
  readonly tried: Promise<ListensAt | undefined>
  /** The operator's file was edited, or the files of the certificate that it names. */
  adopt(file: FileFacts, tls: ListenerTls | undefined): void
  /** Ends it; resolves when it has ended, at the latest a second after `grace` milliseconds. */
  close(grace: number): Promise<void>
}

const PROGRAM = programBeside('../compose/control', import.meta.url)
const MEMORY = 1024

/** Starts the thread. Never throws: what goes wrong is told to the operator, and the gateway goes on. */
export function startControl(options: ControlOptions): RunningControl {
  return new ControlThread(options)
}

class ControlThread implements RunningControl {
  readonly begun: Promise<string | undefined>
  readonly listening: Promise<ListensAt | undefined>
  readonly tried: Promise<ListensAt | undefined>
  private readonly options: ControlOptions
  private readonly thread: SupervisedThread<ToControl>
  private file: FileFacts
  private tls: ListenerTls | undefined
  private onFailed: (problem: string) => void = () => undefined
  private onRefused: () => void = () => undefined
  private onListening: (at: ListensAt | undefined) => void = () => undefined

  constructor(options: ControlOptions) {
    this.options = options
    this.file = options.start.file
    this.tls = options.start.tls
    const failed = new Promise<string>((resolve) => {
      this.onFailed = resolve
    })
    this.begun = Promise.race([options.line.ready.then(() => undefined), failed])
    this.listening = new Promise((resolve) => {
      this.onListening = resolve
    })
    const refused = new Promise<undefined>((resolve) => {
      this.onRefused = () => resolve(undefined)
    })
    this.tried = Promise.race([this.listening, refused])
    this.thread = superviseThread<ToControl, FromControl>({
      name: 'control plane',
      program: options.program ?? PROGRAM,
      data: options.start,
      memory: MEMORY,
      pause: options.pause,
      diagnose: options.diagnose,
      begin: (send) => {
        send({ kind: 'file', file: this.file })
        // A thread that is started again is given what the first one was.
        if (this.tls !== undefined && this.tls !== options.start.tls) send({ kind: 'tls', tls: this.tls })
        options.line.attach(send)
      },
      ended: () => options.line.detach(),
      hear: (message) => this.hear(message),
    })
  }

  adopt(file: FileFacts, tls: ListenerTls | undefined): void {
    this.file = file
    this.thread.send({ kind: 'file', file })
    if (tls === undefined || (tls.cert === this.tls?.cert && tls.key === this.tls.key)) return
    this.tls = tls
    this.thread.send({ kind: 'tls', tls })
  }

  async close(grace: number): Promise<void> {
    this.onListening(undefined)
    await this.thread.close({ kind: 'close', grace }, grace)
  }

  private hear(message: FromControl): string | undefined {
    switch (message.kind) {
      case 'failed':
        this.onFailed(message.problem)
        return message.problem
      case 'refused':
        this.options.diagnose(this.refusal(message.code))
        this.onRefused()
        return undefined
      case 'listening':
        this.thread.works()
        this.onListening(message)
        return undefined
      case 'says':
        this.options.diagnose(message.text)
        return undefined
      default:
        this.options.line.hear(message)
        return undefined
    }
  }

  private refusal(code: string): string {
    const { host, port } = this.options.start
    const why = code === 'EADDRINUSE' ? 'another program listens there' : `the system says ${code}`
    return `The control plane cannot listen on ${host}:${port}: ${why}. What it told the gateway before stays in force, and it tries again. Write another address, or \`off\`, into \`listen.admin\`.`
  }
}
