/** A menu, open at first. */
import { Menu as Base } from '@base-ui/react/menu'
import { classes } from '../lib/classes.ts'
import type { MenuItem, MenuProps } from './menu.tsx'

/** Shows it. */
export function OpenMenu({ trigger, items, align = 'end' }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={4} align={align} className="z-50">
          <Base.Popup className="popup max-h-[min(28rem,var(--available-height))] min-w-44 overflow-y-auto p-1">
            {items.map((item, place) =>
              item === undefined ? (
                <Base.Separator key={`line after ${items[place - 1]?.label}`} className="my-1 h-px bg-line" />
              ) : (
                <Item key={item.label} item={item} />
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function Item({ item }: { readonly item: MenuItem }) {
  return (
    <Base.Item
      onClick={item.onSelect}
      disabled={item.disabled}
      aria-current={item.current}
      className={classes(
        'flex cursor-pointer items-center gap-2 rounded-md px-2.5 py-1.5 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-sunken',
        item.danger && 'text-critical',
        item.current && 'font-semibold',
      )}
    >
      {item.icon && <item.icon size={16} aria-hidden />}
      <span className="one-line max-w-64">{item.label}</span>
    </Base.Item>
  )
}
