/** A command that speaks MCP on stdin and stdout, driven line by line: for what a client of the SDK would hide. */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Program } from './clients.ts'
import { tracked } from './spawned.ts'

/** One message, as it came. */
export interface Line {
  readonly id?: string | number | null
  readonly method?: string
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number; readonly message: string }
}

export interface StdioProcess {
  readonly child: ChildProcess
  /** Everything on standard error so far. */
  readonly errors: () => string
  /** Everything on standard output so far. */
  readonly output: () => string
  send(message: object): void
  /** Sends a request and waits for its answer. */
  ask(method: string, params?: object): Promise<Line>
  /** The handshake of the legacy era. */
  initialize(): Promise<Line>
  /** Ends its input. */
  end(): void
  /** Its exit code, or the signal that ended it. */
  readonly exit: Promise<number | NodeJS.Signals>
}

/** Starts it; what is not in `env` comes from this process. */
export function startStdio({ command, args, env, cwd }: Program & { readonly cwd?: string }): StdioProcess {
  const child = tracked(spawn(command, args, { stdio: 'pipe', env: { ...process.env, NODE_OPTIONS: '', ...env }, cwd }))
  const waiting = new Map<unknown, (line: Line) => void>()
  let [output, errors, rest, id] = ['', '', '', 0]
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  child.stdin.on('error', () => undefined)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const message: Line = JSON.parse(line)
      if (message.method === undefined) waiting.get(message.id)?.(message)
    }
  })
  const exit = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? 0))
  })
  const send = (message: object): void => void child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)

  function ask(method: string, params: object = {}): Promise<Line> {
    id += 1
    const mine = id
    return new Promise((resolve, reject) => {
      waiting.set(mine, resolve)
      void exit.then((code) => reject(new Error(`It ended with ${code} before it answered ${method}: ${errors}`)))
      send({ id: mine, method, params })
    })
  }

  return {
    child,
    errors: () => errors,
    output: () => output,
    send,
    ask,
    async initialize() {
      const answer = await ask('initialize', {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'test', version: '1' },
      })
      send({ method: 'notifications/initialized' })
      return answer
    },
    end: () => void child.stdin.end(),
    exit,
  }
}
