/** Tokens of a grant by how they begin, and OAuth clients that hold some of it. */
import type { Answer } from '../../../api/api.ts'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Panel } from '../../../ui/page.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { GrantView } from '../grant-parts.tsx'
import { TokenPanel } from '../token-panel.tsx'

interface TokensProps {
  readonly grant: GrantView
  /** One that was made just now. */
  readonly token: string | undefined
}

/** Shows them. */
export function Tokens({ grant, token }: TokensProps) {
  return (
    <Panel title="Tokens">
      <div className="flex flex-col gap-4">
        {token !== undefined && <TokenPanel token={token} servers={Object.keys(grant.servers)} />}
        {grant.tokens.length === 0 && <p className="text-ink-soft">It has none of its own.</p>}
        <ul className="flex flex-col gap-2">
          {grant.tokens.map(({ hint, created, expires }) => (
            <li key={`${hint}${created}`} className="flex flex-wrap items-baseline justify-between gap-x-4">
              <code>{hint}…</code>
              <span className="text-ink-soft">
                made <Instant at={created} />
                {expires !== null && (
                  <>
                    , ends <Instant at={expires} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
        {grant.clients > 0 && <Clients grant={grant.id} />}
      </div>
    </Panel>
  )
}

function Clients({ grant }: { readonly grant: string }) {
  const params = { organisation: useOrganisation(), grant }
  const clients = useRead('grants.clients', { params })
  return (
    <div>
      <h3 className="mb-2">OAuth clients</h3>
      <ul className="flex flex-col gap-2">
        {clients.data?.body.items.map((client) => (
          <Client key={client.id} client={client} params={params} />
        ))}
      </ul>
    </div>
  )
}

interface ClientProps {
  readonly client: Answer<'grants.clients'>['items'][number]
  readonly params: { readonly organisation: string; readonly grant: string }
}

function Client({ client, params }: ClientProps) {
  const end = useChange('grants.client_end')
  const may = useMay('grant.edit')
  const name = visible(client.client)
  async function ask(): Promise<void> {
    const sure = await confirm({
      title: `End the tokens of ${name}?`,
      consequence: 'They are refused from now on. The client may ask for consent again.',
      action: 'End them',
    })
    if (!sure) return
    const asking = { params: { ...params, authorization: client.id } }
    end.mutateAsync(asking).then(() => sayDone('They are ended.'), sayFailed)
  }
  return (
    <li className="flex items-center justify-between gap-4">
      <span className="one-line">{name}</span>
      {may && (
        <Button size="small" kind="danger" busy={end.isPending} onClick={() => void ask()}>
          End
        </Button>
      )}
    </li>
  )
}
