/** All versions of a policy: who saved them, why, what they changed, and back to one of them. */
import { Eye, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import type { Answer } from '../../api/api.ts'
import { useChange, usePages, useRead } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Bones, Failed, Loaded } from '../../ui/states.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { DifferenceList } from './difference-list.tsx'
import type { Base } from './policy-work.ts'

interface HistoryPanelProps {
  readonly policy: string
  /** Slug of the server with whose tools versions are compared. */
  readonly server: string
  readonly base: Base
  readonly mayEdit: boolean
  /** Something was written that is not saved. */
  readonly changed: boolean
}

type Version = Answer<'policies.versions.list'>['items'][number]

/** Shows it. */
export function HistoryPanel(props: HistoryPanelProps) {
  const { policy, base } = props
  const organisation = useOrganisation()
  const [opened, setOpened] = useState<Version>()
  const list = usePages('policies.versions.list', { params: { organisation, policy }, query: { limit: 50 } })
  if (list.isPending) return <Bones />
  if (list.isError) return <Failed error={list.error} again={list.refetch} />
  return (
    <section className="panel">
      <ol aria-label="Versions" className="divide-y divide-line">
        {list.items.map((version) => (
          <li key={version.number} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <Badge tone={version.number === base.version ? 'accent' : 'none'} className="numbers w-12 justify-center">
              v{version.number}
            </Badge>
            <div className="min-w-0 flex-1 basis-60">
              <p className="break-words">
                {version.reason || <span className="text-ink-soft">No reason was given.</span>}
              </p>
              <p className="text-[0.92rem] text-ink-soft">
                {version.author.name}, <Instant at={version.created} />
                {version.restores !== null && `, brings back v${version.restores}`}
                {version.number === base.version && ', in force'}
              </p>
            </div>
            <Button size="small" kind="quiet" icon={Eye} onClick={() => setOpened(version)}>
              Look at v{version.number}
            </Button>
          </li>
        ))}
      </ol>
      {list.hasNextPage && (
        <div className="flex justify-center border-t border-line p-2">
          <Button kind="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
      {opened !== undefined && <VersionDialog {...props} version={opened} onClose={() => setOpened(undefined)} />}
    </section>
  )
}

interface VersionDialogProps extends HistoryPanelProps {
  readonly version: Version
  readonly onClose: () => void
}

function VersionDialog({ policy, server, base, mayEdit, changed, version, onClose }: VersionDialogProps) {
  const organisation = useOrganisation()
  const { number } = version
  const isNow = number === base.version
  const text = useRead('policies.versions.read', { params: { organisation, policy, number } })
  const back = useChange('policies.rollback')
  const [reason, setReason] = useState('')
  const rollBack = (): void =>
    back.mutate(
      { params: { organisation, policy }, body: { version: number, reason }, ...(base.etag && { ifMatch: base.etag }) },
      {
        onSuccess: ({ version: made }) => {
          sayDone(`Version ${number} is back, as version ${made}.`)
          onClose()
        },
        onError: sayFailed,
      },
    )
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Version ${number}`}
      description={isNow ? 'It is in force.' : `Against version ${base.version}, which is in force:`}
      actions={
        mayEdit && !isNow ? (
          <>
            <Button onClick={onClose}>Close</Button>
            <Button kind="primary" icon={RotateCcw} busy={back.isPending} disabled={changed} onClick={rollBack}>
              Roll back to v{number}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        {!isNow && <DifferenceList before={{ policy }} after={{ policy, version: number }} server={server} />}
        {!isNow && mayEdit && (
          <TextField
            label="Why (for those who read the history)"
            value={reason}
            maxLength={2000}
            {...(changed && { hint: 'First save what you changed, or take it back.' })}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
        <Loaded query={text}>{({ body }) => <CodeBlock text={body.text} label={`version ${number}`} />}</Loaded>
      </div>
    </Dialog>
  )
}
