/** The API, asked by the ids of its routes; shapes follow from the server's own table. */
import {
  type Asking,
  type Client,
  createClient,
  type ReceivedProblem,
  type Returned,
  type RouteId,
} from 'portcullis/client'
import { ROUTE_PLACES } from 'portcullis/route-places'
import { goToLogIn, sessionHeaders } from './session.ts'

export type { Asking, ReceivedProblem, RouteId } from 'portcullis/client'

/** What a route answers. */
export type Answer<Id extends RouteId> = Extract<Returned<Id>, { readonly ok: true }>['body']

const client: Client = createClient({
  origin: '',
  routes: ROUTE_PLACES,
  headers: sessionHeaders,
})

/** An answer that says why not. */
export class ApiProblem extends Error {
  readonly problem: ReceivedProblem
  /** Of the answer; 0: there was none. */
  readonly status: number

  constructor(problem: ReceivedProblem, status: number) {
    super(problem.detail)
    this.name = 'ApiProblem'
    this.problem = problem
    this.status = status
  }
}

/** What came, with the revision that changes of it name. */
export interface Read<Id extends RouteId> {
  readonly body: Answer<Id>
  /** For `ifMatch`. */
  readonly etag: string | undefined
}

/** Lets who looks on say again who they are; resolves to whether they did. */
type ProveAgain = () => Promise<boolean>

let proveAgain: ProveAgain = async () => false

/** Who shows the question: once, the shell. */
export function onProofRequired(ask: ProveAgain): void {
  proveAgain = ask
}

/**
 * Asks a route. Where it wants a young proof of who asks, they are asked for it, and it is asked again. Without a session
 * it goes to the log-in.
 * @throws ApiProblem where the answer is none
 */
export async function read<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Read<Id>> {
  const first = await client.call(id, asking)
  const wantsProof = !first.ok && first.problem.code === 'proof_required'
  const returned = wantsProof && (await proveAgain()) ? await client.call(id, asking) : first
  if (returned.ok) return { body: returned.body, etag: returned.etag }
  if (returned.status === 401) goToLogIn()
  throw new ApiProblem(returned.problem, returned.status)
}

/** Says again who looks on. @throws ApiProblem where it is not believed */
export async function prove(proof: { readonly password?: string; readonly code?: string }): Promise<void> {
  const returned = await client.call('sessions.prove', { body: proof })
  if (!returned.ok) throw new ApiProblem(returned.problem, returned.status)
}

/** The same, where no revision is needed. */
export async function ask<Id extends RouteId>(id: Id, asking: Asking<Id>): Promise<Answer<Id>> {
  return (await read(id, asking)).body
}
