/** A person lets this command line in: it shows a code and a link, and asks until that was done in a browser. */
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type Client, createClient } from '../../control/client.ts'
import { ROUTE_PLACES } from '../../control/route-places.ts'
import { safeLine } from '../../ports/safe-text.ts'
import { problemText } from './problem-text.ts'
import { Stop } from './stop.ts'

/** Who let it in, and what proves that. */
export interface LetIn {
  /** Secret. */
  readonly token: string
  readonly name: string
  /** When it has to be let in again; milliseconds since 1970. */
  readonly expires: number
}

/** How it is asked. */
export interface Wish {
  /** The control plane. */
  readonly origin: string
  /** Says something to whoever sits here. */
  readonly say: (text: string) => void
  /** Opens the page in a browser; undefined: whoever sits here does. */
  readonly open: ((url: string) => void) | undefined
}

/** Milliseconds for one answer. */
const PATIENCE = 20_000

/** Throws `Stop` where nobody lets it in. */
export async function askToBeLetIn({ origin, say, open }: Wish): Promise<LetIn> {
  const headers = { 'user-agent': 'portcullis' }
  const client = createClient({ origin, routes: ROUTE_PLACES, headers: () => headers })
  const begun = await client.call('terminals.begin', { body: { host: hostname() || 'unnamed' }, signal: patience() })
  if (!begun.ok) throw new Stop(problemText(begun.problem))
  const { code, link, interval, wait: secret } = begun.body
  const page = pageOf(link)
  say(`Open this page, log in, and allow it if it shows the same code:\n\n  ${page}\n  ${safeLine(code)}\n`)
  open?.(page)
  return letIn(client, secret, interval)
}

const patience = (): AbortSignal => AbortSignal.timeout(PATIENCE)

/** The address as browsers take it, and as nothing else than an address. */
function pageOf(link: string): string {
  const page = URL.canParse(link) ? new URL(link) : undefined
  if (page !== undefined && /^https?:$/.test(page.protocol)) return page.href
  throw new Stop('The answer names no page to open. See that the URL is that of a control plane.')
}

async function letIn(client: Client, secret: string, interval: number): Promise<LetIn> {
  let pause = interval
  for (;;) {
    await wait(pause)
    const asked = await client.call('terminals.session', { body: { wait: secret }, signal: patience() })
    if (!asked.ok) {
      // The way there may be interrupted for a moment; that it waited too long the control plane says.
      if (asked.problem.code !== 'unanswered' && asked.problem.code !== 'too_many')
        throw new Stop(problemText(asked.problem))
      pause = interval * 2
      continue
    }
    const { body } = asked
    if (body.state === 'refused') throw new Stop('It was refused.')
    if (body.state === 'allowed') return body
    // RFC 8628, section 3.5.
    pause = body.state === 'slow_down' ? pause + interval : interval
  }
}
