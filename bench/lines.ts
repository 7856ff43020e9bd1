/** A way that is a program with JSON Lines on its standard streams: one socket leads to it, with many calls in flight. */
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import type { Connection, Destination, OnAnswer } from './connection.ts'
import { FIRST_ID, greeting, legacyCallBody, MARK } from './message.ts'

/** Connects and begins a session. @returns connections that share the socket */
export async function openLines(
  { port }: Destination,
  count: number,
  onAnswer: (number: number) => OnAnswer,
): Promise<readonly Connection[]> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const waiting = new Map<number, { readonly number: number; readonly sent: number }>()
  let begun = (): void => undefined
  const ready = new Promise<void>((resolve, reject) => {
    begun = resolve
    socket.once('error', reject)
  })
  createInterface(socket).on('line', (line) => {
    const id = Number(/"id":([0-9]+)/.exec(line)?.[1])
    if (id === 1) return begun()
    const call = waiting.get(id)
    if (call === undefined) return
    waiting.delete(id)
    onAnswer(call.number)(line.includes(MARK), call.sent)
  })
  socket.on('close', () => {
    for (const { number, sent } of waiting.values()) onAnswer(number)(false, sent)
    waiting.clear()
  })
  socket.write(`${greeting.initialize}\n`)
  await ready
  socket.write(`${greeting.initialized}\n`)
  return Array.from({ length: count }, (_, number) => ({
    call(id: number, since?: number): void {
      waiting.set(FIRST_ID + id, { number, sent: since ?? performance.now() })
      socket.write(`${legacyCallBody(FIRST_ID + id)}\n`)
    },
    close(): void {
      waiting.clear()
      socket.destroy()
    },
  }))
}
