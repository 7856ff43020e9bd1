/** Grants and servers by name, where a log holds their ids. */
import { useMemo } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'

/** Labels by id. */
export type Labels = ReadonlyMap<string, string>

/** Of grants; those that cannot be seen, or were removed, are missing. */
export function useGrantLabels(): Labels {
  const organisation = useOrganisation()
  const enabled = useMay('grant.read')
  const { items } = usePages('grants.list', { params: { organisation }, query: { limit: 200 } }, { enabled })
  return useMemo(() => new Map(items.map(({ id, label }) => [id, label])), [items])
}
