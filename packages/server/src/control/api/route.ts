/** A route is a value: what is asked, by whom, in what shapes, and what answers it. */
import type { z } from 'zod'
import type { Context } from '../context.ts'
import type { Action } from '../permissions.ts'
import type { Problem } from './problem.ts'

/**
 * Who may ask: an action of the organisation in the path; `operator`: the installation's operators; `signed_in`: anybody
 * who is known; `public`: everybody.
 */
export type Permission = Action | 'operator' | 'signed_in' | 'public'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** What was asked, parsed. */
export interface Asked<Params, Query, Body> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
}

/** What is answered. */
export interface Answer<Body> {
  readonly body: Body
  /** Revision of the row that is shown: sent as `ETag`. */
  readonly revision?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** Shapes of a request and its answer. */
export interface Shapes {
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** Left out: there is nothing to say (204). Members that it does not name are not sent. */
  readonly answer?: z.ZodType
}

type Read<Shape> = Shape extends z.ZodType ? z.output<Shape> : Record<never, never>
type Written<Shape> = Shape extends z.ZodType ? z.input<Shape> : undefined

/** Everything about a route but what it does. */
export interface RouteFacts<Id extends string = string> {
  /** `servers.create`: unique; what the typed client calls it. */
  readonly id: Id
  readonly method: Method
  /** Below `/api/v1`: `/organisations/{organisation}/servers/{server}`. */
  readonly path: string
  /** Heading in the description. */
  readonly tag: string
  /** One line: what it does. */
  readonly summary: string
  /** More, where it is needed; Markdown. */
  readonly description?: string
  readonly permission: Permission
  /**
   * Where the path names no server: answered also to those whose role is for one server alone. `run` then shows only
   * what `reachOf` gives.
   */
  readonly perServer?: true
  /** Status of the answer; 200, or 204 where there is nothing to say, unless given. What creates something says 201. */
  readonly status?: 200 | 201 | 202
  /** It shows a secret that is shown once: the answer is not kept for a repeated request. */
  readonly once?: true
  /** It answers with a stream, which `run` gives as a whole HTTP answer. */
  readonly stream?: true
  /** `required`: changes ask for `If-Match`. */
  readonly ifMatch?: 'required'
  /** Largest body in bytes, if not 256 kB. */
  readonly maxBody?: number
}

/** What `run` gives: an answer, a problem, or a whole HTTP answer where it is no JSON. */
export type Answered<Shape> = Answer<Written<Shape>> | Problem | Response

/** A route with its shapes. */
export interface TypedRoute<Id extends string, S extends Shapes> extends RouteFacts<Id> {
  readonly shapes: S
  readonly run: (
    context: Context,
    asked: Asked<Read<S['params']>, Read<S['query']>, Read<S['body']>>,
  ) => Promise<Answered<S['answer']>> | Answered<S['answer']>
}

/** Any route, as the router sees it: what was asked has passed its shapes. */
export interface Route extends RouteFacts {
  readonly shapes: Shapes
  readonly run: (context: Context, asked: Asked<never, never, never>) => unknown
}

/** Declares a route; its types follow from its shapes. */
export function route<const Id extends string, S extends Shapes>(declared: TypedRoute<Id, S>): TypedRoute<Id, S> {
  return declared
}

/** The answer of a route. */
export function answer<Body>(body: Body, more: Omit<Answer<Body>, 'body'> = {}): Answer<Body> {
  return { body, ...more }
}

/** The answer where there is nothing to say. */
export const done: Answer<undefined> = { body: undefined }
