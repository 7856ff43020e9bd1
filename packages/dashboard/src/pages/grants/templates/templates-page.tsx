/** Templates of grants: what members turn into a grant of their own when an OAuth client asks for access. */
import { Copy, Ellipsis, Plus } from 'lucide-react'
import { useState } from 'react'
import { useChange, useRead } from '../../../api/hooks.ts'
import { useMay, useOrganisation } from '../../../api/who.ts'
import { counted } from '../../../lib/words.ts'
import { Button, IconButton } from '../../../ui/button.tsx'
import { confirm } from '../../../ui/confirm.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { Page, Panel } from '../../../ui/page.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { sayDone, sayFailed } from '../../../ui/toast.tsx'
import { serversWords, type TemplateView } from '../grant-parts.tsx'
import { TemplateDialog } from './template-dialog.tsx'

/** The page. */
export function TemplatesPage() {
  const templates = useRead('grant_templates.list', { params: { organisation: useOrganisation() } })
  const [open, setOpen] = useState<TemplateView | 'new'>()
  const may = useMay('grant.edit')
  const make = may && (
    <Button kind="primary" icon={Plus} onClick={() => setOpen('new')}>
      Make a template
    </Button>
  )
  return (
    <Page
      title="Templates"
      up={{ href: '/grants', label: 'Grants' }}
      lead="What a member’s consent to an OAuth client turns into a grant: its servers under its policies, and no more."
      actions={make}
    >
      <Panel flush>
        <Loaded query={templates}>
          {({ body: { items } }) =>
            items.length === 0 ? (
              <Empty icon={Copy} title="No templates yet" action={make}>
                Without one, nobody can let an OAuth client in by a log-in.
              </Empty>
            ) : (
              <ul className="divide-y divide-line">
                {items.map((template) => (
                  <Template key={template.id} template={template} may={may} onEdit={() => setOpen(template)} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Panel>
      {open !== undefined && (
        <TemplateDialog template={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />
      )}
    </Page>
  )
}

interface TemplateProps {
  readonly template: TemplateView
  readonly may: boolean
  readonly onEdit: () => void
}

function Template({ template, may, onEdit }: TemplateProps) {
  const organisation = useOrganisation()
  const remove = useChange('grant_templates.delete')
  const { id, label, grants, member } = template
  async function ask(): Promise<void> {
    const sure = await confirm({
      title: `Delete ${label}?`,
      consequence: `${counted(grants, 'grant')} that came of it ${grants === 1 ? 'is' : 'are'} revoked at once.`,
      action: 'Delete it',
    })
    if (!sure) return
    const asking = { params: { organisation, template: id } }
    remove.mutateAsync(asking).then(() => sayDone('It is deleted.'), sayFailed)
  }
  return (
    <li className="flex items-center gap-4 px-4 py-2.5">
      <div className="min-w-0 flex-1">
        <p className="one-line font-medium">{label}</p>
        <p className="one-line text-ink-soft">
          {serversWords(template)} · {member === null ? 'for every member' : 'for one member'}
        </p>
      </div>
      <span className="numbers shrink-0 text-ink-soft">{counted(grants, 'grant')}</span>
      {may && (
        <Menu
          trigger={<IconButton icon={Ellipsis} label={`More to do with ${label}`} />}
          items={[
            { label: 'Edit', onSelect: onEdit },
            { label: 'Delete', danger: true, onSelect: () => void ask() },
          ]}
        />
      )}
    </li>
  )
}
