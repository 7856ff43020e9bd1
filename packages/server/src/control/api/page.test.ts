import { expect, it, onTestFinished } from 'vitest'
import { openTestControl } from '../test-control.contract.ts'
import { paged } from './page.ts'
import { isProblem } from './problem.ts'

const rows = Array.from({ length: 25 }, (_, i) => ({ id: `row_${String(i).padStart(2, '0')}`, at: Math.floor(i / 3) }))

it('a list comes page by page, each row once; only its own cursors are taken', async () => {
  const test = await openTestControl()
  onTestFinished(() => test.close())
  const read = (list: string, filter: string, cursor: string | undefined, organisation = 'acme') =>
    paged(test.context({ organisation }), {
      ...{ list, filter, query: { cursor, limit: 4 } },
      read: async (after: readonly [number, string] | undefined, limit) =>
        rows
          .filter(({ at, id }) => after === undefined || at > after[0] || (at === after[0] && id > after[1]))
          .slice(0, limit),
      key: ({ at, id }) => [at, id] as const,
    })
  const seen: string[] = []
  const cursors: string[] = []
  for (let cursor: string | undefined, turn = 0; turn === 0 || cursor !== undefined; turn++) {
    const page = await read('rows', 'all', cursor)
    if (isProblem(page)) throw new Error(page.detail)
    seen.push(...page.items.map(({ id }) => id))
    cursor = page.next
    if (cursor !== undefined) cursors.push(cursor)
  }
  expect(seen).toEqual(rows.map(({ id }) => id))
  const [cursor = ''] = cursors
  for (const wrong of [
    await read('other', 'all', cursor),
    await read('rows', 'some', cursor),
    await read('rows', 'all', cursor, 'globex'),
    await read('rows', 'all', `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}`),
    await read('rows', 'all', `X${cursor}`),
    await read('rows', 'all', 'nonsense'),
    await read('rows', 'all', '.'),
  ]) {
    expect(wrong).toMatchObject({ problem: 'invalid', errors: [{ field: '/query/cursor' }] })
  }
})
