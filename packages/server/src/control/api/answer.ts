/** From what a route answers to HTTP. */
import { etagOf } from './etag.ts'
import { isProblem, problemResponse } from './problem.ts'
import type { Answer, Route } from './route.ts'

/** The HTTP answer; a body that does not fit its shape throws. */
export async function answerOf(route: Route, running: unknown): Promise<Response> {
  const found = await running
  if (isProblem(found)) return problemResponse(found)
  if (found instanceof Response) return found
  const { body, revision, headers } = found as Answer<unknown>
  const head = {
    'cache-control': 'no-store',
    ...(revision !== undefined && { etag: etagOf(revision) }),
    ...headers,
  }
  const shape = route.shapes.answer
  if (shape === undefined) return new Response(null, { status: 204, headers: head })
  return new Response(`${JSON.stringify(shape.parse(body))}\n`, {
    status: route.status ?? 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...head },
  })
}
