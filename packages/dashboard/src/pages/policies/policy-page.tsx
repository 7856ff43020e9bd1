/** One policy: as forms and as JSON, tried, tested, and as it was. */
import { useSearchParams } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Loaded } from '../../ui/states.tsx'
import { PolicyView } from './policy-view.tsx'
import { usePolicy } from './use-policy.ts'

/** A policy as the API gives it. */
export type PolicyAnswer = Answer<'policies.read'>

/** The page. */
export function PolicyPage({ policy }: { readonly policy: string }) {
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const read = usePolicy(policy)
  const servers = usePages('servers.list', { params: { organisation }, query: { limit: 100 } })
  const slugs = servers.items.map(({ slug }) => slug)
  const set = (key: string, value: string): void =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        next.set(key, value)
        return next
      },
      { replace: true },
    )
  return (
    <Loaded query={read}>
      {({ body, etag }) => (
        <PolicyView
          key={body.id}
          policy={body}
          etag={etag}
          servers={slugs}
          server={serverOf(search.get('server'), slugs, body)}
          onServer={(slug) => set('server', slug)}
          tab={search.get('tab') ?? 'builder'}
          onTab={(tab) => set('tab', tab)}
        />
      )}
    </Loaded>
  )
}

/** The one that was chosen; else one for which the policy holds, or whose name it has; else the first. */
function serverOf(chosen: string | null, slugs: readonly string[], { name, uses }: PolicyAnswer): string {
  if (chosen !== null && (chosen === '' || slugs.includes(chosen))) return chosen
  const used = uses.find(({ kind, label }) => kind === 'server' && slugs.includes(label))?.label
  return used ?? slugs.find((slug) => slug === name) ?? slugs[0] ?? ''
}
