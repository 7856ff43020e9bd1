import { describe, expect, it } from 'vitest'
import { alone, type Neighbour } from '../../ports/neighbours.ts'
import { Homes } from './homes.ts'

const NAMES = ['gw-a', 'gw-b', 'gw-c', 'gw-d']

/** What each of them takes for the homes of all sessions. */
function installation(running: readonly string[]) {
  const now = { value: 0 }
  const all = running.map((name): Neighbour => ({ name, origin: `http://${name}` }))
  const homes = running.map((self) => {
    const others = all.filter(({ name }) => name !== self)
    const find = (name: string): Neighbour | undefined => others.find((one) => one.name === name)
    return new Homes({ self, find, all: () => others }, () => now.value)
  })
  return { now, homes }
}

const session = (home: string, sid: string) => ({ home, sid, upstreamId: 'theirs' })
const sids = Array.from({ length: 400 }, (_, i) => `session-${i * 7919}`)

describe('the home of a session', () => {
  it('is the gateway that opened it, as long as that one runs', () => {
    const [a, b] = installation(NAMES).homes
    expect(a?.of(session('gw-a', 's'))).toBeUndefined()
    expect(b?.of(session('gw-a', 's'))?.name).toBe('gw-a')
  })

  it('[across.adopted] is then one that all agree on, and each gets its part', () => {
    const { homes } = installation(NAMES)
    const parts = new Map<string, number>()
    for (const sid of sids) {
      const heirs = new Set(homes.map((one) => one.of(session('gone', sid))?.name ?? one.self))
      expect(heirs.size).toBe(1)
      for (const heir of heirs) parts.set(heir, (parts.get(heir) ?? 0) + 1)
    }
    for (const name of NAMES) expect(parts.get(name)).toBeGreaterThan(50)
  })

  it('stays where it is for most sessions when a gateway comes', () => {
    const heirsOf = (running: readonly string[]): string[] => {
      const [first] = installation(running).homes
      return sids.map((sid) => first?.of(session('gone', sid))?.name ?? 'gw-a')
    }
    const [before, after] = [heirsOf(NAMES.slice(0, 3)), heirsOf(NAMES)]
    const moved = sids.filter((_, i) => before[i] !== after[i])
    expect(moved.length).toBeGreaterThan(50)
    expect(moved.length).toBeLessThan(150)
    expect(sids.every((_, i) => before[i] === after[i] || after[i] === 'gw-d')).toBe(true)
  })

  it('is nowhere else for what nobody can go on with', () => {
    const [a] = installation(NAMES).homes
    expect(sids.every((sid) => a?.of({ ...session('gone', sid), upstreamId: undefined }) === undefined)).toBe(true)
  })

  it('is not where no connection was taken, until it was believed long enough', () => {
    const { homes, now } = installation(NAMES.slice(0, 2))
    const [, b] = homes
    b?.noteGone('gw-a')
    expect(b?.of(session('gw-a', 's'))).toBeUndefined()
    now.value = 30_001
    expect(b?.of(session('gw-a', 's'))?.name).toBe('gw-a')
  })

  it('is here, where there is no other gateway', () => {
    const homes = new Homes(alone('only'), () => 0)
    expect([homes.of(session('before', 's')), homes.areShared]).toEqual([undefined, false])
  })
})
