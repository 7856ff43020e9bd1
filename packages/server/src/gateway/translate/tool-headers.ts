/** Arguments that a server wants in headers as well, found out for clients that know nothing of such headers. */
import type { JsonValue } from '@portcullis/engine'
import type { Outgoing } from '../upstream/link.ts'
import { type ParamHeader, paramHeadersFor, paramHeadersOf } from '../wire/param-headers.ts'
import { isObject } from '../wire/shape.ts'
import { stringAt, valueAt } from '../wire/splice.ts'
import { type Envelope, modernRequest } from './modern-request.ts'
import { askWhole, type Road } from './whole-answer.ts'

const ANNOTATION = 'x-mcp-header'
const MOST_TOOLS = 5000
const MOST_PAGES = 100
const LARGEST_PAGE = 8 * 1024 * 1024
/** After a failure the server is not asked again for this long, milliseconds. */
const PAUSE = 5000

/** What one server's tools want, by name. */
export class ToolHeaders {
  readonly #road: Road
  readonly #patience: number
  readonly #now: () => number
  readonly #byTool = new Map<string, readonly ParamHeader[]>()
  #learning: Promise<void> | undefined
  #triedAt = Number.NEGATIVE_INFINITY
  #known = false

  /** @param now monotonic, milliseconds */
  constructor(road: Road, patience: number, now: () => number) {
    this.#road = road
    this.#patience = patience
    this.#now = now
  }

  /** @returns what has to be waited for before the call can go; undefined: nothing */
  ready({ method, bytes }: Outgoing, envelope: Envelope): Promise<void> | undefined {
    if (method !== 'tools/call' || this.#known) return undefined
    if (this.#byTool.has(stringAt(bytes, ['params', 'name']) ?? '')) return undefined
    if (this.#learning === undefined && this.#now() - this.#triedAt < PAUSE) return undefined
    this.#triedAt = this.#now()
    this.#learning ??= this.#learn(envelope).finally(() => {
      this.#learning = undefined
    })
    return this.#learning
  }

  headersOf(tool: JsonValue | undefined, args: JsonValue | undefined): readonly string[] {
    const declared = typeof tool === 'string' ? this.#byTool.get(tool) : undefined
    return declared === undefined || !isObject(args) ? [] : paramHeadersFor(declared, args)
  }

  /** An answer passes: a list of tools says what they want. */
  note({ method, bytes: request }: Pick<Outgoing, 'method' | 'bytes'>, answer: Buffer): void {
    if (method !== 'tools/list') return
    this.#read(answer)
    const isWhole = valueAt(request, ['params', 'cursor']) === undefined && valueAt(answer, NEXT) === undefined
    if (isWhole) this.#known = true
  }

  #read(answer: Buffer): void {
    if (!answer.includes(ANNOTATION)) return
    const tools = valueAt(answer, ['result', 'tools'])
    for (const tool of Array.isArray(tools) ? tools : []) {
      if (!isObject(tool) || this.#byTool.size >= MOST_TOOLS) continue
      const { name, inputSchema } = tool
      if (typeof name === 'string') this.#byTool.set(name, isObject(inputSchema) ? paramHeadersOf(inputSchema) : [])
    }
  }

  async #learn(envelope: Envelope): Promise<void> {
    let cursor: string | undefined
    for (let page = 0; page < MOST_PAGES; page++) {
      const params = cursor === undefined ? {} : { cursor }
      const question = modernRequest(`portcullis-headers-${page}`, 'tools/list', params, envelope)
      const told = await askWhole(this.#road, question, { patience: this.#patience, maxBytes: LARGEST_PAGE })
      if (told.kind !== 'answer' || told.facts.failed) return
      this.#read(told.bytes)
      const next = stringAt(told.bytes, NEXT)
      if (next === undefined || next === cursor) break
      cursor = next
    }
    this.#known = true
  }
}

const NEXT = ['result', 'nextCursor']
