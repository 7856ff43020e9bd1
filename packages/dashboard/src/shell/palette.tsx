/** The palette: type a few letters of a page, a server, a grant, a policy or something to do, and go there. */
import { Dialog } from '@base-ui/react/dialog'
import { FileSliders, KeyRound, type LucideIcon, Moon, OctagonX, Plus, Server, Sun } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { usePages } from '../api/hooks.ts'
import { useMay, useMaySome, useOrganisation } from '../api/who.ts'
import { classes } from '../lib/classes.ts'
import { matching } from './matching.ts'
import { useAreas } from './navigation.tsx'
import { chooseTheme } from './theme.ts'

/** Something that can be chosen. */
interface Entry {
  readonly id: string
  readonly label: string
  readonly kind: string
  readonly icon: LucideIcon
  readonly act: () => void
}

const MOST = 40

/** Shows it. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const all = useEntries()
  const found = useMemo(() => matching(all, text, ({ label, kind }) => `${label} ${kind}`).slice(0, MOST), [all, text])
  const chosen = Math.min(at, found.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })
  const choose = (entry: Entry | undefined): void => {
    if (entry === undefined) return
    onClose()
    entry.act()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt(Math.min(chosen + 1, found.length - 1))
    else if (event.key === 'ArrowUp') setAt(Math.max(chosen - 1, 0))
    else if (event.key === 'Enter') choose(found[chosen])
    else return
    event.preventDefault()
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[light-dark(#17201d66,#000a)]" />
        <Dialog.Popup className="popup fixed top-[10vh] left-1/2 z-50 flex max-h-[70vh] w-[min(38rem,calc(100vw-2rem))] -translate-x-1/2 flex-col overflow-hidden">
          <Dialog.Title className="sr-only">Find anything</Dialog.Title>
          <input
            role="combobox"
            aria-label="Find a page, a server, a grant, a policy or something to do"
            aria-expanded
            aria-controls={id}
            aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
            autoComplete="off"
            spellCheck={false}
            placeholder="Where to, or what to do?"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setAt(0)
            }}
            onKeyDown={onKeyDown}
            className="border-b border-line bg-transparent px-4 py-3 text-[1.05rem] outline-none"
          />
          <div
            ref={list}
            id={id}
            role="listbox"
            aria-label="Found"
            tabIndex={-1}
            className="min-h-0 overflow-y-auto p-1.5"
          >
            {found.map((entry, place) => (
              <div
                key={entry.id}
                id={`${id}-${place}`}
                role="option"
                tabIndex={-1}
                aria-selected={place === chosen}
                onPointerMove={() => setAt(place)}
                onClick={() => choose(entry)}
                onKeyDown={onKeyDown}
                className={classes(
                  'flex cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5',
                  place === chosen && 'bg-accent-soft',
                )}
              >
                <entry.icon size={16} aria-hidden className="shrink-0 text-ink-soft" />
                <span className="one-line flex-1">{entry.label}</span>
                <span className="text-[0.88rem] text-ink-soft">{entry.kind}</span>
              </div>
            ))}
            {found.length === 0 && <p className="px-3 py-6 text-center text-ink-soft">Nothing is called like that.</p>}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function useEntries(): readonly Entry[] {
  const [, navigate] = useLocation()
  const organisation = useOrganisation()
  const asking = { params: { organisation }, query: { limit: 200 } }
  const servers = usePages('servers.list', asking, { enabled: useMaySome('server.read') }).items
  const grants = usePages('grants.list', asking, { enabled: useMaySome('grant.read') }).items
  const policies = usePages('policies.list', asking, { enabled: useMay('policy.read') }).items
  const actions = useActions()
  const areas = useAreas()
  return useMemo(() => {
    const to =
      (href: string): (() => void) =>
      () =>
        navigate(href)
    return [
      ...areas.map(({ href, label, icon }) => ({ id: href, label, kind: 'Page', icon, act: to(href) })),
      ...actions,
      ...servers.map(({ slug, label }) => ({
        id: `server ${slug}`,
        label: label || slug,
        kind: 'Server',
        icon: Server,
        act: to(`/servers/${slug}`),
      })),
      ...grants.map(({ id, label }) => ({ id, label, kind: 'Grant', icon: KeyRound, act: to(`/grants/${id}`) })),
      ...policies.map(({ id, name }) => ({
        id,
        label: name,
        kind: 'Policy',
        icon: FileSliders,
        act: to(`/policies/${id}`),
      })),
    ]
  }, [navigate, areas, actions, servers, grants, policies])
}

function useActions(): readonly Entry[] {
  const [, navigate] = useLocation()
  const may = {
    server: useMay('server.edit'),
    grant: useMay('grant.edit'),
    policy: useMay('policy.edit'),
    kill: useMay('kill.edit'),
  }
  return useMemo(() => {
    const action = (label: string, icon: LucideIcon, act: () => void): Entry => ({
      id: label,
      label,
      kind: 'Action',
      icon,
      act,
    })
    return [
      ...(may.server ? [action('Add a server', Plus, () => navigate('/servers/new'))] : []),
      ...(may.grant ? [action('Mint a grant', Plus, () => navigate('/grants/new'))] : []),
      ...(may.policy ? [action('Write a policy', Plus, () => navigate('/policies/new'))] : []),
      ...(may.kill ? [action('Stop calls', OctagonX, () => navigate('/settings/kill-switch'))] : []),
      action('Light colours', Sun, () => chooseTheme('light')),
      action('Dark colours', Moon, () => chooseTheme('dark')),
    ]
  }, [navigate, may.server, may.grant, may.policy, may.kill])
}
