/** Who answers in whose stead, and until when. */
import { UserRoundPlus, UserRoundX, UsersRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { Answer } from '../../../api/api.ts'
import { useChange, usePages } from '../../../api/hooks.ts'
import { useMay, useMaySome, useOrganisation, useWho } from '../../../api/who.ts'
import { visible } from '../../../lib/visible.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Instant } from '../../../ui/instant.tsx'
import { Page, Panel } from '../../../ui/page.tsx'
import { Bones, Empty, Failed } from '../../../ui/states.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { useNames } from '../one/names.ts'
import { DelegationDialog } from './delegation-dialog.tsx'

type Delegation = Answer<'approval_delegations.list'>['items'][number]

/** The page. */
export function DelegationsPage() {
  const sees = useMaySome('member.read')
  const may = useMaySome('approval.decide') && sees
  const [adding, setAdding] = useState(false)
  return (
    <Page
      title="In your stead"
      up={{ href: '/approvals', label: 'Approvals' }}
      lead="While you are away another member answers what you may answer, and counts as you: never beside you."
      actions={
        may && (
          <Button kind="primary" icon={UserRoundPlus} onClick={() => setAdding(true)}>
            Let somebody answer
          </Button>
        )
      }
    >
      <Panel flush>
        {sees ? (
          <Delegations />
        ) : (
          <Empty icon={UserRoundX} title="Your role sees no other members">
            So you neither see who answers in whose stead, nor let somebody answer in yours. An admin gives you another
            role.
          </Empty>
        )}
      </Panel>
      {adding && <DelegationDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}

function Delegations(): ReactNode {
  const params = { organisation: useOrganisation() }
  const { isPending, isError, error, refetch, items } = usePages('approval_delegations.list', {
    params,
    query: { limit: 100 },
  })
  if (isError) return <Failed error={error} again={refetch} />
  if (isPending) return <Bones rows={3} />
  if (items.length === 0)
    return (
      <Empty icon={UsersRound} title="Everybody answers for themselves">
        Who goes on leave lets another member answer until they are back.
      </Empty>
    )
  return (
    <ul className="divide-y divide-line">
      {items.map((delegation) => (
        <Delegated key={delegation.id} delegation={delegation} />
      ))}
    </ul>
  )
}

function Delegated({ delegation: { id, from, to, until, reason, state } }: { readonly delegation: Delegation }) {
  const organisation = useOrganisation()
  const names = useNames()
  const { account } = useWho()
  const isAdmin = useMay('member.edit')
  const end = useChange('approval_delegations.end')
  const press = async (): Promise<void> => {
    const consequence = `${names(to)} answers for themselves alone from now on.`
    if (!(await confirm({ title: 'End it now?', consequence, action: 'End it', mild: true }))) return
    end.mutate(
      { params: { organisation, delegation: id } },
      { onSuccess: () => sayDone('It is over.'), onError: sayFailed },
    )
  }
  const mayEnd = state === 'holds' && (isAdmin || [from, to].includes(account.id))
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3">
      <p className="min-w-48 flex-1 break-words">
        <strong>{names(to)}</strong> for <strong>{names(from)}</strong>
        {reason !== '' && <span className="block text-[0.92rem] text-ink-soft">“{visible(reason)}”</span>}
      </p>
      <Badge tone={state === 'holds' ? 'accent' : 'none'}>{state === 'holds' ? 'Holds' : 'Over'}</Badge>
      {state === 'holds' && (
        <span className="text-ink-soft">
          ends <Instant at={until} />
        </span>
      )}
      {mayEnd && (
        <Button size="small" busy={end.isPending} onClick={() => void press()}>
          End it
        </Button>
      )}
    </li>
  )
}
