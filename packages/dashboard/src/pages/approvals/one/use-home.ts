/** In which organisation a question is: links of mails and agents name the question alone. */
import { useEffect, useState } from 'react'
import { ApiProblem } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'

/** Where a question is. */
export interface Home {
  /** It may be read in the organisation that is looked at. */
  readonly isHere: boolean
  /** Why it is nowhere, or the link no good; undefined: it is somewhere, or that is being asked. */
  readonly error: unknown
}

/**
 * Finds it where a link says so, or where the organisation that is looked at does not have it, and goes there.
 * @param missing it was looked for here
 */
export function useHome(approval: string, missing: boolean): Home {
  const organisation = useOrganisation()
  const [link, setLink] = useState(signedLink)
  const body = { approval, ...(link !== undefined && { link }) }
  const found = useRead('approvals.find', { body }, { enabled: link !== undefined || missing })
  const home = found.data?.body.organisation
  useEffect(() => {
    if (home === undefined) return
    if (home !== organisation) location.replace(`/approvals/${encodeURIComponent(approval)}?organisation=${home}`)
    else if (link !== undefined) {
      history.replaceState(null, '', location.pathname + location.search)
      setLink(undefined)
    }
  }, [home, organisation, approval, link])
  const here = missing && home === organisation
  return { isHere: link === undefined, error: found.error ?? (here ? NOT_YOURS : undefined) }
}

/** What stands after `#by=`: what a channel sent. */
function signedLink(): string | undefined {
  const hash = location.hash
  return hash.startsWith('#by=') ? hash.slice('#by='.length) : undefined
}

const NOT_YOURS = new ApiProblem(
  {
    title: 'Not for you to see',
    code: 'not_found',
    detail: 'The question is one of this organisation, and others answer it.',
  },
  404,
)
