/** The end of a server, with what it takes along. */
import { useLocation } from 'wouter'
import { useChange, usePages, useRead } from '../../../api/hooks.ts'
import { useOrganisation } from '../../../api/who.ts'
import { counted } from '../../../lib/words.ts'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Panel } from '../../../ui/page.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { ServerView } from '../server-parts.tsx'

/** Shows what would go, and deletes it. */
export function DeleteServer({ server }: { readonly server: ServerView }) {
  const organisation = useOrganisation()
  const [, navigate] = useLocation()
  const params = { organisation, server: server.slug }
  const grants = usePages('grants.list', { params: { organisation }, query: { server: server.slug, limit: 200 } })
  const templates = useRead('grant_templates.list', { params: { organisation } })
  const tools = useRead('servers.tools', { params })
  const remove = useChange('servers.delete')
  const using = [
    ...grants.items.map(({ label }) => label),
    ...(templates.data?.body.items ?? []).flatMap((one) =>
      Object.hasOwn(one.servers, server.slug) ? [`the template ${one.label}`] : [],
    ),
  ]
  const accepted = tools.data?.body.items.filter(({ state }) => state === 'accepted').length ?? 0
  async function ask(): Promise<void> {
    const sure = await confirm({
      title: `Delete the server ${server.slug}?`,
      consequence: `Its credentials and tokens, ${counted(accepted, 'accepted definition')} and its health history go with it. Decisions about it stay in the audit log. This cannot be taken back.`,
      action: 'Delete it',
      typed: server.slug,
    })
    if (!sure) return
    remove.mutate(
      { params },
      {
        onError: sayFailed,
        onSuccess: () => {
          sayDone(`${server.label} is deleted.`)
          navigate('/servers')
        },
      },
    )
  }
  return (
    <Panel title="Delete it">
      {using.length > 0 ? (
        <div className="text-ink-soft">
          <p>It stays while something leads here:</p>
          <ul className="mt-2 list-disc pl-5">
            {using.slice(0, 8).map((label) => (
              <li key={label} className="[overflow-wrap:anywhere]">
                {label}
              </li>
            ))}
            {using.length > 8 && <li>{`${using.length - 8} more`}</li>}
          </ul>
        </div>
      ) : (
        <div className="flex flex-col items-start gap-3">
          <p className="text-ink-soft">
            Its credentials, its accepted definitions and its health history go with it. No grant leads here.
          </p>
          <Button kind="danger" busy={remove.isPending} onClick={() => void ask()}>
            Delete the server
          </Button>
        </div>
      )}
    </Panel>
  )
}
