import { describe, expect, it } from 'vitest'
import type { Caller, CallerRefusal, Directory } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import { PresentCaller } from './present-caller.ts'

const caller = (generation: number): Caller =>
  ({
    generation,
    grant: { tokenDigest: 'digest' },
    server: { slug: 'up' },
    policy: { id: 'p', version: String(generation) },
  }) as unknown as Caller

/** A directory whose generation a test sets, and which keeps account of what it was asked. */
function world() {
  const asked: unknown[] = []
  const state: { generation: number; found: Caller | CallerRefusal } = { generation: 1, found: caller(1) }
  const directory: Pick<Directory, 'caller' | 'generation'> = {
    get generation() {
      return state.generation
    },
    caller(...about) {
      asked.push(about)
      return state.found
    },
  }
  const env = { directory, clock: { now: () => 5 } } as unknown as Pick<Environment, 'directory' | 'clock'>
  return { state, asked, present: new PresentCaller(env, caller(1)) }
}

describe('the caller of an open stream', () => {
  it('is identified again once for each version of the configuration', () => {
    const { state, asked, present } = world()
    expect(present.get()?.policy?.version).toBe('1')
    expect(asked).toEqual([])
    Object.assign(state, { generation: 2, found: caller(2) })
    for (let time = 0; time < 3; time++) expect(present.get()?.policy?.version).toBe('2')
    expect(asked).toEqual([['digest', 'up', 5]])
  })

  it('is nobody once its grant was revoked, and itself again when it is given back', () => {
    const { state, present } = world()
    Object.assign(state, { generation: 2, found: 'unknown_token' })
    expect(present.get()).toBeUndefined()
    expect(present.orNobody()).toMatchObject({ policy: undefined, server: { slug: 'up' } })
    Object.assign(state, { generation: 3, found: caller(3) })
    expect(present.orNobody().policy?.version).toBe('3')
  })
})
