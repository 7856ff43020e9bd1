import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manualClock } from '../ports/counter-samples.contract.ts'
import { flowFactsContract } from '../ports/flow-facts.contract.ts'
import type { FlowFacts, FlowRecord } from '../ports/flow-facts.ts'
import { openDataFolder } from './data-folder.ts'
import { createFlowFacts } from './flow-facts.ts'
import { openFlowRecord } from './sqlite/flow-record.ts'
import { steadyTime } from './steady-time.ts'

const diagnose = (text: string): void => {
  throw new Error(text)
}

flowFactsContract('memory', {
  open(clock, mostPlaces = 100) {
    const facts = createFlowFacts({ time: steadyTime(clock), mostPlaces, diagnose })
    return { facts, close: () => facts.close() }
  },
})

flowFactsContract('SQLite', {
  open(clock, mostPlaces = 100) {
    const root = mkdtempSync(join(tmpdir(), 'portcullis-flow-'))
    const closers: (() => void)[] = []
    const openAt = (path: string): FlowFacts => {
      const folder = openDataFolder(path, clock.now())
      if (folder.outcome === 'refused') throw new Error(folder.problem)
      const opened = openFlowRecord(folder)
      if (opened.outcome === 'refused') throw new Error(opened.problem)
      const facts = createFlowFacts({ time: steadyTime(clock), record: opened.record, mostPlaces, diagnose })
      closers.push(() => {
        facts.close()
        folder.release()
      })
      return facts
    }
    const first = join(root, 'first')
    return {
      facts: openAt(first),
      again() {
        // What the disk holds while the process still runs is what a killed one leaves.
        const copy = join(root, 'copy')
        cpSync(first, copy, { recursive: true, filter: (path) => !path.includes('owner.lock') })
        return openAt(copy)
      },
      close() {
        for (const close of closers) close()
        rmSync(root, { recursive: true, force: true })
      },
    }
  },
})

describe('the record', () => {
  const recording = (write: FlowRecord['write']): FlowRecord => ({
    known: [],
    write,
    forget: () => undefined,
    close: () => undefined,
  })

  it('is written once a minute at most, however often something is read', () => {
    const clock = manualClock()
    let writes = 0
    const record = recording(() => void writes++)
    const facts = createFlowFacts({ time: steadyTime(clock), record, diagnose })
    for (let i = 0; i < 120; i++) {
      facts.note({ grant: 'g', slot: 0 }, ['private'])
      clock.pass(1000)
    }
    expect(writes).toBe(2)
  })

  it('that fails is told, and facts hold all the same', () => {
    const told: string[] = []
    const record = recording(() => {
      throw new Error('disk full')
    })
    const time = steadyTime(manualClock())
    const facts = createFlowFacts({ time, record, diagnose: (text) => told.push(text) })
    facts.note({ grant: 'g', slot: 0 }, ['secrets'])
    expect(facts.seen({ grant: 'g', slot: 0 }, 1000).secrets).toBe(true)
    expect(told).toHaveLength(1)
  })
})
