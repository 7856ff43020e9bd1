/** All areas over the page, where the screen is narrow. */
import { Dialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { IconButton } from '../ui/button.tsx'
import { AreaList, useAreas } from './navigation.tsx'
import { OrganisationSwitch, Personal } from './personal.tsx'

/** Shows them. */
export function Drawer({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[light-dark(#17201d66,#000a)]" />
        <Dialog.Popup className="fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col gap-2 overflow-y-auto bg-surface p-3 outline-none">
          <div className="flex items-center gap-2">
            <Dialog.Title className="flex-1 px-2 font-serif text-[1.2rem] font-semibold">Portcullis</Dialog.Title>
            <Dialog.Close render={<IconButton icon={X} label="Close" />} />
          </div>
          <OrganisationSwitch />
          <nav aria-label="All pages" className="flex-1">
            <AreaList areas={useAreas()} onFollow={onClose} />
          </nav>
          <Personal />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
