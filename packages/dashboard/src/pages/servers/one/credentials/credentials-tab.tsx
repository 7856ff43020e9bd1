/** How calls prove themselves to a server, and the tokens that were obtained for it. */
import { KeyRound } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../../../api/api.ts'
import { useChange, useRead } from '../../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../../api/who.ts'
import { visible } from '../../../../lib/visible.ts'
import { Button } from '../../../../ui/button.tsx'
import { confirm } from '../../../../ui/confirm.tsx'
import { Instant } from '../../../../ui/instant.tsx'
import { Facts, Panel } from '../../../../ui/page.tsx'
import { Loaded } from '../../../../ui/states.tsx'
import { sayDone, sayFailed } from '../../../../ui/toast.tsx'
import type { ServerView } from '../../server-parts.tsx'
import { SetAuthentication } from './set-authentication.tsx'

interface CredentialsTabProps {
  readonly server: ServerView
  readonly etag: string | undefined
}

/** Shows it. */
export function CredentialsTab({ server, etag }: CredentialsTabProps) {
  const [setting, setSetting] = useState(false)
  const may = useMay('credential.edit', server.slug)
  if (server.way.kind === 'template')
    return (
      <Panel className="max-w-2xl">
        A program gets its secrets as parameters of its template. To change them, add the server anew.
      </Panel>
    )
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-2">
      <Panel
        title="How calls prove themselves"
        actions={
          may && (
            <Button size="small" onClick={() => setSetting(true)}>
              Change
            </Button>
          )
        }
      >
        <Authentication server={server} />
      </Panel>
      {server.authentication.kind === 'oauth' && <Tokens server={server} may={may} />}
      {setting && <SetAuthentication server={server} etag={etag} onClose={() => setSetting(false)} />}
    </div>
  )
}

function Authentication({ server: { authentication } }: { readonly server: ServerView }) {
  if (authentication.kind === 'none')
    return <p>By nothing: it is open, or wants credentials that it does not have yet.</p>
  if (authentication.kind === 'headers')
    return (
      <Facts
        facts={[
          ['Headers', authentication.names.join(', ')],
          ['Their values', 'sealed, and never shown'],
        ]}
      />
    )
  const { identity, flow, client, scopes } = authentication
  return (
    <Facts
      facts={[
        ['By', flow === 'code' ? 'OAuth: somebody logs in there' : 'OAuth: the client’s own credentials'],
        ['Whose', identity === 'server' ? 'one identity for everybody' : 'each grant owner’s own'],
        client === undefined ? undefined : ['Client', visible(client.id)],
        scopes === undefined ? undefined : ['Scopes', scopes.join(' ')],
      ]}
    />
  )
}

interface TokensProps {
  readonly server: ServerView
  readonly may: boolean
}

function Tokens({ server, may }: TokensProps) {
  const params = { organisation: useOrganisation(), server: server.slug }
  const found = useRead('servers.credentials', { params })
  const begin = useChange('servers.authorization.begin')
  const isCode = server.authentication.kind === 'oauth' && server.authentication.flow === 'code'
  const connect = (): void =>
    begin.mutate({ params }, { onError: sayFailed, onSuccess: ({ url }) => window.location.assign(url) })
  return (
    <Panel
      title="Tokens"
      actions={
        may &&
        isCode && (
          <Button size="small" kind="primary" busy={begin.isPending} onClick={connect}>
            Log in there
          </Button>
        )
      }
    >
      <Loaded query={found}>
        {({ body: { items } }) =>
          items.length === 0 ? (
            <p className="flex items-center gap-2 text-ink-soft">
              <KeyRound size={17} aria-hidden />
              None yet: calls of it are refused with a link to log in.
            </p>
          ) : (
            <ul className="flex flex-col gap-4">
              {items.map((token) => (
                <Token key={token.owner} token={token} params={params} may={may} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}

interface TokenProps {
  readonly token: Answer<'servers.credentials'>['items'][number]
  readonly params: { readonly organisation: string; readonly server: string }
  readonly may: boolean
}

function Token({ token: { owner, issuer, scope, obtained, expires, renewable, problem }, params, may }: TokenProps) {
  const drop = useChange('servers.credentials.drop')
  async function forget(): Promise<void> {
    const sure = await confirm({
      title: 'Forget this token?',
      consequence: 'Calls that need it are refused until somebody logs in again.',
      action: 'Forget it',
    })
    if (!sure) return
    drop.mutateAsync({ params, query: { owner } }).then(() => sayDone('It is forgotten.'), sayFailed)
  }
  return (
    <li className="flex flex-col gap-2">
      <Facts
        facts={[
          ['For', owner === '' ? 'everybody' : owner],
          ['From', visible(issuer)],
          scope === '' ? undefined : ['Scopes', visible(scope)],
          ['Obtained', <Instant key="obtained" at={obtained} />],
          ['Expires', expires === null ? 'not said' : <Instant key="expires" at={expires} />],
          ['Renewed', renewable ? 'by itself, before it expires' : 'by logging in again'],
          problem === null
            ? undefined
            : [
                'Problem',
                <span key="problem" className="text-critical">
                  {visible(problem)}
                </span>,
              ],
        ]}
      />
      {may && (
        <div>
          <Button size="small" kind="danger" busy={drop.isPending} onClick={() => void forget()}>
            Forget it
          </Button>
        </div>
      )}
    </li>
  )
}
