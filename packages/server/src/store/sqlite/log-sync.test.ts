import { describe, expect, it } from 'vitest'
import { logSync } from './log-sync.ts'

describe('waiting for the log', () => {
  it('renews the log after a failure before it trusts a sync again', async () => {
    const done: string[] = []
    let broken = new Set<string>()
    const act = (what: string): void => {
      done.push(what)
      if (broken.has(what)) throw new Error(`${what} failed`)
    }
    const wait = logSync(
      () => Promise.resolve().then(() => act('sync')),
      () => act('renew'),
    )

    await wait()
    broken = new Set(['sync'])
    await expect(wait()).rejects.toThrow('sync failed')
    broken = new Set(['renew'])
    await expect(wait()).rejects.toThrow('renew failed')
    broken = new Set()
    await wait()
    await wait()
    expect(done).toEqual(['sync', 'sync', 'renew', 'renew', 'sync', 'sync'])
  })
})
