/** The ways to all areas: beside the page, or where the screen is narrow below it and in a drawer. */
import { Ellipsis, Search } from 'lucide-react'
import { roleMay } from 'portcullis/permissions'
import { Link, useLocation } from 'wouter'
import { useConnected } from '../api/live.ts'
import { useWho } from '../api/who.ts'
import { classes } from '../lib/classes.ts'
import { Count } from '../ui/badge.tsx'
import { Keys } from '../ui/keys.tsx'
import { AREAS, type Area, isWithin } from './areas.ts'
import { Logo } from './logo.tsx'
import { OrganisationSwitch, Personal } from './personal.tsx'
import { useWaiting } from './waiting.ts'

/** Areas in which who looks on may see something. */
export function useAreas(): readonly Area[] {
  const { account, organisation } = useWho()
  const roles = account.roles.filter((one) => one.organisation === organisation)
  return AREAS.filter(({ needs, whole }) =>
    roles.some(({ role, server }) => roleMay(role, needs) && (whole !== true || server === undefined)),
  )
}

/** Beside the page. */
export function SideBar({ onSearch }: { readonly onSearch: () => void }) {
  const connected = useConnected()
  return (
    <div className="sticky top-0 flex h-dvh flex-col gap-1 overflow-y-auto border-r border-line bg-surface p-3 max-md:hidden">
      <Link
        href="/"
        className="mb-1 flex items-center gap-2 px-2 py-1.5 font-serif text-[1.2rem] font-semibold text-ink"
      >
        <Logo />
        Portcullis
      </Link>
      <OrganisationSwitch />
      <button
        type="button"
        onClick={onSearch}
        className="my-1 flex items-center gap-2 rounded-[7px] border border-line bg-paper px-2 py-1 text-ink-soft hover:border-line-strong"
      >
        <Search size={15} aria-hidden />
        <span className="flex-1 text-left">Search</span>
        <Keys keys={['Ctrl', 'K']} />
      </button>
      <nav aria-label="Pages" className="flex-1">
        <AreaList areas={useAreas()} />
      </nav>
      <p role="status" className="flex items-center gap-2 px-2 text-[0.86rem] text-ink-soft">
        <span aria-hidden className={classes('size-1.5 rounded-full', connected ? 'bg-low' : 'bg-line-strong')} />
        {connected ? 'Live' : 'Connecting'}
      </p>
      <Personal />
    </div>
  )
}

/** Links to areas. */
export function AreaList({ areas, onFollow }: { readonly areas: readonly Area[]; readonly onFollow?: () => void }) {
  const [path] = useLocation()
  const waiting = useWaiting()
  return (
    <ul className="flex flex-col gap-0.5">
      {areas.map((area) => (
        <li key={area.href}>
          <Link
            href={area.href}
            onClick={onFollow}
            aria-current={isWithin(area, path) ? 'page' : undefined}
            className="flex items-center gap-2.5 rounded-[7px] px-2 py-1.5 text-ink-soft hover:bg-sunken hover:text-ink aria-[current]:bg-accent-soft aria-[current]:font-semibold aria-[current]:text-ink"
          >
            <area.icon size={17} aria-hidden />
            <span className="flex-1">{area.label}</span>
            {area.href === '/approvals' && <Count count={waiting} label="waiting" />}
          </Link>
        </li>
      ))}
    </ul>
  )
}

const ON_PHONE = ['/', '/approvals', '/grants', '/audit']

/** Below the page, where the screen is narrow: what is looked at most, and the way to the rest. */
export function PhoneBar({ onMore }: { readonly onMore: () => void }) {
  const [path] = useLocation()
  const areas = useAreas().filter(({ href }) => ON_PHONE.includes(href))
  const waiting = useWaiting()
  return (
    <nav
      aria-label="Main pages"
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {areas.map((area) => (
        <Link
          key={area.href}
          href={area.href}
          aria-current={isWithin(area, path) ? 'page' : undefined}
          className="relative flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-[0.82rem] text-ink-soft aria-[current]:font-semibold aria-[current]:text-accent"
        >
          <area.icon size={19} aria-hidden />
          {area.label}
          {area.href === '/approvals' && (
            <span className="absolute top-1 left-[calc(50%+0.4rem)]">
              <Count count={waiting} label="waiting" />
            </span>
          )}
        </Link>
      ))}
      <button
        type="button"
        onClick={onMore}
        className="flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-[0.82rem] text-ink-soft"
      >
        <Ellipsis size={19} aria-hidden />
        More
      </button>
    </nav>
  )
}
