import { describe, expect, it } from 'vitest'
import { type Column, inOrder } from './column.ts'

interface Row {
  readonly name: string
  readonly count: number
}
const COLUMNS: readonly Column<Row>[] = [
  { id: 'name', head: 'Name', cell: ({ name }) => name, sort: ({ name }) => name },
  { id: 'count', head: 'Count', cell: ({ count }) => count, sort: ({ count }) => count },
  { id: 'plain', head: 'Plain', cell: () => '' },
]
const ROWS: readonly Row[] = [
  { name: 'b', count: 10 },
  { name: 'a', count: 9 },
]
const names = (column: string, down = false) => inOrder(ROWS, COLUMNS, { column, down }).map(({ name }) => name)

describe('the order of rows', () => {
  it('is by words, by numbers as numbers, or as they came', () => {
    expect([names('name'), names('name', true)]).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ])
    expect(names('count')).toEqual(['a', 'b'])
    expect([names('plain'), names('none')]).toEqual([
      ['b', 'a'],
      ['b', 'a'],
    ])
    expect(inOrder(ROWS, COLUMNS, undefined)).toBe(ROWS)
  })
})
