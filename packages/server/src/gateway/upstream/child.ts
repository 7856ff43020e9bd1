/** One child process that speaks in lines: started, fed, watched and ended. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { isAbsolute } from 'node:path'
import type { StdioTransport } from '../../ports/directory.ts'
import type { Carrier, Receipt, Sending } from './carrier.ts'
import { LineSplitter } from './line.ts'
import type { UpstreamFailure } from './link.ts'
import { Outbox } from './outbox.ts'
import { endGroup, killGroup, terminateGroup, watchGroup } from './process-group.ts'
import type { StderrLines } from './stderr-lines.ts'

/** How a process ended: one of the two is set; neither when it never ran. */
export interface ExitStatus {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ChildOptions {
  readonly transport: StdioTransport
  /** The longest line that is read. */
  readonly maxLineBytes: number
  /** Milliseconds given to each step of ending: after the end of input, and after SIGTERM. */
  readonly grace: number
  readonly stderr: StderrLines
  readonly onLine: (line: Buffer) => void
  /** No line comes any more; told once. */
  readonly onGone: (failure: UpstreamFailure) => void
  /** Everything of it is gone; told once, last. */
  readonly onExit: (status: ExitStatus) => void
}

/** Milliseconds that what a child leaves behind may take to end. */
const LEFT_BEHIND = 500

/** Variables by which a program can be made to run other code than its own. */
const FORBIDDEN = /^(?:NODE_OPTIONS$|LD_|DYLD_)/

function environment(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !FORBIDDEN.test(name)))
}

/** No shell, no environment but the configured one, and a process group of its own. */
function start({ command, args, cwd, env }: StdioTransport): ChildProcessWithoutNullStreams | string {
  if (!isAbsolute(command)) return 'its program is not an absolute path'
  try {
    return spawn(command, args, { cwd, env: environment(env), shell: false, detached: true, stdio: 'pipe' })
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Starts at once; `gone` resolves when no process of its group is left. */
export class Child implements Carrier {
  readonly gone: Promise<void>
  readonly #options: ChildOptions
  readonly #process: ChildProcessWithoutNullStreams | undefined
  readonly #outbox: Outbox | undefined
  readonly #timers: NodeJS.Timeout[] = []
  #told = false
  #stopping = false
  #resolve: () => void = () => undefined

  constructor(options: ChildOptions) {
    this.#options = options
    this.gone = new Promise((resolve) => {
      this.#resolve = resolve
    })
    const started = start(options.transport)
    if (typeof started === 'string') {
      queueMicrotask(() => this.#neverRan(started))
      return
    }
    started.on('error', (error) => {
      if (started.pid === undefined) this.#neverRan(error.message)
    })
    for (const pipe of [started.stdin, started.stdout, started.stderr]) pipe.on('error', () => void this.stop())
    if (started.pid === undefined) return
    this.#process = started
    this.#outbox = new Outbox(started.stdin)
    watchGroup(started.pid)
    this.#listen(started, started.pid)
  }

  send(bytes: Buffer, receipt: Receipt): Sending {
    if (this.#outbox !== undefined) return this.#outbox.send(bytes, receipt)
    queueMicrotask(() => receipt.onFailure('unreachable', false))
    return { cancel: () => undefined }
  }

  pause(): void {
    this.#process?.stdout.pause()
  }

  resume(): void {
    this.#process?.stdout.resume()
  }

  /** Ends its input; then, each after a grace, asks and forces the whole group to end. */
  stop(): Promise<void> {
    const pid = this.#process?.pid
    if (this.#stopping || pid === undefined) return this.gone
    this.#stopping = true
    this.#outbox?.close()
    this.#process?.stdin.end()
    this.#process?.stdout.resume()
    const { grace } = this.#options
    this.#timers.push(setTimeout(() => terminateGroup(pid), grace))
    this.#timers.push(setTimeout(() => killGroup(pid), 2 * grace))
    return this.gone
  }

  /** Ends it at once: it cannot be understood. */
  fail(failure: UpstreamFailure): void {
    this.#tellGone(failure)
    const pid = this.#process?.pid
    if (pid !== undefined) killGroup(pid)
    void this.stop()
  }

  #listen(child: ChildProcessWithoutNullStreams, pid: number): void {
    const { stderr, maxLineBytes, onLine } = this.#options
    const lines = new LineSplitter(maxLineBytes)
    child.stdout.on('data', (chunk: Buffer) => {
      if (this.#told || lines.push(chunk, onLine)) return
      stderr.note(`A line on standard output is longer than ${maxLineBytes} bytes: the child is ended.`)
      this.fail('garbage')
    })
    // Without its output it can answer nothing.
    child.stdout.on('end', () => void this.stop())
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    child.once('exit', (code, signal) => void this.#ended(child, pid, { code, signal }))
  }

  /** The leader is gone: what it wrote is still read, what it started is ended. */
  async #ended(child: ChildProcessWithoutNullStreams, pid: number, status: ExitStatus): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#stopping = true
    this.#outbox?.close()
    const { stderr, onExit } = this.#options
    const grace = Math.min(this.#options.grace, LEFT_BEHIND)
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
    // A listener that pauses must not keep a dead child.
    child.stdout.resume()
    await endGroup(pid, grace)
    // Who left the group may still hold the pipes: they are not waited for.
    const timer = setTimeout(() => {
      child.stdout.destroy()
      child.stderr.destroy()
    }, grace)
    await closed
    clearTimeout(timer)
    stderr.end()
    this.#tellGone('closed')
    onExit(status)
    this.#resolve()
  }

  #neverRan(why: string): void {
    const { stderr, transport, onExit } = this.#options
    stderr.note(`${transport.command} could not be started: ${why}.`)
    this.#tellGone('unreachable')
    onExit({ code: null, signal: null })
    this.#resolve()
  }

  #tellGone(failure: UpstreamFailure): void {
    if (this.#told) return
    this.#told = true
    this.#options.onGone(failure)
  }
}
