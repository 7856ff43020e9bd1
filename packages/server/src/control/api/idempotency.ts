/**
 * What is created by a request that is sent twice with one key is created once, and answered twice (the `Idempotency-Key` header field).
 * Answers are kept for a day; those that show a secret are not kept at all. Requests that create nothing may be repeated as they are, and
 * their answers may hold what must not be kept.
 */
import { hash } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import { transact } from '../../store/sql/transaction.ts'
import type { Actor } from '../actor.ts'
import type { Control } from '../control.ts'
import { type Problem, problem, problemResponse, wrongHeader } from './problem.ts'
import type { Route } from './route.ts'

const DAY = 24 * 3_600_000
/** Milliseconds after which a request that was never answered counts as dead. */
const DEAD = 60_000
const FORM = /^[\x21-\x7e]{1,255}$/

/** A request that may be asked twice. */
export interface Repeatable {
  readonly control: Control
  readonly route: Route
  readonly actor: Actor
  readonly request: Request
  readonly bytes: Uint8Array
  readonly at: Instant
}

/** Answers a request by `work`, or by what was answered before. */
export async function once(asked: Repeatable, work: () => Promise<Response>): Promise<Response> {
  const key = asked.request.headers.get('idempotency-key')
  if (key === null || asked.route.status !== 201 || asked.actor.id === '') return work()
  if (!FORM.test(key)) {
    const remedy = 'Send 1 to 255 visible ASCII characters, best random ones.'
    return problemResponse(wrongHeader('idempotency-key', '`Idempotency-Key` is no key.', remedy))
  }
  const place = { actor: `${asked.actor.kind}:${asked.actor.id}`, key }
  const before = await begin(asked, place)
  if (before !== undefined) return before
  try {
    const response = await work()
    return await keep(asked, place, response)
  } catch (error) {
    await forget(asked.control, place)
    throw error
  }
}

interface KeyPlace {
  readonly actor: string
  readonly key: string
}

/** Takes the key; what was answered to it before, or why it cannot be used. */
async function begin(asked: Repeatable, place: KeyPlace): Promise<Response | undefined> {
  const { control, request, bytes, at } = asked
  const url = new URL(request.url)
  const digest = hash(
    'sha256',
    Buffer.concat([Buffer.from(`${request.method} ${url.pathname}${url.search}\n`), bytes]),
    'hex',
  )
  return transact(control.db, async (tx) => {
    await tx
      .deleteFrom('idempotency')
      .where('at', '<', at - DAY)
      .execute()
    await tx
      .deleteFrom('idempotency')
      .where('status', '=', 0)
      .where('at', '<', at - DEAD)
      .execute()
    const row = { ...place, request: digest, at, status: 0, headers: '{}', body: '' }
    const taken = await tx
      .insertInto('idempotency')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .executeTakeFirst()
    if (taken !== undefined) return undefined
    const found = await tx
      .selectFrom('idempotency')
      .selectAll()
      .where('actor', '=', place.actor)
      .where('key', '=', place.key)
      .executeTakeFirstOrThrow()
    if (found.request !== digest) return problemResponse(OTHER_REQUEST)
    if (found.status === 0) return problemResponse(IN_WORK)
    if (asked.route.once === true && found.status < 400) return problemResponse(SHOWN_ONCE)
    const headers: Record<string, string> = JSON.parse(found.headers)
    return new Response(found.body === '' ? null : found.body, {
      status: found.status,
      headers: { ...headers, 'idempotency-replayed': 'true' },
    })
  })
}

const OTHER_REQUEST: Problem = wrongHeader(
  'idempotency-key',
  'Another request was sent with this `Idempotency-Key`.',
  'Use a key for one request only.',
)
const IN_WORK = problem('conflict', 'The first request with this `Idempotency-Key` is not answered yet.', {
  remedy: 'Wait a little, and repeat it.',
  headers: { 'retry-after': '1' },
})
const SHOWN_ONCE = problem('conflict', 'This was done already, and the secret that it made is shown once only.', {
  remedy: 'If the first answer was lost, make another one and revoke this.',
})

/** Keeps what was answered; our own failures are forgotten, so that the request may be repeated. */
async function keep({ control, route }: Repeatable, place: KeyPlace, response: Response): Promise<Response> {
  if (response.status >= 500 || response.status === 429) {
    await forget(control, place)
    return response
  }
  const secret = route.once === true && response.status < 400
  const body = secret ? '' : await response.clone().text()
  await control.db
    .updateTable('idempotency')
    .set({ status: response.status, headers: secret ? '{}' : keptHeaders(response), body })
    .where('actor', '=', place.actor)
    .where('key', '=', place.key)
    .execute()
  return response
}

/** Nothing that sets a cookie is answered twice. */
function keptHeaders({ headers }: Response): string {
  return JSON.stringify(Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie')))
}

async function forget({ db }: Control, { actor, key }: KeyPlace): Promise<void> {
  await db.deleteFrom('idempotency').where('actor', '=', actor).where('key', '=', key).execute()
}
