/** A token, shown this once, with what to paste into a client. */
import { useState } from 'react'
import { usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { ConnectPanel } from '../../connect/connect-panel.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { SelectField } from '../../ui/field.tsx'

interface TokenPanelProps {
  readonly token: string
  /** Slugs of the servers that it reaches. */
  readonly servers: readonly string[]
}

const ALL = ''

/** Shows it. */
export function TokenPanel({ token, servers }: TokenPanelProps) {
  const organisation = useOrganisation()
  const known = usePages('servers.list', { params: { organisation }, query: { limit: 200 } })
  const [chosen, setChosen] = useState(servers[0] ?? ALL)
  const reached = known.items.filter(({ slug }) => servers.includes(slug))
  const one = reached.find(({ slug }) => slug === chosen)
  const first = reached[0]
  const all = first === undefined ? undefined : first.url.slice(0, -first.slug.length - 1)
  const url = one?.url ?? all
  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="mb-1 font-semibold">Its token</p>
        <CopyField text={token} label="the token" />
        <p role="status" className="mt-1 text-medium">
          Copy it now: it is shown this once, and kept by nobody but whoever you give it to.
        </p>
      </div>
      {servers.length > 1 && (
        <SelectField
          label="Server"
          className="max-w-72"
          choices={[
            ...reached.map(({ slug, label }) => ({ value: slug, label })),
            { value: ALL, label: 'All of them at one address' },
          ]}
          value={chosen}
          onChange={setChosen}
        />
      )}
      {url !== undefined && <ConnectPanel name={one?.slug ?? 'portcullis'} url={url} token={token} />}
    </div>
  )
}
