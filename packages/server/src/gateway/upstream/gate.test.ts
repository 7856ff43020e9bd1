import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Gate, type Pace } from './gate.ts'
import { type TurnedAway, Visit, type Visitor } from './visit.ts'

const PACE: Pace = { maxConcurrency: 2, maxQueued: 4, queueTimeout: 800, callTimeout: 8000 }

let now = 0
const open = (pace: Partial<Pace> = {}): Gate => new Gate({ ...PACE, ...pace }, () => now)

interface Guest {
  readonly visit: Visit
  readonly told: ('in' | TurnedAway)[]
}

function come(gate: Gate, grant = 'ann', light = false, size = 1): Guest {
  const visit = new Visit({ grant, owner: grant }, size)
  const found = gate.enter(visit, light)
  const told: Guest['told'] = []
  if (found === 'waiting') visit.onCalled((how) => told.push(how))
  else told.push(found)
  return { visit, told }
}

const busy = expect.objectContaining({ why: 'busy', retryAfter: expect.any(Number) })
const unreachable = (retryAfter: number) => ({ why: 'unreachable', retryAfter })
const nobody: Visitor = { onOverdue: () => undefined }

beforeEach(() => {
  now = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('places', () => {
  it('[pace.fair] are given round-robin over grants, whoever came first', () => {
    const gate = open({ maxConcurrency: 1, maxQueued: 10 })
    const first = come(gate)
    const order: string[] = []
    for (const [i, grant] of ['ann', 'ann', 'ann', 'bob', 'bob', 'cid'].entries()) {
      const { visit } = come(gate, grant)
      // Each leaves as soon as it is in.
      visit.onCalled(() => {
        order.push(`${grant}${i}`)
        queueMicrotask(() => visit.leave())
      })
    }
    first.visit.leave()
    return vi.waitFor(() => expect(order).toEqual(['ann0', 'bob3', 'cid5', 'ann1', 'bob4', 'ann2']))
  })

  it('[pace.bounded] are never more than allowed, and nobody who comes later is before those who wait', () => {
    const gate = open()
    const [a, b, c] = [come(gate), come(gate), come(gate)]
    expect([a.told, b.told, c.told, gate.standing().inFlight]).toEqual([['in'], ['in'], [], 2])
    a.visit.leave()
    expect([c.told, gate.standing().inFlight]).toEqual([['in'], 2])
    expect(come(gate).told).toEqual([])
    expect(gate.standing()).toMatchObject({ inFlight: 2, queued: 1, waited: 1 })
  })

  it('are free again once, however often it is said', () => {
    const gate = open({ maxConcurrency: 1 })
    const { visit } = come(gate)
    visit.leave()
    visit.leave()
    visit.leaveUntaken()
    come(gate)
    expect([come(gate).told, gate.standing().inFlight]).toEqual([[], 1])
  })

  it('are left by whoever was not forwarded; whoever was leaves when its answer ended', () => {
    const gate = open()
    const [a, b] = [come(gate).visit, come(gate).visit]
    b.take(nobody)
    for (const visit of [a, b]) visit.leaveUntaken()
    expect(gate.standing().inFlight).toBe(1)
    b.leave()
    expect(gate.standing().inFlight).toBe(0)
  })

  it('[pace.light] are not taken by what belongs to the protocol', () => {
    const gate = open({ maxConcurrency: 1, maxQueued: 0 })
    come(gate)
    const { visit, told } = come(gate, 'ann', true)
    visit.leave()
    expect([told, gate.standing().inFlight]).toEqual([['in'], 1])
  })
})

describe('the queue', () => {
  it('[pace.queue] is bounded in length, and in time', () => {
    const gate = open({ maxConcurrency: 1 })
    come(gate)
    const waiting = Array.from({ length: 4 }, () => come(gate))
    expect(come(gate).told).toEqual([{ why: 'busy', retryAfter: 1 }])
    vi.advanceTimersByTime(1200)
    expect(waiting.map(({ told }) => told)).toEqual([[busy], [busy], [busy], [busy]])
    expect(gate.standing()).toMatchObject({ inFlight: 1, queued: 0, refusedBusy: 5 })
  })

  it('[pace.queue] holds no more bytes in the name of one grant than 16 MiB', () => {
    const gate = open({ maxConcurrency: 1, maxQueued: 100 })
    const MiB = 1024 * 1024
    const first = come(gate)
    const waiting = Array.from({ length: 16 }, () => come(gate, 'ann', false, MiB))
    expect(come(gate).told).toEqual([busy])
    const bob = come(gate, 'bob', false, 2 * MiB)
    expect([gate.standing().queued, bob.told]).toEqual([17, []])
    // What has left holds nothing any more.
    first.visit.leave()
    waiting[1]?.visit.leave()
    expect(come(gate, 'ann', false, 2 * MiB).told).toEqual([])
    expect(come(gate).told).toEqual([busy])
  })

  it('[pace.fair] makes room for others where one grant fills it', () => {
    const gate = open({ maxConcurrency: 1 })
    come(gate)
    const ann = Array.from({ length: 4 }, () => come(gate))
    const bob = come(gate, 'bob')
    expect(ann.map(({ told }) => told.length)).toEqual([0, 0, 0, 1])
    const cid = come(gate, 'cid')
    expect([ann.map(({ told }) => told.length), bob.told, cid.told]).toEqual([[0, 0, 1, 1], [], []])
    // From here on nobody has more than another would have.
    expect(come(gate, 'bob').told).toEqual([busy])
    expect(come(gate).told).toEqual([busy])
  })

  it('is left by whoever does not wait any more', () => {
    const gate = open({ maxConcurrency: 1 })
    const first = come(gate)
    const [gone, next] = [come(gate), come(gate)]
    gone.visit.leave()
    first.visit.leave()
    expect([gone.told, next.told, gate.standing().queued]).toEqual([[], ['in'], 0])
  })

  it('moves on when there is more room, and lets places go when there is less', () => {
    const gate = open({ maxConcurrency: 1 })
    const guests = Array.from({ length: 4 }, () => come(gate))
    gate.renew({ ...PACE, maxConcurrency: 3 }, false)
    expect([guests.map(({ told }) => told.length), gate.standing().inFlight]).toEqual([[1, 1, 1, 0], 3])
    gate.renew({ ...PACE, maxConcurrency: 1 }, false)
    guests[0]?.visit.leave()
    guests[1]?.visit.leave()
    expect([guests[3]?.told, gate.standing().inFlight]).toEqual([[], 1])
    guests[2]?.visit.leave()
    expect([guests[3]?.told, gate.standing().inFlight]).toEqual([['in'], 1])
  })
})

describe('the time of a request', () => {
  it('[faults.whole] is bounded from its beginning to its end', () => {
    const gate = open()
    let overdue = 0
    const { visit } = come(gate)
    visit.take({ onOverdue: () => void overdue++ })
    vi.advanceTimersByTime(7900)
    expect(overdue).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(overdue).toBe(1)
    visit.leave()
    expect([gate.standing().inFlight, vi.getTimerCount()]).toEqual([0, expect.any(Number)])
  })
})

describe('the circuit', () => {
  const fail = (gate: Gate, owner = 'ann', sent = false): void => {
    const { visit } = come(gate, owner)
    visit.unanswered(sent)
    visit.leave()
  }

  it('[circuit.opens] opens after failures in a row; then nobody gets in, or waits', () => {
    const gate = open({ maxConcurrency: 5 })
    const inFlight = Array.from({ length: 5 }, () => come(gate))
    const waiting = come(gate)
    for (const { visit } of inFlight) visit.unanswered(false)
    expect([waiting.told, come(gate).told, come(gate, 'ann', true).told]).toEqual(
      [unreachable(1), unreachable(1), unreachable(1)].map((found) => [found]),
    )
    expect(gate.standing()).toMatchObject({ circuit: 'open', opened: 1, unanswered: 5, refusedOpen: 3, queued: 0 })
  })

  it('[circuit.opens] is not opened by what one owner asks for alone, but by what several do', () => {
    const gate = open()
    for (let i = 0; i < 40; i++) fail(gate, 'ann', true)
    expect(gate.standing().circuit).toBe('closed')
    fail(gate, 'bob', true)
    expect(gate.standing().circuit).toBe('open')
  })

  it('[circuit.tries] lets nobody have one try after another while others could', () => {
    const gate = open()
    for (let i = 0; i < 5; i++) fail(gate)
    now = 1000
    fail(gate, 'eve', true)
    // What was sent and not answered may lie in what was asked: the pause stays as it is.
    now = 2000
    expect([come(gate, 'eve').told, come(gate, 'bob').told]).toEqual([[unreachable(1)], ['in']])
    now = 3000
    expect(come(gate, 'eve').told).toEqual(['in'])
  })

  it('[circuit.opens] does not open where one in five is answered', () => {
    const gate = open()
    for (let i = 0; i < 40; i++) {
      if (i % 5 === 4) come(gate).visit.answered()
      else fail(gate)
      gate.renew({ ...PACE, maxConcurrency: 100 }, false)
    }
    expect(gate.standing()).toMatchObject({ circuit: 'closed', opened: 0, unanswered: 32 })
  })

  it('[circuit.tries] lets one in for each pause, and closes as soon as one is answered', () => {
    const gate = open()
    for (let i = 0; i < 5; i++) fail(gate)
    now = 1000
    const one = come(gate)
    expect([one.told, come(gate, 'bob').told]).toEqual([['in'], [unreachable(1)]])
    // It hangs: that does not keep others from trying.
    now = 2000
    expect(come(gate, 'bob').told).toEqual(['in'])
    one.visit.answered()
    expect([come(gate).told, gate.standing().circuit]).toEqual([[], 'closed'])
  })

  it('[circuit.tries] waits longer after each try that fails, up to half a minute', () => {
    const gate = open()
    for (let i = 0; i < 5; i++) fail(gate)
    const tries: number[] = []
    for (let last = 0; now < 120_000; now += 500) {
      const { visit, told } = come(gate, `one of many, ${now}`)
      if (told[0] === 'in') {
        tries.push(now - last)
        last = now
        visit.unanswered(false)
      }
      visit.leave()
    }
    expect(tries).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
  })

  it('[circuit.calm] does not oscillate with a server that comes and goes', () => {
    const gate = open()
    // Ten minutes of calls, five each second; up for one second, down for one.
    for (; now < 600_000; now += 200) {
      const { visit } = come(gate, now % 400 === 0 ? 'ann' : 'bob')
      if (Math.floor(now / 1000) % 2 === 0) visit.unanswered(false)
      else visit.answered()
      visit.leave()
    }
    // It could have been opened three hundred times.
    expect(gate.standing().opened).toBeLessThan(30)
    const calm = open()
    for (let i = 0; i < 5; i++) fail(calm)
    now += 1000
    come(calm).visit.answered()
    now += 60_000
    for (let i = 0; i < 5; i++) fail(calm)
    // Well for a minute: it starts from the beginning.
    expect(come(calm).told).toEqual([unreachable(1)])
  })

  it('knows nothing of a server at another place, and blames nobody who was cut off by that', () => {
    const gate = open({ maxConcurrency: 10 })
    const guests = Array.from({ length: 10 }, () => come(gate))
    for (const { visit } of guests.slice(0, 4)) visit.unanswered(false)
    gate.renew(PACE, true)
    for (const { visit } of guests.slice(4)) visit.unanswered(false)
    expect(gate.standing()).toMatchObject({ circuit: 'closed', unanswered: 4 })
  })
})
