/** Invitations that nobody accepted yet. */
import type { Answer } from '../../api/api.ts'
import { useChange, usePages } from '../../api/hooks.ts'
import { useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { confirm } from '../../ui/confirm.tsx'
import { Instant } from '../../ui/instant.tsx'
import { Panel } from '../../ui/page.tsx'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { roleWords } from './given-role.tsx'

type Invitation = Answer<'invitations.list'>['items'][number]

/** Shows them; nothing where there are none. */
export function Invitations() {
  const organisation = useOrganisation()
  const { items } = usePages('invitations.list', { params: { organisation }, query: { limit: 200 } })
  if (items.length === 0) return null
  return (
    <Panel title="Invited" flush>
      <ul className="divide-y divide-line">
        {items.map((invitation) => (
          <Invited key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Panel>
  )
}

function Invited({ invitation }: { readonly invitation: Invitation }) {
  const organisation = useOrganisation()
  const revoke = useChange('invitations.revoke')
  const { id, email, expires } = invitation
  const press = async (): Promise<void> => {
    const consequence = 'The link does nothing any more.'
    if (!(await confirm({ title: 'Take the invitation back?', consequence, action: 'Take it back' }))) return
    revoke.mutate(
      { params: { organisation, invitation: id } },
      { onSuccess: () => sayDone('The invitation is taken back.'), onError: sayFailed },
    )
  }
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
      <span className="one-line min-w-40 flex-1">{email ?? 'Whoever has the link'}</span>
      <span>{roleWords(invitation)}</span>
      <span className="text-ink-soft">
        ends <Instant at={expires} />
      </span>
      <Button size="small" busy={revoke.isPending} onClick={() => void press()}>
        Take back
      </Button>
    </li>
  )
}
