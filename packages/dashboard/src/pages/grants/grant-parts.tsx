/** Small parts that pages of grants share. */
import type { Answer } from '../../api/api.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

/** A grant, as the API shows it. */
export type GrantView = Answer<'grants.read'>

/** A template of grants, as the API shows it. */
export type TemplateView = Answer<'grant_templates.list'>['items'][number]

const STATES: Readonly<Record<GrantView['state'], readonly [tone: Tone, word: string]>> = {
  active: ['good', 'Active'],
  suspended: ['warn', 'Suspended'],
  revoked: ['worst', 'Revoked'],
  expired: ['none', 'Expired'],
}

/** Whether it is good, or stopped by the kill switch. */
export function GrantBadge({
  state,
  isStopped = false,
}: {
  readonly state: GrantView['state']
  readonly isStopped?: boolean
}) {
  if (isStopped) return <Badge tone="worst">Stopped</Badge>
  const [tone, word] = STATES[state]
  return <Badge tone={tone}>{word}</Badge>
}

/** Whose it is. */
export const ownerWords = ({ owner }: Pick<GrantView, 'owner'>): string =>
  owner === null ? 'nobody’s' : `${owner.name || owner.email || owner.id}${owner.member ? '' : ' (left)'}`

/** “shop under readers, mail without a policy”. */
export const serversWords = ({ servers }: Pick<GrantView, 'servers'>): string =>
  Object.entries(servers)
    .map(([slug, { policy }]) => (policy === null ? `${slug} without a policy` : `${slug} under ${policy}`))
    .join(', ') || 'no server'
