import { describe, expect, it } from 'vitest'
import type { AuditEvent, AuditSink } from '../../ports/audit-sink.ts'
import { createLogDesk } from './log-desk.ts'
import { createRemoteLog } from './remote-log.ts'

const event = (count: number): AuditEvent => ({ type: 'unidentified', at: 0, reason: 'malformed_head', count })

/** A log that is full when the test says so. */
function house(most?: number) {
  const taken: AuditEvent[] = []
  let room = Number.POSITIVE_INFINITY
  const sink: AuditSink = {
    record(one) {
      if (taken.length >= room) return 'full'
      taken.push(one)
      return 'accepted'
    },
    flush: async () => undefined,
    close: async () => undefined,
  }
  const desk = createLogDesk(sink, (events) => remote.hear(events))
  const remote = createRemoteLog((events) => desk.hear(events), most)
  const setRoom = (next: number): void => {
    room = next
  }
  return { remote, taken, setRoom }
}

describe('the log of another process', () => {
  it('gets everything, in order', async () => {
    const { remote, taken } = house()
    const events = Array.from({ length: 500 }, (_, i) => event(i))
    for (const one of events) expect(remote.sink.record(one)).toBe('accepted')
    await remote.sink.flush()
    expect(taken).toEqual(events)
  })

  it('[workers.recorded] accepts no more than may be on its way, and loses nothing of what it accepted', async () => {
    const { remote, taken, setRoom } = house(10)
    setRoom(3)
    const answers = Array.from({ length: 12 }, (_, i) => remote.sink.record(event(i)))
    expect(answers.filter((one) => one === 'accepted')).toHaveLength(10)
    await expect.poll(() => taken.length).toBe(3)
    expect(remote.sink.record(event(20))).toBe('accepted')
    setRoom(100)
    await remote.sink.flush()
    expect(taken.map((one) => 'count' in one && one.count)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 20])
  })

  it('accepts nothing once the owner is gone', () => {
    const { remote } = house()
    remote.gone()
    expect(remote.sink.record(event(1))).toBe('full')
  })
})
