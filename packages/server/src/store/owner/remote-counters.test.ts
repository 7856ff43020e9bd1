import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Clock, systemClock } from '../../ports/clock.ts'
import { claim, manualClock, START, units } from '../../ports/counter-samples.contract.ts'
import { counterStoreContract, type OpenedStore } from '../../ports/counter-store.contract.ts'
import { openSqliteCopies } from '../sqlite/copies.contract.ts'
import { createCounterDesk } from './counter-desk.ts'
import type { FromOwnerProcess, Time, ToOwnerProcess } from './owner-process.contract.ts'
import { createRemoteCounters, type RemoteCounters } from './remote-counters.ts'

const PROGRAM = fileURLToPath(new URL('owner-process.contract.ts', import.meta.url))

let owner: ChildProcess
const remotes = new Map<number, RemoteCounters>()
const waiting = new Map<string, (message: FromOwnerProcess) => void>()

beforeAll(async () => {
  owner = fork(PROGRAM, {
    serialization: 'advanced',
    execArgv: ['--conditions=portcullis-source', '--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  owner.on('message', (message: FromOwnerProcess) => {
    if (message.kind === 'counted') remotes.get(message.store)?.hear(message.replies)
    else waiting.get(`${message.kind} ${message.store}`)?.(message)
  })
  await once(owner, 'spawn')
})
afterAll(() => void owner.kill('SIGKILL'))

type Opened = Extract<FromOwnerProcess, { kind: 'open' }>

const said = <Said extends FromOwnerProcess>(kind: Said['kind'], store: number): Promise<Said> =>
  new Promise((resolve) => void waiting.set(`${kind} ${store}`, (message) => resolve(message as Said)))
const send = (message: ToOwnerProcess): void => void owner.send(message)

let last = 0

/** @param ask opens a store of that number */
async function open(clock: Clock, ask: (store: number) => ToOwnerProcess): Promise<OpenedStore> {
  last += 1
  const number = last
  const opened = said<Opened>('open', number)
  send(ask(number))
  let { intents } = await opened
  let times: Time[] = []
  const remote = createRemoteCounters({
    clock: systemClock,
    send(wishes) {
      send({ kind: 'count', store: number, times, wishes })
      times = []
    },
  })
  remotes.set(number, remote)
  const { store } = remote
  /** By the time at which it is asked, not at which the message goes. */
  const at = <Answer>(answer: Answer): Answer => {
    times.push({ now: clock.now(), monotonic: clock.monotonic() })
    return answer
  }
  return {
    store: {
      reserve(id, claims, options) {
        const reserving = store.reserve(id, claims, options)
        return claims.length === 0 && options?.intent === undefined ? reserving : at(reserving)
      },
      peek: (claims) => at(store.peek(claims)),
      settle: (id, how) => at(store.settle(id, how)),
      read: (claims) => at(store.read(claims)),
      standing: (claims) => at(store.standing(claims)),
      adjust: (claim, how) => at(store.adjust(claim, how)),
      takeOpenIntents() {
        const left = intents
        intents = []
        return left
      },
      close: () => store.close(),
    },
    crash: () => open(clock, (next) => ({ kind: 'crash', store: number, next })),
    async close() {
      await store.close()
      const closed = said('closed', number)
      send({ kind: 'close', store: number })
      await closed
    },
  }
}

counterStoreContract('of another process', ({ clock }) =>
  open(clock, (store) => ({ kind: 'open', store, now: clock.now() })),
)

describe('counters of another process', () => {
  const intent = { at: START, grant: 'g', server: 's', tool: 't' }

  /** An owner in this process, whose words arrive when the test says so. */
  async function house(patience?: number) {
    const { store, close } = await openSqliteCopies({ clock: manualClock() })
    let deliver = true
    const desk = createCounterDesk(store, (replies) => deliver && remote.hear(replies))
    const remote = createRemoteCounters({
      clock: systemClock,
      ...(patience && { patience }),
      send: (wishes) => desk.hear(wishes),
    })
    const mute = (): void => {
      deliver = false
    }
    return { store, remote, desk, close, mute }
  }

  it('[workers.owner-gone] takes nothing once the owner is gone, for who waits and who comes', async () => {
    const { remote, close, mute } = await house()
    mute()
    const waiting = remote.store.reserve('a', [claim()])
    remote.gone()
    expect(await waiting).toEqual({ outcome: 'unavailable', cause: 'its owner is gone' })
    expect(await remote.store.reserve('b', [claim()])).toMatchObject({ outcome: 'unavailable' })
    expect(await remote.store.reserve('c', [])).toMatchObject({ outcome: 'unavailable' })
    await close()
  })

  it('gives back what an owner that answers too late had taken', async () => {
    const { store, remote, close, mute } = await house(40)
    mute()
    expect(await remote.store.reserve('a', [claim()])).toMatchObject({ outcome: 'unavailable' })
    await expect.poll(async () => (await store.read([claim()]))[0]?.used).toBe(0)
    await close()
  })

  it('[workers.killed] keeps what a process took that is gone, and says which calls nobody knows the end of', async () => {
    const { store, remote, desk, close } = await house()
    await remote.store.reserve('kept', [claim({ amount: units(3) })], { intent })
    await remote.store.reserve('ended', [claim({ amount: units(2) })], { intent })
    remote.store.settle('ended', 'commit')
    await expect.poll(() => remote.store.peek([claim()])).toMatchObject({ outcome: 'fits' })
    expect(desk.gone()).toEqual([{ ...intent, reservation: 'kept' }])
    expect((await store.read([claim()]))[0]?.used).toBe(units(5))
    expect(desk.gone()).toEqual([])
    await close()
  })

  it('gives back what the process that is gone was never told of', async () => {
    const { store, desk, close } = await house()
    desk.hear([{ kind: 'reserve', ask: 1, id: 'a', claims: [claim()], options: { intent } }])
    expect(desk.gone()).toEqual([])
    await expect.poll(async () => (await store.read([claim()]))[0]?.used).toBe(0)
    await close()
  })
})
