/** What stands around every page: navigation, organisation, account, palette, and where words appear. */
import { Search } from 'lucide-react'
import { Component, lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useLiveChanges } from '../api/live.ts'
import { useOrganisation } from '../api/who.ts'
import { IconButton } from '../ui/button.tsx'
import { Confirmations } from '../ui/confirm.tsx'
import { markNavigated } from '../ui/page.tsx'
import { Proofs } from '../ui/proof.tsx'
import { Bones, Failed } from '../ui/states.tsx'
import { Toasts } from '../ui/toast.tsx'
import { AREAS } from './areas.ts'
import { PhoneBar, SideBar } from './navigation.tsx'
import { useShortcuts } from './shortcuts.ts'

const Drawer = lazy(async () => ({ default: (await import('./drawer.tsx')).Drawer }))
const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))
const KeyHelp = lazy(async () => ({ default: (await import('./key-help.tsx')).KeyHelp }))

type Open = 'palette' | 'keys' | 'drawer' | undefined

/** The shell with a page in it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path, navigate] = useLocation()
  const [open, setOpen] = useState<Open>()
  const main = useRef<HTMLElement>(null)
  useLiveChanges(useOrganisation())
  useEveryNavigation(path, () => setOpen(undefined))
  useShortcuts({
    'mod+k': () => setOpen('palette'),
    '?': () => setOpen('keys'),
    '/': focusSearch,
    ...Object.fromEntries(AREAS.map(({ key, href }) => [`g ${key}`, () => navigate(href)])),
  })
  const close = (): void => setOpen(undefined)
  return (
    <>
      <button
        type="button"
        onClick={() => main.current?.focus()}
        className="popup fixed -top-40 left-3 z-60 px-4 py-2 focus:top-3"
      >
        Skip to the page
      </button>
      <div className="md:grid md:grid-cols-[13.5rem_minmax(0,1fr)]">
        <SideBar onSearch={() => setOpen('palette')} />
        <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-surface px-2 md:hidden">
          <span className="flex-1 pl-2 font-serif text-[1.15rem] font-semibold">Portcullis</span>
          <IconButton icon={Search} label="Search" onClick={() => setOpen('palette')} />
        </header>
        <main
          ref={main}
          id="main"
          tabIndex={-1}
          className="mx-auto min-h-[80dvh] w-full max-w-[90rem] min-w-0 px-4 py-5 max-md:pb-24 md:px-8 md:py-7"
        >
          <Caught key={path}>
            <Suspense fallback={<Bones rows={6} />}>{children}</Suspense>
          </Caught>
        </main>
        <PhoneBar onMore={() => setOpen('drawer')} />
      </div>
      <Suspense>
        {open === 'drawer' && <Drawer onClose={close} />}
        {open === 'palette' && <Palette onClose={close} />}
        {open === 'keys' && <KeyHelp onClose={close} />}
      </Suspense>
      <Confirmations />
      <Proofs />
      <Toasts />
    </>
  )
}

function focusSearch(): void {
  const field = document.querySelector<HTMLElement>('main input[type="search"]')
  field?.focus()
}

function useEveryNavigation(path: string, then: () => void): void {
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    markNavigated()
    window.scrollTo(0, 0)
    then()
  })
}

/** A page that fails says so; the navigation goes on working. */
class Caught extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children
    return <Failed error={this.state.error} again={() => location.reload()} />
  }
}
