/** Overview: what agents did, what was refused and why, what waits, what is nearly used up, what changed or fails. */
import { ServerOff } from 'lucide-react'
import { useSearchParams } from 'wouter'
import { usePages, useRead } from '../../api/hooks.ts'
import { useMay, useMaySome, useOrganisation } from '../../api/who.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Page, Panel } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { GettingStarted } from '../welcome/getting-started.tsx'
import { Attention } from './attention.tsx'
import { Calls } from './calls.tsx'
import { RANGES, type RangeName } from './spans.ts'

const CHOICES = Object.entries(RANGES).map(([value, { label }]) => ({ value, label }))
const isRange = (name: string | null): name is RangeName => name !== null && Object.hasOwn(RANGES, name)

/** The page. */
export function OverviewPage() {
  const organisation = useOrganisation()
  const [search, setSearch] = useSearchParams()
  const named = search.get('range')
  const range = isRange(named) ? named : 'day'
  const sees = useMaySome('server.read')
  const servers = usePages('servers.list', { params: { organisation }, query: { limit: 200 } }, { enabled: sees })
  const first = sees && !servers.isPending && !servers.isError && servers.items.length === 0
  return (
    <Page
      title="Overview"
      actions={
        <SelectField
          label="Time"
          labelHidden
          choices={CHOICES}
          value={range}
          onChange={(value) => setSearch({ range: value }, { replace: true })}
        />
      }
    >
      {first ? <Begin organisation={organisation} /> : <GettingStarted />}
      <div className="grid grid-cols-1 gap-5">
        <Calls range={range} beside={<Attention servers={sees ? servers : undefined} />} />
      </div>
    </Page>
  )
}

/** Before the first server of the dashboard; what the operator's file has is told, so that nobody takes it for lost. */
function Begin({ organisation }: { readonly organisation: string }) {
  const may = useMay('server.edit')
  const offers = useRead('servers.offers', { params: { organisation } })
  if (offers.isPending) return null
  const inFile = offers.data?.body.file ?? []
  const next = may
    ? 'Add one, give it a policy, mint a grant, and connect a client: it takes two minutes.'
    : 'An admin adds one; then what agents call shows here.'
  return (
    <Panel className="mb-5">
      <Empty
        icon={ServerOff}
        title={inFile.length === 0 ? 'No server stands behind the gate yet' : 'No server was added here yet'}
        action={
          may && (
            <>
              <ButtonLink href="/welcome" kind="primary">
                Begin
              </ButtonLink>
              <ButtonLink href="/servers/new">Add a server</ButtonLink>
            </>
          )
        }
      >
        {inFile.length > 0 &&
          `Behind the gate from the operator’s file: ${inFile.map(({ slug }) => slug).join(', ')}. `}
        {next}
      </Empty>
    </Panel>
  )
}
