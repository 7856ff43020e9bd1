import { describe, expect, it } from 'vitest'
import { groupSync } from './group-sync.ts'
import { deferred } from './tick.ts'

describe('a shared wait for the disk', () => {
  const begin = () => {
    const syncs: { readonly end: () => void; readonly fail: () => void }[] = []
    const request = groupSync(() => {
      const { promise, resolve } = deferred<boolean>()
      syncs.push({ end: () => resolve(true), fail: () => resolve(false) })
      return promise.then((well) => {
        if (!well) throw new Error('no space')
      })
    })
    const settled: string[] = []
    const ask = (name: string): Promise<unknown> =>
      request().then(
        () => settled.push(name),
        () => settled.push(`${name} failed`),
      )
    return { syncs, settled, ask }
  }

  it('serves all who come during one with the next one', async () => {
    const { syncs, settled, ask } = begin()
    const first = ask('a')
    const later = [ask('b'), ask('c')]
    expect(syncs).toHaveLength(1)
    syncs[0]!.end()
    await first
    expect(settled).toEqual(['a'])
    expect(syncs).toHaveLength(2)
    const last = ask('d')
    syncs[1]!.end()
    await Promise.all(later)
    expect(settled).toEqual(['a', 'b', 'c'])
    syncs[2]!.end()
    await last
    expect(syncs).toHaveLength(3)
  })

  it('fails those who waited for the one that failed, and no others', async () => {
    const { syncs, settled, ask } = begin()
    const first = ask('a')
    const second = ask('b')
    syncs[0]!.fail()
    await first
    syncs[1]!.end()
    await second
    expect(settled).toEqual(['a failed', 'b'])
    const third = ask('c')
    syncs[2]!.end()
    await third
    expect(settled).toEqual(['a failed', 'b', 'c'])
  })
})
