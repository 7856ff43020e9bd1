/** Connecting the client, and a light that goes on when its first call arrives. */
import { useChange, useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { ConnectPanel } from '../../connect/connect-panel.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy.tsx'
import { Bones } from '../../ui/states.tsx'
import { sayFailed } from '../../ui/toast.tsx'

interface ConnectStepProps {
  readonly server: { readonly slug: string; readonly url: string }
  /** Id. */
  readonly grant: string
  /** Undefined: it was shown before, and is not kept. */
  readonly token: string | undefined
  readonly onToken: (token: string) => void
}

/** Shows it. */
export function ConnectStep({ server, grant, token, onToken }: ConnectStepProps) {
  const params = { organisation: useOrganisation(), grant }
  const rotate = useChange('grants.rotate')
  const tool = useRefused(params, server.slug)
  return (
    <div className="flex flex-col gap-4">
      {token === undefined ? (
        <p className="flex flex-wrap items-center gap-3">
          <span>Its token was shown once, and is kept by nobody.</span>
          <Button
            busy={rotate.isPending}
            onClick={() =>
              rotate.mutate({ params, body: {} }, { onSuccess: (made) => onToken(made.token), onError: sayFailed })
            }
          >
            Make a new one
          </Button>
        </p>
      ) : (
        <div>
          <p className="mb-1 font-semibold">Its token, shown this once</p>
          <CopyField text={token} label="the token" />
        </div>
      )}
      {tool === undefined ? (
        <Bones rows={4} />
      ) : (
        <ConnectPanel name={server.slug} url={server.url} token={token} tool={tool} />
      )}
      <p className="text-ink-soft">
        Then let your agent use it, and ask for something that the policy does not allow. No client at hand? Choose
        curl: the call that is shown there is refused.
      </p>
      <Light />
    </div>
  )
}

/** A tool whose calls are refused: what is denied, else what is hidden, else none that there is; undefined: not known yet. */
function useRefused(params: { readonly organisation: string; readonly grant: string }, slug: string) {
  const tools = useRead('grants.tools', { params })
  if (tools.isPending) return undefined
  const here = tools.data?.body.servers.find((one) => one.slug === slug)?.tools ?? []
  const found = here.find(({ effect }) => effect === 'denied') ?? here.find(({ effect }) => effect === 'hidden')
  return found?.name ?? 'no_such_tool'
}

/** It is on until the first call arrives: then the next step is at hand. */
function Light() {
  return (
    <p role="status" className="flex items-center gap-2.5 font-semibold">
      <span aria-hidden className="size-3 rounded-full bg-medium motion-safe:animate-pulse" />
      Waiting for the first call …
    </p>
  )
}
