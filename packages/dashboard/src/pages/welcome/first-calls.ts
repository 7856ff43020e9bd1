/** The calls of a grant: those that were made, and those that are made while somebody looks on. */
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import type { Decision } from '../audit/decision-filter.ts'
import { useLiveDecisions } from '../audit/live-decisions.ts'

/** Called tools, the latest first; none without a grant; undefined: not known yet. Lists and greetings are no calls. */
export function useCalls(grant: string | undefined): readonly Decision[] | undefined {
  const organisation = useOrganisation()
  const enabled = grant !== undefined
  const asking = { params: { organisation }, query: { limit: 20, ...(grant !== undefined && { grant }) } }
  const before = usePages('audit.decisions.list', asking, { enabled })
  const told = useLiveDecisions(organisation, grant === undefined ? {} : { grant }, enabled)
  if (!enabled) return []
  if (before.isPending) return undefined
  const known = new Set(told.decisions.map(({ id }) => id))
  const all = [...told.decisions, ...before.items.filter(({ id }) => !known.has(id))]
  return all.filter(({ method }) => method === 'tools/call')
}
