/** One tool: what it is, what is different, and the decision about it. */
import type { Answer } from '../../../api/api.ts'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { ToolDefinition } from '../../../tools/definition.tsx'
import { DefinitionDifference } from '../../../tools/difference.tsx'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import type { ServerView } from '../server-parts.tsx'

/** A tool as the API gives it. */
export type ServerTool = Answer<'servers.tools'>['items'][number]

interface ToolDialogProps {
  readonly server: ServerView
  readonly tool: ServerTool
  readonly onClose: () => void
}

const SAYS: Readonly<Record<ServerTool['state'], string>> = {
  open: 'Nothing was accepted yet: every tool of the server is followed.',
  accepted: 'Its definition is the accepted one.',
  changed: 'Its definition is another one than was accepted: calls of it are refused until somebody decides.',
  new: 'It is not in the accepted list: calls of it are refused until somebody decides.',
  rejected: 'This definition was rejected: calls of it are refused.',
  gone: 'It was accepted, and the server does not have it any more.',
}

/** Shows it. */
export function ToolDialog({ server, tool, onClose }: ToolDialogProps) {
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={<code>{visible(tool.name)}</code>}
      description={SAYS[tool.state]}
      actions={<Verdicts server={server} tool={tool} onDone={onClose} />}
    >
      <div className="flex flex-col gap-5">
        {tool.difference !== undefined && (
          <div>
            <h3 className="mb-2">What is different</h3>
            <DefinitionDifference difference={tool.difference} />
          </div>
        )}
        <ToolDefinition tool={tool} />
        <CataloguePage server={server} tool={tool.name} />
      </div>
    </Dialog>
  )
}

interface VerdictsProps {
  readonly server: ServerView
  readonly tool: ServerTool
  readonly onDone: () => void
}

function Verdicts({ server, tool: { name, fingerprint, state }, onDone }: VerdictsProps) {
  const organisation = useOrganisation()
  const accept = useChange('servers.tools.accept')
  const reject = useChange('servers.tools.reject')
  if (!useMay('pin.edit', server.slug)) return null
  const asking = { params: { organisation, server: server.slug }, body: { tools: [{ name, fingerprint }] } }
  const decided = (words: string) => (): void => {
    sayDone(words)
    onDone()
  }
  return (
    <>
      {state !== 'rejected' && state !== 'gone' && (
        <Button
          kind="danger"
          busy={reject.isPending}
          onClick={() => reject.mutateAsync(asking).then(decided('It is rejected.'), sayFailed)}
        >
          Reject it
        </Button>
      )}
      {state !== 'accepted' && (
        <Button
          kind="primary"
          busy={accept.isPending}
          onClick={() => accept.mutateAsync(asking).then(decided('It is accepted.'), sayFailed)}
        >
          {state === 'gone' ? 'Take it off the list' : 'Accept it'}
        </Button>
      )}
    </>
  )
}

/** Where the catalogue tells more, if the server came from it. */
function CataloguePage({ server: { source }, tool }: Pick<ToolDialogProps, 'server'> & { readonly tool: string }) {
  const entry = source.kind === 'catalogue' ? source.entry : ''
  const found = useRead('catalogue.read', { params: { entry } }, { enabled: entry !== '' })
  const { page = null, items = [] } = found.data?.body ?? {}
  if (page === null) return null
  const known = items.find(({ name }) => name === tool)
  return (
    <p>
      <a
        href={known === undefined ? page : `${page}/${known.slug}`}
        target="_blank"
        rel="noreferrer"
        className="text-accent hover:underline"
      >
        {known === undefined ? 'What the catalogue knows of this server' : 'What the catalogue knows of this tool'}
      </a>
    </p>
  )
}
