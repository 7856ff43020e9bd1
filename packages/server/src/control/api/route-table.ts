/** Where each route is, as plain data: what a client needs of the table at run time. */
import type { Method, RouteFacts } from './route.ts'

/** Method and path below `/api/v1`, by the route's id. */
export type RouteTable = Readonly<Record<string, { readonly method: Method; readonly path: string }>>

/** The table of these routes. */
export function routeTable(routes: readonly RouteFacts[]): RouteTable {
  return Object.fromEntries(routes.map(({ id, method, path }) => [id, { method, path }]))
}
