/** A server that counts what it executes, as a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { ended } from '../gateway-process.ts'
import { tracked } from '../spawned.ts'

/** What was executed. */
export interface Executed {
  readonly executed: Readonly<Record<string, number>>
  /** Calls whose `id` had arrived before: none, where nothing is sent twice. */
  readonly repeated: number
  /** Executed calls whose answers are held back. */
  readonly waiting: number
}

/** The server. */
export interface CountingUpstream {
  readonly url: string
  readonly port: number
  readonly child: ChildProcess
  counts(): Promise<Executed>
  /** How often a tool was executed. */
  executed(tool: string): Promise<number>
  /** From now on the answers of a tool wait. */
  hold(tool: string): Promise<void>
  /** They are given. */
  release(tool: string): Promise<void>
  /** From now on every answer takes so long. */
  delay(milliseconds: number): Promise<void>
  close(): Promise<void>
}

/** Starts one. @param tools their names @param port a free one, unless it is told */
export async function startCountingUpstream(tools: readonly string[], port = 0): Promise<CountingUpstream> {
  const child = tracked(
    fork(new URL('upstream.mjs', import.meta.url), {
      execArgv: [],
      env: { PATH: process.env['PATH'], UPSTREAM_TOOLS: tools.join(','), UPSTREAM_PORT: String(port) },
    }),
  )
  const [listening] = await once(child, 'message')
  let turn: Promise<unknown> = Promise.resolve()
  /** One question after the other: each answer belongs to the last one. */
  const ask = (question: object): Promise<Executed> => {
    const asked = turn.then(async () => {
      child.send(question)
      const [told] = await once(child, 'message')
      return told as Executed
    })
    turn = asked.catch(() => undefined)
    return asked
  }
  const order = async (question: object): Promise<void> => void (await ask(question))
  const counts = (): Promise<Executed> => ask({ ask: 'counts' })
  return {
    url: `http://127.0.0.1:${listening.port}/mcp`,
    port: Number(listening.port),
    child,
    counts,
    executed: async (tool) => (await counts()).executed[tool] ?? 0,
    hold: (tool) => order({ ask: 'hold', tool }),
    release: (tool) => order({ ask: 'release', tool }),
    delay: (milliseconds) => order({ ask: 'delay', milliseconds }),
    close: () => ended(child, 'SIGKILL'),
  }
}
