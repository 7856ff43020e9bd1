/** A control plane as a command asks it. */
import { type Asking, createClient, type Returned, type RouteId } from '../../control/client.ts'
import { ROUTE_PLACES } from '../../control/route-places.ts'
import { type FoundControl, findControl, type WhichControl } from './find-control.ts'
import { problemText } from './problem-text.ts'
import { Stop } from './stop.ts'

/** What came back, where it was no problem. */
export type Got<Id extends RouteId> = Extract<Returned<Id>, { readonly ok: true }>

/** Asks a control plane about one organisation. */
export interface Session {
  readonly origin: string
  readonly organisation: string
  readonly as: FoundControl['as']
  /** Throws `Stop` where it answers with a problem. */
  ask<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Got<Id>>
  /** The same, with the problem as a value. */
  try<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Returned<Id>>
  /** A request whose answer is a stream. */
  stream(path: string, signal: AbortSignal): Promise<Response>
}

/** Milliseconds for an answer: a server that is probed may be slow. */
const PATIENCE = 90_000
/** How often what came too fast is asked again, and milliseconds before each time. */
const AGAIN = 3
const PAUSE = 1000

/** Opens it: nothing is asked yet. @param patience milliseconds for each answer */
export async function openSession(which: WhichControl, patience: number = PATIENCE): Promise<Session> {
  return sessionOf(await findControl(which), patience)
}

/** Asks a control plane that was found. */
export function sessionOf(found: FoundControl, patience: number = PATIENCE): Session {
  const headers = { authorization: found.authorization, 'user-agent': 'portcullis' }
  const client = createClient({
    origin: found.origin,
    routes: ROUTE_PLACES,
    headers: () => headers,
    fetch: found.fetch,
  })
  const attempt: Session['try'] = async (id, asking) => {
    for (let again = AGAIN; ; again--) {
      const returned = await client.call(id, { ...asking, signal: asking.signal ?? AbortSignal.timeout(patience) })
      if (returned.ok || returned.problem.code !== 'too_many' || again === 0) return returned
      // What is refused for coming too fast was not done.
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
  return {
    origin: found.origin,
    organisation: found.organisation,
    as: found.as,
    try: attempt,
    async ask(id, asking) {
      const returned = await attempt(id, asking)
      if (returned.ok) return returned
      const { problem } = returned
      if (found.as === 'machine' && problem.code === 'unanswered' && returned.status === 0)
        throw new Stop(`The control plane at ${found.origin} does not answer. Start it with portcullis start.`)
      throw new Stop(problemText(problem))
    },
    stream: (path, signal) => found.fetch(`${found.origin}/api/v1${path}`, { headers, signal }),
  }
}

/** A page of a list. */
interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}

/** All items of a list, page by page. */
export async function allOf<Item>(
  read: (query: {
    readonly limit: number
    readonly cursor: string | undefined
  }) => Promise<{ readonly body: Page<Item> }>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | undefined
  do {
    const { body } = await read({ limit: 200, cursor })
    items.push(...body.items)
    cursor = body.next
  } while (cursor !== undefined)
  return items
}
