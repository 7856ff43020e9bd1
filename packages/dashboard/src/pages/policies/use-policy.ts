/** The policy of an address, by whatever name it goes meanwhile. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import type { Read } from '../../api/api.ts'
import { keyOf, queryClient, useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'

/**
 * Reads it by the name in the address, and by its id once that is known: whoever renames it leaves nobody with a page of
 * nothing, and the address follows.
 */
export function usePolicy(address: string): UseQueryResult<Read<'policies.read'>> {
  const organisation = useOrganisation()
  const [, navigate] = useLocation()
  const search = useSearch()
  const [known, setKnown] = useState<{ readonly address: string; readonly id: string }>()
  const asked = known?.address === address ? known.id : address
  const read = useRead('policies.read', { params: { organisation, policy: asked } })
  const { data, isFetching } = read
  useEffect(() => {
    // What was read some time ago may have another name now, and another policy this one.
    if (data === undefined || isFetching) return
    const { id, name } = data.body
    if (asked === id && name === address) return
    for (const policy of [id, name])
      queryClient.setQueryData(keyOf('policies.read', { params: { organisation, policy } }), data)
    setKnown({ address: name, id })
    if (name !== address) navigate(`/policies/${name}${search && `?${search}`}`, { replace: true })
  }, [data, isFetching, asked, address, organisation, search, navigate])
  return read
}
