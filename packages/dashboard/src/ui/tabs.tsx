/** Tabs: parts of a page of which one is shown. */
import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

/** A part. */
export interface Tab {
  readonly id: string
  readonly label: ReactNode
  readonly content: ReactNode
}

interface TabsProps {
  readonly tabs: readonly Tab[]
  /** Id of the one that is shown. */
  readonly shown: string
  readonly onShow: (id: string) => void
}

/** Shows them. What is not shown is not kept. */
export function Tabs({ tabs, shown, onShow }: TabsProps) {
  return (
    <Base.Root value={shown} onValueChange={(value) => onShow(String(value))}>
      <Base.List className="relative mb-4 flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]">
        {tabs.map(({ id, label }) => (
          <Base.Tab
            key={id}
            value={id}
            className="-mb-px border-b-2 border-transparent px-3 py-2 font-medium whitespace-nowrap text-ink-soft hover:text-ink data-[active]:border-accent data-[active]:text-ink"
          >
            {label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map(({ id, content }) => (
        <Base.Panel key={id} value={id} className="outline-none">
          {id === shown && content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
