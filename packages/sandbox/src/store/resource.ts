/** The shapes of JSON:API that the sandbox's answers are made of. */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json
}

/** One thing in the shop. */
export interface Resource {
  readonly type: string
  readonly id: string
  readonly attributes: JsonObject
  readonly relationships?: JsonObject
}

/** What went wrong, for the one who called. */
export interface Problem {
  /** The HTTP status that the real service would answer with. */
  readonly status: 400 | 404 | 409
  /** Stable, machine-readable. */
  readonly code: 'invalid' | 'not_found' | 'duplicate'
  /** What was tried and what to do. */
  readonly detail: string
}

/** An answer: a document with data, or one with errors. */
export type Answer =
  | { readonly data: Resource | readonly Resource[]; readonly links?: JsonObject; readonly meta?: JsonObject }
  | { readonly errors: readonly Problem[] }

/** An answer that is one problem. */
export function problem(status: Problem['status'], code: Problem['code'], detail: string): Answer {
  return { errors: [{ status, code, detail }] }
}

/** An answer for an id that names nothing. */
export function notFound(type: string, id: string): Answer {
  return problem(404, 'not_found', `There is no ${type} with the id ${JSON.stringify(id.slice(0, 64))}.`)
}

/** A relationship to one resource. */
export function reference({ type, id }: Resource): JsonObject {
  return { data: { type, id } }
}
