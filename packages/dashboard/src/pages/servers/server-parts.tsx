/** Small parts that pages of servers share. */
import type { Answer } from '../../api/api.ts'
import { Badge } from '../../ui/badge.tsx'

/** A server, as the API shows it. */
export type ServerView = Answer<'servers.read'>

/** A server at a glance. */
export type ServerStateView = Answer<'servers.states'>['items'][number]

/** Whether it answers. */
export function HealthBadge({ health }: Pick<ServerView, 'health'>) {
  if (health === null) return <Badge>Not visited</Badge>
  return health.problem === null ? <Badge tone="good">Answers</Badge> : <Badge tone="worst">Fails</Badge>
}

/** Where it is reached, in a line. */
export function wayWords({ way }: Pick<ServerView, 'way'>): string {
  return 'url' in way ? way.url : `Program of the template ${way.template}`
}

const MODERN = '2026-07-28'

/** Which of the protocol’s eras it speaks. */
export const eraWords = ({ health }: Pick<ServerView, 'health'>): string =>
  health?.protocol == null ? '–' : health.protocol === MODERN ? 'Modern' : 'Legacy'
