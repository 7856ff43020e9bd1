import { describe, expect, it } from 'vitest'
import { manualClock } from '../../ports/counter-samples.contract.ts'
import { createFlowFacts } from '../flow-facts.ts'
import { discardingSink } from '../memory/discard.ts'
import { openSqliteCopies } from '../sqlite/copies.contract.ts'
import { steadyTime } from '../steady-time.ts'
import { createOwnersDesk } from './desk.ts'
import { createRemoteFlow } from './remote-flow.ts'

const MINUTE = 60_000
const ana = { grant: 'ana', slot: 0 } as const
const NOTHING = { private: false, untrusted: false, secrets: false }

async function house() {
  const clock = manualClock()
  const { store: counters, close } = await openSqliteCopies({ clock })
  const facts = () => createFlowFacts({ time: steadyTime(clock), diagnose: () => undefined })
  const owned = { counters, flow: facts(), log: discardingSink, makeMonthKey: () => undefined }
  const open = () => {
    const desk = createOwnersDesk(owned, (word) => word.kind === 'looked' && remote.hear(word.ask, word.views))
    const remote = createRemoteFlow({
      clock,
      own: facts(),
      note: (note) => desk.hear({ kind: 'note', note }),
      look: (ask, place, windows) => desk.hear({ kind: 'look', ask, place, windows }),
    })
    return remote
  }
  return { clock, a: open(), b: open(), close }
}

describe('what was read at another process', () => {
  it('[workers.flow] is known when a rule goes by it', async () => {
    const { clock, a, b, close } = await house()
    const began = clock.monotonic()
    a.facts.note(ana, ['private'])
    expect(b.facts.seen(ana, MINUTE)).toEqual(NOTHING)
    await b.facts.behind?.(ana, began)
    expect(b.facts.seen(ana, MINUTE)).toEqual({ ...NOTHING, private: true })
    expect(b.facts.behind?.(ana, began)).toBeUndefined()
    expect(b.facts.seen(ana, 2 * MINUTE)).toEqual(NOTHING)
    await b.facts.behind?.(ana, began)
    expect(b.facts.seen(ana, 2 * MINUTE).private).toBe(true)
    await close()
  })

  it('is not asked for by calls whose rules do not go by it', async () => {
    const { a, close } = await house()
    expect(a.facts.behind?.(ana, 0)).toBeUndefined()
    await close()
  })

  it('counts as everything where the owner is gone', async () => {
    const { clock, a, close } = await house()
    a.gone()
    a.facts.seen(ana, MINUTE)
    await a.facts.behind?.(ana, clock.monotonic())
    expect(a.facts.seen(ana, MINUTE)).toEqual({ private: true, untrusted: true, secrets: true })
    await close()
  })
})
