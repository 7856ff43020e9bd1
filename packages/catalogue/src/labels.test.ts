import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Accuracy, accuracyOf, isHeldOut, type Judged } from './accuracy.ts'
import { createClassifier } from './classify.ts'
import { CATEGORIES, type Category } from './risk.ts'

interface Row {
  readonly server: string
  readonly tool: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly category: Category
  readonly reason: string
}

const rows: readonly Row[] = readFileSync(new URL('../data/labels.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Row)

const judged: readonly Judged[] = rows.map(({ server, tool, parameters = {}, category }) => {
  const properties = Object.fromEntries(Object.entries(parameters).map(([name, type]) => [name, { type }]))
  const classify = createClassifier({ name: server })
  const { category: got } = classify({ name: tool, inputSchema: { type: 'object', properties } })
  return { server, tool, reads: category === 'Read', wanted: category, got }
})

describe('our labels', () => {
  it('are at least 400, of many servers, each with a reason and without words of others', () => {
    expect(rows.length).toBeGreaterThanOrEqual(400)
    expect(new Set(rows.map(({ server }) => server)).size).toBeGreaterThan(300)
    expect(new Set(rows.map(({ server, tool }) => `${server} ${tool}`)).size).toBe(rows.length)
    for (const row of rows) {
      expect(CATEGORIES).toContain(row.category)
      expect(row.reason).toMatch(/^.{8,90}$/)
      expect(Object.keys(row)).not.toContain('description')
    }
  })

  const meets = (accuracy: Accuracy, floors: { readOrChange: number; category: number }): void => {
    expect(accuracy.readOrChange).toBeGreaterThan(floors.readOrChange)
    expect(accuracy.category).toBeGreaterThan(floors.category)
  }

  // Without the tools beside them, which say what a server is about: `npm run catalogue:score` shows them, too.
  it('are met on names and parameters, without descriptions', () => {
    const accuracy = accuracyOf(judged)
    meets(accuracy, { readOrChange: 0.955, category: 0.93 })
    expect(accuracy.byCategory.Destructive.recall).toBeGreaterThan(0.97)
    expect(accuracy.byCategory.Financial.recall).toBeGreaterThan(0.91)
  })

  it('are met on the servers that nothing was tuned on', () => {
    const held = judged.filter(({ server }) => isHeldOut(server))
    expect(held.length).toBeGreaterThan(250)
    const accuracy = accuracyOf(held)
    meets(accuracy, { readOrChange: 0.94, category: 0.9 })
    expect(accuracy.byCategory.Destructive.recall).toBeGreaterThan(0.96)
    expect(accuracy.byCategory.Financial.recall).toBeGreaterThan(0.82)
  })
})
