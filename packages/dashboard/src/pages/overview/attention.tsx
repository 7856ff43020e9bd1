/** What somebody should look at: stops, servers that fail, definitions that changed, budgets nearly used up, grants that end. */
import { CircleCheck, FileDiff, Gauge, type LucideIcon, OctagonX, ServerCrash } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Answer } from '../../api/api.ts'
import { type Pages, usePages, useRead } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { classes } from '../../lib/classes.ts'
import { counted, serverWords } from '../../lib/words.ts'
import { ShareBar } from '../../ui/chart/share-bar.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/page.tsx'
import { Bones, Failed } from '../../ui/states.tsx'
import { nearCap, type Used } from './budgets.ts'

type Server = Answer<'servers.list'>['items'][number]

const EVERY = 30_000

/** Shows it. @param props.servers undefined: who looks on sees none */
export function Attention({ servers }: { readonly servers: Pages<Server> | undefined }) {
  const organisation = useOrganisation()
  const params = { organisation }
  const sees = useMay('grant.read')
  const kills = useRead('kills.list', { params })
  const states = useRead('servers.states', { params, query: {} }, { enabled: useMay('server.read') })
  const counters = usePages('counters.list', { params, query: { limit: 200 } }, { enabled: sees, every: EVERY })
  if (servers?.isError)
    return (
      <Panel title="Needs a look">
        <Failed error={servers.error} again={servers.refetch} />
      </Panel>
    )
  if (servers?.isPending || kills.isPending)
    return (
      <Panel title="Needs a look">
        <Bones rows={3} />
      </Panel>
    )
  const known = servers?.items ?? []
  const failing = known.filter(({ health }) => health !== null && health.problem !== null)
  const undecided = new Map(states.data?.body.items.map((one) => [one.slug, one.undecided]))
  const drifted = known.filter(({ slug }) => (undecided.get(slug) ?? 0) > 0)
  const near = nearCap(counters.items)
  const stops = kills.data?.body.items ?? []
  const nothing = failing.length + drifted.length + near.length + stops.length === 0
  return (
    <Panel title="Needs a look">
      {nothing && (
        <p className="flex items-center justify-center gap-2 py-6 text-ink-soft">
          <CircleCheck size={18} aria-hidden className="text-low" /> All is well.
        </p>
      )}
      <ul className="-my-1 divide-y divide-line">
        {stops.length > 0 && (
          <Item
            icon={OctagonX}
            tone="text-critical"
            href="/settings/kill-switch"
            title={`${counted(stops.length, 'stop')} in force`}
          >
            Calls that it concerns are refused.
          </Item>
        )}
        {failing.map(({ slug, label, health }) => (
          <Item
            key={slug}
            icon={ServerCrash}
            tone="text-critical"
            href={`/servers/${slug}`}
            title={`${serverWords({ slug, label })} does not answer`}
          >
            {health?.problem}{' '}
            {health?.reached != null && (
              <>
                It answered last <Instant at={health.reached} />.
              </>
            )}
          </Item>
        ))}
        {drifted.map(({ slug, label }) => (
          <Item
            key={slug}
            icon={FileDiff}
            tone="text-high"
            href={`/servers/${slug}`}
            title={`${serverWords({ slug, label })}: ${counted(undecided.get(slug) ?? 0, 'definition')} changed`}
          >
            Refused until somebody accepts what the server says now.
          </Item>
        ))}
        {near.map((used) => (
          <BudgetItem key={used.budget.id} used={used} />
        ))}
      </ul>
    </Panel>
  )
}

interface ItemProps {
  readonly icon: LucideIcon
  readonly tone: string
  readonly href: string
  readonly title: string
  readonly children: ReactNode
}

function Item({ icon: Icon, tone, href, title, children }: ItemProps) {
  return (
    <li className="relative flex gap-3 py-2.5">
      <Icon size={17} aria-hidden className={classes('mt-0.5 shrink-0', tone)} />
      <div className="min-w-0 flex-1">
        <Link href={href} className="font-medium break-words after:absolute after:inset-0 hover:text-accent">
          {title}
        </Link>
        <div className="text-[0.92rem] break-words text-ink-soft">{children}</div>
      </div>
    </li>
  )
}

function BudgetItem({ used: { budget, max, share } }: { readonly used: Used }) {
  const { grant, label, server, counter, used, window, resets } = budget
  return (
    <Item
      icon={Gauge}
      tone={share >= 1 ? 'text-critical' : 'text-medium'}
      href={`/grants/${grant}`}
      title={`${label}: ${counter} on ${server}`}
    >
      <ShareBar share={share} tone={share >= 1 ? 'critical' : 'medium'} />
      {used} of {max} in the {window}
      {resets !== null && (
        <>
          , anew <Instant at={resets} />
        </>
      )}
    </Item>
  )
}
