/** The kill switch: what is stopped, and stopping more. */
import { CircleCheck, OctagonX } from 'lucide-react'
import type { Answer } from '../../../api/api.ts'
import { useChange, usePages, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation, useWho } from '../../../api/who.ts'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { Gateways } from './gateways.tsx'
import { type Names, StopForm } from './stop-form.tsx'

type Stop = Answer<'kills.list'>['items'][number]

/** The section. */
export function KillSwitch() {
  const organisation = useOrganisation()
  const params = { organisation }
  const may = useMay('kill.edit')
  const { operator } = useWho().account
  const stops = useRead('kills.list', { params })
  const names: Names = {
    servers: usePages('servers.list', { params, query: { limit: 200 } }, { enabled: useMay('server.read') }).items,
    grants: usePages('grants.list', { params, query: { limit: 200 } }, { enabled: useMay('grant.read') }).items,
  }
  return (
    <>
      <Panel title="In force" flush>
        <Loaded query={stops}>
          {({ body: { items } }) =>
            items.length === 0 ? (
              <Empty icon={CircleCheck} title="Nothing is stopped">
                Calls are decided by their policies.
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {items.map((stop) => (
                  <StopRow key={stop.id} stop={stop} names={names} may={may} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      {may && (
        <Panel title="Stop">
          <StopForm names={names} />
        </Panel>
      )}
      {operator && <Gateways />}
    </>
  )
}

function wordsOf({ stops: { kind, server, grant, tool } }: Stop, { servers, grants }: Names): string {
  const serverName = servers.find(({ id }) => id === server)?.slug ?? server
  if (kind === 'organisation') return 'Everything'
  if (kind === 'grant') return `Grant ${grants.find(({ id }) => id === grant)?.label ?? grant}`
  return kind === 'tool' ? `Tool ${tool} of ${serverName}` : `Server ${serverName}`
}

interface StopRowProps {
  readonly stop: Stop
  readonly names: Names
  readonly may: boolean
}

function StopRow({ stop, names, may }: StopRowProps) {
  const organisation = useOrganisation()
  const lift = useChange('kills.lift')
  const what = wordsOf(stop, names)
  const letGo = async (): Promise<void> => {
    const sure = await confirm({
      title: `Let ${what.toLowerCase()} go on?`,
      consequence: 'From the next call on the policies decide again.',
      action: 'Let it go on',
      mild: true,
    })
    if (!sure) return
    lift.mutate(
      { params: { organisation, kill: stop.id } },
      { onSuccess: () => sayDone(`${what} goes on.`), onError: sayFailed },
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <OctagonX size={18} aria-hidden className="shrink-0 text-critical" />
      <div className="min-w-0 flex-1">
        <p className="font-medium break-words">{what}</p>
        <p className="break-words text-ink-soft">
          “{stop.reason}” · {stop.by}, <Instant at={stop.at} />
        </p>
      </div>
      {may && (
        <Button busy={lift.isPending} onClick={() => void letGo()}>
          Let it go on
        </Button>
      )}
    </li>
  )
}
