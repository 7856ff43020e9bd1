/** The gateways of the installation: which run, and whether everything is in force at each. */
import type { Answer } from '../../../api/api.ts'
import { useRead } from '../../../api/hooks.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Loaded } from '../../../ui/states.tsx'

type Gateway = Answer<'gateways.list'>['items'][number]

/** Milliseconds between two looks: nobody tells of a gateway that is gone. */
const LOOKING = 5000

/** The panel, for operators. */
export function Gateways() {
  const gateways = useRead('gateways.list', {}, { every: LOOKING })
  return (
    <Panel title="Gateways" flush>
      <Loaded query={gateways}>
        {({ body: { items } }) => (
          <ul aria-label="Gateways" className="divide-y divide-line">
            {items.map((one) => (
              <GatewayRow key={one.name} gateway={one} />
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  )
}

function GatewayRow({ gateway: { name, address, self, started, version, current } }: { readonly gateway: Gateway }) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="font-medium break-all">{address ?? name}</p>
        <p className="text-ink-soft">
          {self && 'This one · '}
          {version} · since <Instant at={started} />
        </p>
      </div>
      <Badge tone={current ? 'good' : 'warn'}>{current ? 'Everything is in force' : 'Changes are on their way'}</Badge>
    </li>
  )
}
