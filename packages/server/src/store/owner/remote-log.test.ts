import { describe, expect, it } from 'vitest'
import type { AuditEvent, AuditSink } from '../../ports/audit-sink.ts'
import { createLogDesk } from './log-desk.ts'
import { createRemoteLog } from './remote-log.ts'

const event = (count: number): AuditEvent => ({ type: 'unidentified', at: 0, reason: 'malformed_head', count })

/** A log that is full when the test says so. */
function house(most?: number) {
  const taken: AuditEvent[] = []
  const flushes: (() => void)[] = []
  let room = Number.POSITIVE_INFINITY
  const sink: AuditSink = {
    record(one) {
      if (taken.length >= room) return 'full'
      taken.push(one)
      return 'accepted'
    },
    flush: () => new Promise((resolve) => flushes.push(resolve)),
    close: async () => undefined,
  }
  const desk = createLogDesk(sink, (events) => remote.hear(events))
  const remote = createRemoteLog({
    record: (events) => desk.hear(events),
    flush: (ask) => desk.flush(() => remote.flushed(ask)),
    ...(most !== undefined && { most }),
  })
  const setRoom = (next: number): void => {
    room = next
  }
  /** Waits for a flush of the log, and ends it. */
  const write = async (): Promise<void> => {
    await expect.poll(() => flushes.length).toBe(1)
    flushes.shift()?.()
  }
  return { remote, taken, setRoom, flushes, write }
}

describe('the log of another process', () => {
  it('gets everything, in order', async () => {
    const { remote, taken, write } = house()
    const events = Array.from({ length: 500 }, (_, i) => event(i))
    for (const one of events) expect(remote.sink.record(one)).toBe('accepted')
    await Promise.all([remote.sink.flush(), write()])
    expect(taken).toEqual(events)
  })

  it('[workers.recorded] accepts no more than may be on its way, and loses nothing of what it accepted', async () => {
    const { remote, taken, setRoom, write } = house(10)
    setRoom(3)
    const answers = Array.from({ length: 12 }, (_, i) => remote.sink.record(event(i)))
    expect(answers.filter((one) => one === 'accepted')).toHaveLength(10)
    await expect.poll(() => taken.length).toBe(3)
    expect(remote.sink.record(event(20))).toBe('accepted')
    setRoom(100)
    await Promise.all([remote.sink.flush(), write()])
    expect(taken.map((one) => 'count' in one && one.count)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20])
  })

  it('is flushed when the owner has written what came before, whatever goes on coming', async () => {
    const { remote, taken, setRoom, flushes, write } = house()
    setRoom(2)
    for (const count of [0, 1]) remote.sink.record(event(count))
    let isFlushed = false
    const flushed = remote.sink.flush().then(() => {
      isFlushed = true
    })
    remote.sink.record(event(2))
    await expect.poll(() => taken.length).toBe(2)
    expect([isFlushed, flushes.length]).toEqual([false, 1])
    await write()
    await flushed
  })

  it('accepts nothing once the owner is gone, and keeps nobody waiting', async () => {
    const { remote } = house()
    const flushed = remote.sink.flush()
    remote.gone()
    expect(remote.sink.record(event(1))).toBe('full')
    await flushed
    await remote.sink.close()
  })
})
