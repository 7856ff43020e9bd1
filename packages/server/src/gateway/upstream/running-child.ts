/** A child with the channel over its pipes. */
import type { Clock } from '../../ports/clock.ts'
import type { StdioTransport, UpstreamLimits } from '../../ports/directory.ts'
import { Channel } from './channel.ts'
import { Child, type ExitStatus } from './child.ts'
import type { Deadlines } from './deadlines.ts'
import { StderrLines } from './stderr-lines.ts'

/** What is heard of an upstream beside its answers. */
export interface UpstreamEvents {
  /** A line of its standard error: bounded in length and number, not cleaned of control characters. */
  readonly onStderr?: (line: string) => void
  /** A child is gone, with everything it started. */
  readonly onExit?: (status: ExitStatus) => void
  /** A message came that nobody waited for (any more), and was dropped. */
  readonly onStray?: () => void
}

/** Stopped by the gateway; or by itself: `crashed`, or `silent`, without having sent one message. */
export type ChildEnd = 'stopped' | 'crashed' | 'silent'

export interface RunningOptions extends UpstreamEvents {
  readonly transport: StdioTransport
  readonly limits: UpstreamLimits
  readonly clock: Clock
  readonly deadlines: Deadlines
  readonly grace: number
  /** It is gone. */
  readonly onOver: (child: RunningChild, how: ChildEnd) => void
}

/**
 * Lines in a row that are no messages and are let pass: programs greet on standard output against the rules. Such a line
 * answers nothing, so the exchanges go on, and end with their timeout if it was meant for them. A child that prints
 * more than this without one message between is no MCP server, and is ended.
 */
const NOISE = 32
const NOISE_SHOWN = 200

/** Stops by itself when it is idle: no request under way, and no message in either direction for `idleTimeout`. */
export class RunningChild {
  readonly channel: Channel
  readonly #child: Child
  readonly #stderr: StderrLines
  readonly #idle: NodeJS.Timeout | undefined
  #noise = 0
  #spoke = false
  #stopped = false

  constructor(options: RunningOptions) {
    const { transport, limits, onStderr } = options
    this.#stderr = new StderrLines(options.clock, (line) => onStderr?.(line))
    this.#child = new Child({
      transport,
      maxLineBytes: limits.maxMessageBytes,
      grace: options.grace,
      stderr: this.#stderr,
      onLine: (line) => this.#receive(line),
      onGone: (failure) => this.channel.end(failure),
      onExit: (status) => {
        clearInterval(this.#idle)
        options.onOver(this, this.#stopped ? 'stopped' : this.#spoke ? 'crashed' : 'silent')
        options.onExit?.(status)
      },
    })
    this.channel = new Channel({
      carrier: {
        send: (bytes, receipt) => {
          this.#idle?.refresh()
          return this.#child.send(bytes, receipt)
        },
        pause: () => this.#child.pause(),
        resume: () => this.#child.resume(),
      },
      deadlines: options.deadlines,
      headersTimeout: limits.headersTimeout,
      maxMessageBytes: limits.maxMessageBytes,
      shared: transport.share === 'grant',
      onStray: options.onStray,
    })
    this.#idle = transport.idleTimeout > 0 ? this.#watchIdle(transport.idleTimeout) : undefined
  }

  /** Resolves when it is gone with everything it started. */
  stop(): Promise<void> {
    this.#stopped = true
    this.channel.end('closed')
    return this.#child.stop()
  }

  #watchIdle(timeout: number): NodeJS.Timeout {
    return setInterval(() => {
      if (this.channel.outstanding === 0) void this.stop()
    }, timeout).unref()
  }

  #receive(line: Buffer): void {
    this.#idle?.refresh()
    if (isBlank(line)) return
    if (this.channel.receive(line)) {
      this.#spoke = true
      this.#noise = 0
      return
    }
    this.#noise++
    this.#stderr.note(`Not a message, on standard output: ${line.toString('utf8', 0, NOISE_SHOWN)}`)
    if (this.#noise > NOISE) this.#child.fail('garbage')
  }
}

const isBlank = (line: Buffer): boolean => line.length < 8 && line.toString('latin1').trim() === ''
