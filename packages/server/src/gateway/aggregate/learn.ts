/** Finds out what a name stands for where no list has told it yet: after a start, or for a client that never lists. */
import type { Caller } from '../../ports/directory.ts'
import { headersFor } from '../translate/modern-request.ts'
import type { Outgoing } from '../upstream/link.ts'
import { META } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { valueAt } from '../wire/splice.ts'
import type { Asking } from './asking.ts'
import { LISTS } from './lists.ts'
import { readAll } from './pages.ts'

/** The servers are not asked again for this long, milliseconds: whoever guesses names must not set them to work. */
const PAUSE = 5000
const MOST_REMEMBERED = 10_000

/** When which lists were last read by ourselves, or are being read. */
export class Learned {
  readonly #read = new Map<string, { readonly at: number; readonly done: Promise<void> }>()

  /**
   * @param now monotonic, milliseconds
   * @returns what `begin` resolves to, or what it did a moment ago
   */
  once(key: string, now: number, begin: () => Promise<void>): Promise<void> {
    const before = this.#read.get(key)
    if (before !== undefined && now - before.at < PAUSE) return before.done
    const done = begin()
    this.#read.delete(key)
    this.#read.set(key, { at: now, done })
    const [oldest] = this.#read.keys()
    if (oldest !== undefined && this.#read.size > MOST_REMEMBERED) this.#read.delete(oldest)
    return done
  }
}

/** Reads lists of some servers on behalf of the grant; resolves when what can be known is known. */
export async function learn(asking: Asking, methods: readonly string[], callers: readonly Caller[]): Promise<void> {
  const now = asking.together.env.clock.monotonic()
  await Promise.all(methods.map((method) => learnOne({ ...asking, callers }, method, now)))
}

function learnOne(asking: Asking, method: string, now: number): Promise<void> {
  const listed = LISTS.get(method)
  if (listed === undefined) return Promise.resolve()
  const key = JSON.stringify([method, asking.grant, asking.callers.map(({ server }) => server.id)])
  const outgoing = listRequest(asking.outgoing, method)
  return asking.together.learned.once(key, now, () => readAll({ ...asking, outgoing }, listed))
}

/** A request for a list, in the name of whoever asks now. */
function listRequest(outgoing: Outgoing, method: string): Outgoing {
  const given = valueAt(outgoing.bytes, ['params', '_meta'])
  const { [META.protocolVersion]: version, [META.clientCapabilities]: capabilities } = isObject(given) ? given : {}
  const meta = { [META.protocolVersion]: version, [META.clientCapabilities]: capabilities }
  const id = 'portcullis-learn'
  const bytes = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id, method, params: { _meta: meta } }))
  return { ...outgoing, bytes, id, method, progressToken: undefined, headers: headersFor(method, undefined) }
}
