/** `tools/list`: page by page, hidden tools cut out, everything else kept byte by byte. */
import { hash } from 'node:crypto'
import type { JsonObject } from '@portcullis/engine'
import { OPEN_BRACKET } from '../wire/json-text.ts'
import type { Era, Span } from '../wire/message.ts'
import { createScan, SERVER_RULES } from '../wire/scan.ts'
import { applyEdits, type Edit, elementsOf, memberOf, setMember, wholeSpan } from '../wire/spans.ts'
import { dressTool } from './dress-tool.ts'
import type { Hearer } from './heard-tools.ts'
import type { KnownTool } from './known-tool.ts'
import type { ToolBook, ToolPage } from './tool-book.ts'

/** How long a filtered list may be remembered by its client, milliseconds. */
const LONGEST_TTL = 30_000
const MAX_PAGE_TOOLS = 5000

/** What a page is filtered by. */
export interface ListView {
  readonly era: Era
  /** The cursor that was asked for; undefined on the first page. */
  readonly cursor: string | undefined
  readonly book: ToolBook
  /** Whose listing this is. */
  readonly reader: object
  /** Who goes by the list. */
  readonly hearer: Hearer
  visible(tool: KnownTool): boolean
  /** How tools are dressed; undefined: they stay as they are. */
  readonly dress: Dress | undefined
}

/** What is done to the tools that the client gets to see. */
export interface Dress {
  /** Descriptions are taken out of definitions that are flagged. */
  readonly stripsOdd: boolean
}

const scan = createScan(SERVER_RULES)

/**
 * @param answer a whole JSON-RPC answer
 * @returns the answer without what the client must not see; undefined if it is no list that can be judged
 */
export function filterList(answer: Buffer, view: ListView): Buffer | undefined {
  // Where two keys are the same, we would filter one of them, and the client might read the other.
  if (scan(answer).fault !== undefined) return undefined
  const result = memberOf(answer, wholeSpan(answer), 'result')
  if (result === undefined) return answer
  const tools = memberOf(answer, result, 'tools')
  if (tools === undefined || answer[tools.start] !== OPEN_BRACKET) return undefined
  const elements = elementsOf(answer, tools)
  if (elements.length > MAX_PAGE_TOOLS) return undefined
  const nextCursor = readString(answer, memberOf(answer, result, 'nextCursor'))
  if (nextCursor !== undefined && nextCursor === view.cursor) return undefined

  const page = view.book.page(view.reader, view.cursor, view.hearer)
  const names = elements.map((element) => nameOf(answer, element, page))
  if (!page.finish(nextCursor)) return undefined
  const kept = elements.flatMap((span, index): readonly Kept[] => {
    const name = names[index]
    const tool = name === undefined ? undefined : page.offered(name)
    return tool !== undefined && view.visible(tool) ? [{ span, tool }] : []
  })

  const edits: Edit[] = view.era === 'modern' ? cacheEdits(answer, result) : []
  if (kept.length < elements.length || view.dress !== undefined) {
    edits.push({ span: tools, text: `[${kept.map((each) => written(answer, each, view.dress)).join(',')}]` })
  }
  return applyEdits(answer, edits)
}

/** A tool that the client gets to see, and where it stands. */
interface Kept {
  readonly span: Span
  readonly tool: KnownTool
}

/** The name under which a tool was taken into the page; undefined where it cannot be offered. */
function nameOf(answer: Buffer, element: Span, page: ToolPage): string | undefined {
  const text = answer.toString('utf8', element.start, element.end)
  const definition: unknown = JSON.parse(text)
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) return undefined
  const tool = definition as JsonObject
  const name = tool['name']
  return typeof name === 'string' && page.add(name, tool, hash('sha256', text, 'base64')) ? name : undefined
}

function written(answer: Buffer, { span, tool }: Kept, dress: Dress | undefined): string {
  if (dress === undefined) return answer.toString('utf8', span.start, span.end)
  return dressTool(answer.subarray(span.start, span.end), tool.label, dress.stripsOdd)
}

/** A list that depends on the grant must not be shared between grants (MCP 2026-07-28, caching). */
export function cacheEdits(answer: Buffer, result: Span): Edit[] {
  const ttl = memberOf(answer, result, 'ttlMs')
  const given = ttl === undefined ? 0 : Number(answer.toString('latin1', ttl.start, ttl.end))
  const bounded = Number.isFinite(given) && given >= 0 ? Math.min(given, LONGEST_TTL) : 0
  const edits = [setMember(answer, result, 'cacheScope', '"private"')]
  if (ttl === undefined || bounded !== given) edits.push(setMember(answer, result, 'ttlMs', String(bounded)))
  return edits
}

/** The string that stands at `span`; undefined where another value, or none, does. */
export function readString(answer: Buffer, span: Span | undefined): string | undefined {
  if (span === undefined) return undefined
  const value: unknown = JSON.parse(answer.toString('utf8', span.start, span.end))
  return typeof value === 'string' ? value : undefined
}

/** The answer to a list of a surface that the policy refuses as a whole: nothing is there. */
export function emptyList(member: string, era: Era): JsonObject {
  const list: JsonObject = { [member]: [] }
  return era === 'modern' ? { ...list, resultType: 'complete', ttlMs: 0, cacheScope: 'private' } : list
}
