/** Long lists page by page: a cursor says after which row to go on, and only ours are taken. */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { sameSecret } from '../../crypto/token.ts'
import { canonicalJson, type PlainJson } from '../change/canonical-json.ts'
import type { Context } from '../context.ts'
import { isProblem, type Problem, wrongField } from './problem.ts'

/** Members of a list's query. */
export const pageQuery = {
  cursor: z.string().max(2000).optional().describe('The `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('Most items of a page.'),
}

/** The shape of a page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().optional().describe('Cursor of the next page; none: this is the last.'),
  })

/** A page of rows. */
export interface Page<Row> {
  readonly items: readonly Row[]
  readonly next?: string
}

/** What orders the rows of a list, in the order of its columns; no two rows have the same. */
export type PageKey = readonly (string | number)[]

/** A list that is read page by page; `read` is written before `key`, from which the types follow. */
export interface Paged<Row, Key extends PageKey> {
  /** Name of the list, and what it is narrowed to: a cursor is good for these only. */
  readonly list: string
  readonly filter?: PlainJson
  readonly query: { readonly cursor?: string | undefined; readonly limit: number }
  readonly key: (row: Row) => Key
  /** Rows after that key (from the beginning where there is none), in order, at most `limit`. */
  readonly read: (after: Key | undefined, limit: number) => Promise<readonly Row[]>
}

/** One page; a problem where the cursor is none of this list. */
export async function paged<Row, Key extends PageKey>(
  context: Pick<Context, 'control' | 'organisation'>,
  { list, filter = null, query, key, read }: Paged<Row, Key>,
): Promise<Page<Row> | Problem> {
  const sign = signer(context, [list, context.organisation, filter])
  const after = query.cursor === undefined ? undefined : open<Key>(query.cursor, sign)
  if (isProblem(after)) return after
  const rows = await read(after, query.limit + 1)
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  if (rows.length <= query.limit || last === undefined) return { items }
  const text = Buffer.from(JSON.stringify(key(last))).toString('base64url')
  return { items, next: `${text}.${sign(text)}` }
}

function signer({ control }: Pick<Context, 'control'>, scope: PlainJson): (text: string) => string {
  const key = control.deriveKey('cursors')
  const about = canonicalJson(scope)
  return (text) =>
    createHmac('sha256', key)
      .update(JSON.stringify([about, text]))
      .digest('base64url')
      .slice(0, 22)
}

function open<Key extends PageKey>(cursor: string, sign: (text: string) => string): Key | Problem {
  const [text = '', signature = ''] = cursor.split('.')
  if (!sameSecret(signature, sign(text))) {
    const message = 'The cursor is none of this list.'
    return wrongField(
      '/query/cursor',
      message,
      'Send the `next` of the page before, with the same filters; or none, to begin anew.',
    )
  }
  // Only what we signed is read: it is a key of this list.
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Key
}
