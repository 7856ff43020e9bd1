/** A way to a server that can be shut before anything is let in: whoever connects then waits, and cannot send a byte. */
import { type ChildProcess, spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { tracked } from '../spawned.ts'

/** The way. */
export interface SlowDoor {
  readonly url: string
  /** Ends every connection, and lets nobody in any more. */
  shut(): Promise<void>
  /** Lets everybody in. */
  open(): void
  close(): void
}

/** Passes everything on, in a process of its own: stopped, it takes no connection, and the system queues but two. */
const RELAY = `
const net = require('node:net')
const open = new Set()
const server = net.createServer((from) => {
  const to = net.connect(Number(process.argv[1]), '127.0.0.1')
  for (const one of [from, to]) one.on('error', () => undefined).on('close', () => { from.destroy(); to.destroy(); open.delete(from) })
  open.add(from)
  from.pipe(to).pipe(from)
})
process.on('SIGUSR2', () => { for (const one of open) one.destroy(); console.log('ended') })
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port))
`

const said = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => child.stdout?.once('data', (piece) => resolve(String(piece).trim())))

/** Opens one before a server on this machine. */
export async function slowDoor(before: string): Promise<SlowDoor> {
  const target = new URL(before)
  const child = tracked(spawn(process.execPath, ['-e', RELAY, target.port], { stdio: ['ignore', 'pipe', 'inherit'] }))
  const port = Number(await said(child))
  let waiting: readonly Socket[] = []
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    async shut() {
      const ended = said(child)
      child.kill('SIGUSR2')
      await ended
      child.kill('SIGSTOP')
      waiting = await fill(port)
    },
    open() {
      for (const one of waiting) one.destroy()
      child.kill('SIGCONT')
    },
    close() {
      for (const one of waiting) one.destroy()
      child.kill('SIGKILL')
    },
  }
}

/** Connects until the queue is full: until one of them gets no answer. */
async function fill(port: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = []
  for (;;) {
    const one = connect(port, '127.0.0.1').on('error', () => undefined)
    sockets.push(one)
    const isIn = await new Promise((resolve) => {
      one.once('connect', () => resolve(true))
      // The system answers at once, or not at all.
      setTimeout(() => resolve(false), 500)
    })
    if (isIn !== true) return sockets
  }
}
