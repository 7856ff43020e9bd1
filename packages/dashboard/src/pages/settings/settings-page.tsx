/** Settings of the organisation, section by section. */
import { LockKeyhole } from 'lucide-react'
import { roleMay } from 'portcullis/permissions'
import { Link } from 'wouter'
import { useWho } from '../../api/who.ts'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'
import { SECTIONS } from './sections.tsx'

/** The page. */
export function SettingsPage({ section = 'general' }: { readonly section?: string }) {
  const { account, organisation, label } = useWho()
  const roles = account.roles.filter((one) => one.organisation === organisation && one.server === undefined)
  const seen = SECTIONS.filter(({ needs }) => roles.some(({ role }) => roleMay(role, needs)))
  const shown = seen.find(({ id }) => id === section)
  return (
    <Page title={shown === undefined ? 'Settings' : `${shown.label} · Settings`} heading="Settings" lead={label}>
      <div className="grid gap-5 md:grid-cols-[11rem_minmax(0,1fr)]">
        <nav
          aria-label="Settings"
          className="flex gap-1 overflow-x-auto [scrollbar-width:none] max-md:-mx-4 max-md:px-4 md:flex-col"
        >
          {seen.map(({ id, label: name }) => (
            <Link
              key={id}
              href={`/settings/${id}`}
              aria-current={id === section ? 'page' : undefined}
              className="rounded-[7px] px-3 py-1.5 whitespace-nowrap text-ink-soft hover:bg-sunken hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-semibold aria-[current]:text-ink"
            >
              {name}
            </Link>
          ))}
        </nav>
        <div className="grid min-w-0 content-start gap-5">
          {shown === undefined ? (
            <Empty icon={LockKeyhole} title="There is no such section, or it is for admins">
              Choose one of the sections that you may see.
            </Empty>
          ) : (
            <shown.view />
          )}
        </div>
      </div>
    </Page>
  )
}
