/** `packages/server/src/control/route-places.ts`: where each route of the API is, for programs that ask it. */
import { ROUTES } from '../../packages/server/src/control/routes/index.ts'

/** The module. */
export function routePlaces(): string {
  const lines = ROUTES.map(({ id, method, path }) => `${id} ${method} ${path}`)
  return `/** Where each route of the API is: generated from their table, so that who asks the API need not read all that answers it. */
import type { Method } from './api/route.ts'
import type { RouteTable } from './api/route-table.ts'

const PLACES = \`
${lines.join('\n')}
\`

/** Method and path below \`/api/v1\`, by the route's id. */
export const ROUTE_PLACES: RouteTable = Object.fromEntries(
  PLACES.trim()
    .split('\\n')
    .map((line) => {
      const [id = '', method = '', path = ''] = line.split(' ')
      return [id, { method: method as Method, path }]
    }),
)
`
}
