/** How many calls wait for an answer of who looks on. */
import { useEffect } from 'react'
import { useRead } from '../api/hooks.ts'
import { useOrganisation } from '../api/who.ts'
import { nameWaiting } from '../ui/page-name.ts'

/** So many are counted; the navigation says “99+” of more. */
const MOST = 100

/** The number of them, in the window's name too. */
export function useWaiting(): number {
  const params = { organisation: useOrganisation() }
  const { data } = useRead('approvals.list', { params, query: { mine: 'true', limit: MOST } })
  const count = data?.body.items.length ?? 0
  useEffect(() => nameWaiting(count), [count])
  return count
}
