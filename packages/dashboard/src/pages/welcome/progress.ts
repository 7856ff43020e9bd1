/** How far somebody is on the way to the first governed call: read from what there is, so that it can be taken up any time. */
import { usePages } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'

/** What is there. */
export interface Progress {
  readonly isKnown: boolean
  /** Slugs of servers, names of policies, and grants with where they lead. */
  readonly servers: readonly { readonly slug: string; readonly label: string; readonly url: string }[]
  readonly policies: readonly string[]
  readonly grants: readonly {
    readonly id: string
    readonly label: string
    readonly servers: Readonly<Record<string, { readonly policy: string | null }>>
  }[]
  readonly isCalled: boolean
  readonly isRefused: boolean
}

/** Reads it. */
export function useProgress(): Progress {
  const params = { organisation: useOrganisation() }
  const mayLook = useMay('audit.read')
  const servers = usePages('servers.list', { params, query: { limit: 50 } })
  const policies = usePages('policies.list', { params, query: { limit: 50 } })
  const grants = usePages('grants.list', { params, query: { limit: 50 } })
  const calls = usePages('audit.decisions.list', { params, query: { limit: 1 } }, { enabled: mayLook })
  const refused = usePages(
    'audit.decisions.list',
    { params, query: { limit: 1, effect: 'deny' } },
    { enabled: mayLook },
  )
  return {
    isKnown: !servers.isPending && !policies.isPending && !grants.isPending && !(mayLook && calls.isPending),
    servers: servers.items,
    policies: policies.items.map(({ name }) => name),
    grants: grants.items,
    isCalled: calls.items.length > 0,
    isRefused: refused.items.length > 0,
  }
}

/** Steps, and whether each is done. */
export const stepsOf = ({ servers, policies, grants, isCalled, isRefused }: Progress) =>
  [
    { id: 'account', title: 'Make an account', isDone: true },
    { id: 'server', title: 'Add a server', isDone: servers.length > 0 },
    { id: 'policy', title: 'Choose a policy', isDone: policies.length > 0 },
    { id: 'grant', title: 'Mint a grant', isDone: grants.length > 0 },
    { id: 'connect', title: 'Connect a client, and make a call', isDone: isCalled },
    { id: 'refusal', title: 'See a call refused, and why', isDone: isRefused },
  ] as const

const key = (organisation: string): string => `portcullis.welcome.${organisation}`

/** Whether somebody wanted to see no more of it in this browser. */
export const isSkipped = (organisation: string): boolean => localStorage.getItem(key(organisation)) === 'skipped'

/** Shows no more of it, or does again. */
export function skip(organisation: string, skipped = true): void {
  if (skipped) localStorage.setItem(key(organisation), 'skipped')
  else localStorage.removeItem(key(organisation))
}
