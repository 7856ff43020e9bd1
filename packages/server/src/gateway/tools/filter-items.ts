/** Lists of resources, templates, prompts and tasks: what the client must not see is cut out, the rest stays byte by byte. */
import { OPEN_BRACKET } from '../wire/json-text.ts'
import type { Era } from '../wire/message.ts'
import { createScan, SERVER_RULES } from '../wire/scan.ts'
import { isObject } from '../wire/shape.ts'
import { applyEdits, elementsOf, memberOf, wholeSpan } from '../wire/spans.ts'
import { cacheEdits, readString } from './filter-list.ts'

/** Entries of one page; a longer one is refused. */
const MOST_ITEMS = 5_000

/** What a page is filtered by. */
export interface ItemView {
  readonly era: Era
  /** The cursor that was asked for; undefined on the first page. */
  readonly cursor: string | undefined
  /** The member of the result that is the list. */
  readonly member: string
  /** The member of each entry that says what it is. */
  readonly key: string
  shown(name: string): boolean
}

const scan = createScan(SERVER_RULES)

/**
 * @param answer a whole JSON-RPC answer
 * @returns the answer without what the client must not see; undefined if it is no list that can be judged
 */
export function filterItems(answer: Buffer, view: ItemView): Buffer | undefined {
  // Where two keys are the same, we would filter one of them, and the client might read the other.
  if (scan(answer).fault !== undefined) return undefined
  const result = memberOf(answer, wholeSpan(answer), 'result')
  if (result === undefined) return answer
  const list = memberOf(answer, result, view.member)
  if (list === undefined || answer[list.start] !== OPEN_BRACKET) return undefined
  const nextCursor = readString(answer, memberOf(answer, result, 'nextCursor'))
  const elements = elementsOf(answer, list)
  if (elements.length > MOST_ITEMS || (nextCursor !== undefined && nextCursor === view.cursor)) return undefined
  const kept = elements
    .map(({ start, end }) => answer.toString('utf8', start, end))
    .filter((text) => {
      const name = nameIn(text, view.key)
      return name !== undefined && view.shown(name)
    })
  const edits = view.era === 'modern' ? cacheEdits(answer, result) : []
  if (kept.length < elements.length) edits.push({ span: list, text: `[${kept.join(',')}]` })
  return applyEdits(answer, edits)
}

function nameIn(text: string, key: string): string | undefined {
  const entry: unknown = JSON.parse(text)
  const name = isObject(entry) && Object.hasOwn(entry, key) ? entry[key] : undefined
  return typeof name === 'string' ? name : undefined
}
