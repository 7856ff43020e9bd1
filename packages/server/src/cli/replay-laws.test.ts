/** Where the values are known too: replay over facts against deciding on values. */
import type { Policy } from '@portcullis/engine'
import { type Effect, learn, type RecordedCall, type ReplayReport, replay } from '@portcullis/workbench'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answersOf, calls, compiles, keyring, policy, recordedUnder } from './replay.contract.ts'

const replayed = (draft: Policy, recorded: readonly RecordedCall[]): ReplayReport =>
  replay([{ policy: draft, id: 'p', version: '' }], recorded, keyring)

/** What a replay says of the last call; undefined: it cannot tell. */
function saidOfLast(draft: Policy, recorded: readonly RecordedCall[]): readonly Effect[] | undefined {
  const before = replayed(draft, recorded.slice(0, -1))
  const after = replayed(draft, recorded)
  if (after.cannotTell > before.cannotTell) return undefined
  const then = recorded.at(-1)?.was.effect ?? 'deny'
  return after.changed === before.changed
    ? [then]
    : after.changes.filter(({ from }) => from === then).map(({ to }) => to)
}

describe('replay over facts', () => {
  it('never disagrees with deciding on values', async () => {
    let told = 0
    let all = 0
    await fc.assert(
      fc.asyncProperty(policy.filter(compiles), policy.filter(compiles), calls, async (inForce, draft, list) => {
        const [was, now] = [await answersOf(inForce, list), await answersOf(draft, list)]
        const recorded = recordedUnder(inForce, list, was)
        for (const [index, truth] of now.entries()) {
          const said = saidOfLast(draft, recorded.slice(0, index + 1))
          all++
          if (said === undefined) continue
          told++
          expect(said).toContain(truth)
        }
      }),
      { numRuns: 80 },
    )
    expect(told / all).toBeGreaterThan(0.6)
  })

  it('can tell everything of the policy that was in force, where no counter leaves it open', async () => {
    await fc.assert(
      fc.asyncProperty(policy.filter(compiles), calls, async (inForce, list) => {
        const { tools, ...rest } = inForce
        const bare: Policy = { ...rest, tools: { t: { ...tools?.['t'], limits: [] } } }
        const recorded = recordedUnder(bare, list, await answersOf(bare, list))
        expect(replayed(bare, recorded)).toMatchObject({ unchanged: list.length, changed: 0, cannotTell: 0 })
      }),
      { numRuns: 100 },
    )
  })
})

describe('a learned policy', () => {
  it('lets pass everything that was allowed, and says so', async () => {
    let conditions = 0
    await fc.assert(
      fc.asyncProperty(policy.filter(compiles), calls, fc.constantFrom(1, 2, 1.5), async (inForce, list, headroom) => {
        const was = await answersOf(inForce, list)
        const recorded = recordedUnder(inForce, list, was)
        const { policy: learned, tools } = learn(recorded, { keyring, headroom, enough: 1, name: 'learned' })
        conditions += tools.reduce((sum, each) => sum + each.conditions, 0)
        const { changes, doubts } = replayed(learned, recorded)
        expect([...changes, ...doubts].filter(({ from }) => from === 'allow')).toEqual([])
        const now = await answersOf({ ...learned, arguments: 'any' }, list)
        expect(now.filter((effect, index) => was[index] === 'allow' && effect !== 'allow')).toEqual([])
      }),
      { numRuns: 120 },
    )
    expect(conditions).toBeGreaterThan(4)
  })
})
