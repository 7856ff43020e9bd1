import { beforeEach, describe, expect, it } from 'vitest'
import type { FromControl, ToControl } from '../../control/messages.ts'
import { feedGrant, feedServer, whole } from '../../store/feed/sample.contract.ts'
import type { ControlLine } from '../line.ts'
import { createHub, type Hub, type HubWorker } from './hub.ts'
import type { ToWorker } from './messages.ts'

const boot = { folder: 'f', epoch: 1 }

/** The line of the owner: confirms what it is told at once. */
function ownLine(): ControlLine {
  let send: ((message: ToControl) => void) | undefined
  return {
    own: { name: 'gw', boot, confirmWithin: 5000, connections: 1 },
    ready: Promise.resolve(),
    hear(message) {
      if (message.kind === 'directory') send?.({ kind: 'in_force', number: message.number })
      if (message.kind === 'vitals') {
        const measures = new Map([['portcullis_sessions', [{ labels: [], value: 1 }]]])
        send?.({ kind: 'vitals', ask: message.ask, vitals: { measures, checks: [] } })
      }
    },
    attach(to) {
      send = to
    },
    get attached() {
      return send !== undefined
    },
    detach() {
      send = undefined
    },
    announce: () => undefined,
  }
}

let hub: Hub
let said: ToControl[]

beforeEach(() => {
  hub = createHub(ownLine())
  said = []
  hub.attach((message) => said.push(message))
})

function join(name: string): HubWorker & { readonly told: ToWorker[]; readonly heard: () => FromControl[] } {
  const told: ToWorker[] = []
  const heard = (): FromControl[] => told.flatMap((one) => (one.kind === 'control' ? [one.message] : []))
  const worker = { name, title: name, told, heard, send: (message: ToWorker) => void told.push(message) }
  hub.join(worker)
  return worker
}

const feed = (number: number, extent: 'whole' | 'part' = 'whole'): void =>
  hub.hear({
    kind: 'directory',
    number,
    change: { ...whole({ grants: [feedGrant('grt_a', 'a'.repeat(64))] }), extent },
  })
const confirm = (worker: HubWorker, of: FromControl | undefined): void => {
  if (of?.kind === 'directory') hub.fromWorker(worker, { kind: 'in_force', number: of.number })
}
const numbers = (): number[] => said.flatMap((one) => (one.kind === 'in_force' ? [one.number] : []))

describe('a line that processes share', () => {
  it('[workers.in-force] says that a change is in force once it is at everybody who answers', () => {
    const [a, b] = [join('a'), join('b')]
    feed(7)
    feed(8, 'part')
    expect(numbers()).toEqual([])
    for (const message of a.heard()) confirm(a, message)
    expect(numbers()).toEqual([])
    confirm(b, b.heard()[0])
    expect(numbers()).toEqual([7])
    hub.leave(b)
    expect(numbers()).toEqual([7, 8])
  })

  it('tells who comes later everything at once, and waits for the next change only', () => {
    feed(1)
    hub.hear({
      kind: 'directory',
      number: 2,
      change: { ...whole({ servers: [feedServer('srv_late')] }), extent: 'part' },
    })
    expect(numbers()).toEqual([1, 2])
    const late = join('late')
    const [first] = late.heard()
    expect(first).toMatchObject({ kind: 'directory', change: { extent: 'whole' } })
    expect(first?.kind === 'directory' && first.change.put.servers.map(({ id }) => id)).toContain('srv_late')
    expect(first?.kind === 'directory' && first.change.put.grants).toHaveLength(1)
    feed(3, 'part')
    expect(numbers()).toEqual([1, 2])
    confirm(late, first)
    expect(numbers()).toEqual([1, 2])
    confirm(late, late.heard()[1])
    expect(numbers()).toEqual([1, 2, 3])
  })

  it('brings answers to the process that asked', () => {
    const [a, b] = [join('a'), join('b')]
    hub.fromWorker(a, { kind: 'token', ask: 1, token: 't', audience: 'u' })
    hub.fromWorker(b, { kind: 'token', ask: 1, token: 'v', audience: 'u' })
    const [, second] = said.flatMap((one) => (one.kind === 'token' ? [one.ask] : []))
    hub.hear({ kind: 'token', ask: second ?? 0 })
    expect([a.heard(), b.heard()]).toEqual([[], [{ kind: 'token', ask: 1 }]])
    hub.hear({ kind: 'forget_credentials' })
    expect([a.heard(), b.heard()]).toEqual([
      [{ kind: 'forget_credentials' }],
      [{ kind: 'token', ask: 1 }, { kind: 'forget_credentials' }],
    ])
  })

  it('[workers.killed] says of approved calls of a process that is gone that nobody knows how they ended', () => {
    const a = join('a')
    const by = { binding: 'b', alike: undefined, call: 'c' }
    const consume = { kind: 'consume', id: 'apr', by } as const
    const answer = { kind: 'consume', consumed: { outcome: 'consumed', narrowed: undefined } } as const
    const askOf = (): number => said.flatMap((one) => (one.kind === 'approval' ? [one.ask] : [])).at(-1) ?? 0
    hub.fromWorker(a, { kind: 'approval', ask: 1, boot, wish: consume })
    hub.hear({ kind: 'approval', ask: askOf(), answer })
    hub.fromWorker(a, { kind: 'approval', ask: 2, boot, wish: { ...consume, by: { ...by, call: 'd' } } })
    const unheard = askOf()
    hub.leave(a)
    expect(said.at(-1)).toMatchObject({ wish: { kind: 'settle', id: 'apr', call: 'c', how: { how: 'unknown' } } })
    hub.hear({ kind: 'approval', ask: unheard, answer })
    expect(said.at(-1)).toMatchObject({ wish: { kind: 'settle', id: 'apr', call: 'd', how: { how: 'not_sent' } } })
  })

  it('[workers.measured] adds up what processes measure, and names what is wrong at one of them', async () => {
    const [a, b] = [join('a'), join('b')]
    hub.hear({ kind: 'vitals', ask: 5, wanted: 'measures' })
    for (const [worker, value] of [
      [a, 3],
      [b, 4],
    ] as const) {
      const asked = worker.heard().find(({ kind }) => kind === 'vitals')
      const problem = worker === b ? 'It is not well.' : undefined
      hub.fromWorker(worker, {
        kind: 'vitals',
        ask: asked?.kind === 'vitals' ? asked.ask : 0,
        vitals: {
          measures: new Map([
            ['portcullis_sessions', [{ labels: [], value }]],
            ['portcullis_ready', [{ labels: [], value: worker === a ? 1 : 0 }]],
            ['portcullis_own_seconds', [{ labels: [], counts: [value, 1], sum: value }]],
          ]),
          checks: [{ name: 'counters', problem, isNotice: false }],
        },
      })
    }
    await expect.poll(() => said.at(-1)?.kind).toBe('vitals')
    expect(said.at(-1)).toEqual({
      kind: 'vitals',
      ask: 5,
      vitals: {
        measures: new Map<string, unknown>([
          ['portcullis_sessions', [{ labels: [], value: 8 }]],
          ['portcullis_ready', [{ labels: [], value: 0 }]],
          ['portcullis_own_seconds', [{ labels: [], counts: [7, 2], sum: 7 }]],
        ]),
        checks: [{ name: 'counters (b)', problem: 'It is not well.', isNotice: false }],
      },
    })
  })
})
