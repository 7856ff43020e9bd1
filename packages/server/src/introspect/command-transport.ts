/** A program that is started, asked on its standard input and output (MCP, stdio), and ended with all that it started. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client'
import { environmentFor } from './environment.ts'
import { IntrospectError } from './failure.ts'
import type { CommandTarget } from './target.ts'

/** Milliseconds that a program has to end by itself once its input has ended, and again after SIGTERM. */
const GRACE = 300
const NEWLINE = 0x0a

/** Groups that live: they end with this process at the latest. */
const alive = new Set<number>()

function endAll(): void {
  for (const pid of alive) signal(pid, 'SIGKILL')
}

const FATAL = { SIGINT: 130, SIGTERM: 143 } as const

/** A signal that ends this process does not reach groups of their own. */
function onFatal(name: NodeJS.Signals): void {
  endAll()
  process.exit(name === 'SIGTERM' ? FATAL.SIGTERM : FATAL.SIGINT)
}

function remember(pid: number): void {
  if (alive.size === 0) {
    process.on('exit', endAll)
    process.on('SIGINT', onFatal)
    process.on('SIGTERM', onFatal)
  }
  alive.add(pid)
}

function forget(pid: number): void {
  if (!alive.delete(pid) || alive.size > 0) return
  process.removeListener('exit', endAll)
  process.removeListener('SIGINT', onFatal)
  process.removeListener('SIGTERM', onFatal)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    // Windows has no process groups: there the program itself is ended.
    process.kill(process.platform === 'win32' ? pid : -pid, name)
  } catch {
    // It is gone already.
  }
}

/** A line as a message; undefined for what is none: programs print all sorts of things. */
function messageOf(line: string): JSONRPCMessage | undefined {
  try {
    const value: unknown = JSON.parse(line)
    const isMessage = typeof value === 'object' && value !== null && 'jsonrpc' in value && value.jsonrpc === '2.0'
    return isMessage ? (value as JSONRPCMessage) : undefined
  } catch {
    return undefined
  }
}

/** No shell, no standard error, an environment of few variables, a process group of its own. */
export class CommandTransport implements Transport {
  onclose?: () => void
  onerror?: (error: Error) => void
  onmessage?: Transport['onmessage']
  /** Told, with the reason, when no answer can come any more. */
  onFailure?: (error: IntrospectError) => void
  readonly #target: CommandTarget
  readonly #outer: Readonly<Record<string, string | undefined>>
  /** Takes bytes off what the server may send; throws when there is nothing left. */
  readonly #spend: (bytes: number) => void
  #process: ChildProcess | undefined
  #gone: Promise<void> = Promise.resolve()
  #pieces: Buffer[] = []

  /** @param outer variables of this process, of which the program inherits a few */
  constructor(
    target: CommandTarget,
    outer: Readonly<Record<string, string | undefined>>,
    spend: (bytes: number) => void,
  ) {
    this.#target = target
    this.#outer = outer
    this.#spend = spend
  }

  async start(): Promise<void> {
    const { command, args, cwd, env } = this.#target
    const child = spawn(command, args, {
      cwd,
      env: environmentFor(env, this.#outer),
      shell: false,
      detached: process.platform !== 'win32',
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    this.#process = child
    this.#gone = new Promise((resolve) => {
      child.once('error', () => resolve())
      child.once('exit', () => resolve())
    })
    await this.#started(child)
    if (child.pid !== undefined) remember(child.pid)
    this.#listen(child.stdin, child.stdout)
    child.once('exit', (code, by) => {
      this.#fail(new IntrospectError('ended', `it ended before it had answered (${by ?? `code ${code}`})`))
    })
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#process?.stdin?.write(`${JSON.stringify(message)}\n`)
  }

  async close(): Promise<void> {
    const child = this.#process
    const pid = child?.pid
    this.#process = undefined
    if (child === undefined || pid === undefined) return
    child.stdin?.end()
    await this.#goneWithin(GRACE)
    signal(pid, 'SIGTERM')
    await this.#goneWithin(GRACE)
    // Whoever of its group is left, be it the program or what it started.
    signal(pid, 'SIGKILL')
    forget(pid)
    child.stdout?.destroy()
    this.onclose?.()
  }

  #started(child: ChildProcess): Promise<void> {
    return new Promise((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error: NodeJS.ErrnoException) => {
        reject(new IntrospectError('not_started', `it cannot be started (${error.code ?? 'unknown cause'})`))
      })
    })
  }

  #listen(stdin: Writable | null, stdout: Readable | null): void {
    stdin?.on('error', () => undefined)
    stdout?.on('error', () => undefined)
    stdout?.on('data', (chunk: Buffer) => {
      try {
        this.#spend(chunk.length)
        this.#read(chunk)
      } catch (error) {
        stdout.pause()
        if (error instanceof IntrospectError) this.#fail(error)
        else this.onerror?.(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  #read(chunk: Buffer): void {
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const message = messageOf(Buffer.concat([...this.#pieces, chunk.subarray(from, end)]).toString('utf8'))
      this.#pieces = []
      from = end + 1
      if (message !== undefined) this.onmessage?.(message)
    }
    if (from < chunk.length) this.#pieces.push(chunk.subarray(from))
  }

  #fail(error: IntrospectError): void {
    if (this.#process !== undefined) this.onFailure?.(error)
  }

  async #goneWithin(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    })
    await Promise.race([this.#gone, late])
    clearTimeout(timer)
  }
}
