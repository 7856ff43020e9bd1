/** Where a policy holds. */
import { Unplug } from 'lucide-react'
import { Link } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { Badge } from '../../ui/badge.tsx'
import { ButtonLink } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'

type Use = Answer<'policies.read'>['uses'][number]

const WORDS: Readonly<Record<Use['kind'], string>> = {
  organisation: 'Baseline of the organisation',
  server: 'Baseline of a server',
  grant: 'Grant',
  template: 'Grant template',
}

/** Shows it. */
export function UsagePanel({ uses }: { readonly uses: readonly Use[] }) {
  if (uses.length === 0)
    return (
      <Empty icon={Unplug} title="It holds nowhere yet" action={<ButtonLink href="/grants">To the grants</ButtonLink>}>
        A grant names a policy for each server that it may use.
      </Empty>
    )
  return (
    <ul className="panel divide-y divide-line" aria-label="Where it holds">
      {uses.map((use) => (
        <li key={`${use.kind} ${use.id}`} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
          <Badge>{WORDS[use.kind]}</Badge>
          <Link href={addressOf(use)} className="min-w-0 font-semibold break-words hover:text-accent">
            {use.label}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function addressOf({ kind, id, label }: Use): string {
  if (kind === 'server') return `/servers/${encodeURIComponent(label)}`
  if (kind === 'grant') return `/grants/${encodeURIComponent(id)}`
  return kind === 'template' ? '/grants/templates' : '/settings'
}
