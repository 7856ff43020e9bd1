/** All tools of a server with what holds for each: one at a time, or many at once. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { Search, ServerOff } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { counted } from '../../lib/words.ts'
import { Empty } from '../../ui/states.tsx'
import { useBuilder } from '../form/builder-context.tsx'
import { governingIn } from '../model/governing.ts'
import { BulkBar } from './bulk-bar.tsx'
import { FilterBar } from './filter-bar.tsx'
import { ToolDialog } from './tool-dialog.tsx'
import { isShown, NO_FILTER, type ToolRow } from './tool-filter.ts'
import { ToolRowView } from './tool-row.tsx'

/** Pixels of a row of two lines; what is higher is measured. */
const ROW = 60

/** Shows it. */
export function ToolList() {
  const { document, tools } = useBuilder()
  const [filter, setFilter] = useState(NO_FILTER)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [opened, setOpened] = useState<string>()
  const find = useMemo(() => governingIn(document), [document])
  const rows = useMemo(() => tools.map((tool): ToolRow => ({ tool, governing: find(tool) })), [tools, find])
  const looked = useDeferredValue(filter)
  const shown = useMemo(() => rows.filter((row) => isShown(row, looked)), [rows, looked])
  if (tools.length === 0)
    return (
      <Empty icon={ServerOff} title="No tools to show">
        Choose a server above whose tools are known. Rules can be written without it, by name and by pattern.
      </Empty>
    )
  return (
    <>
      <FilterBar filter={filter} onFilter={setFilter} />
      <BulkBar
        shown={shown.map(({ tool }) => tool.name)}
        chosen={chosen}
        onChoose={setChosen}
        says={`${counted(shown.length, 'tool')}${shown.length < rows.length ? ` of ${rows.length}` : ''}`}
      />
      {shown.length === 0 ? (
        <Empty icon={Search} title="No tool fits" />
      ) : (
        <Rows
          rows={shown}
          chosen={chosen}
          onOpen={setOpened}
          onChoose={(name, now) => setChosen((before) => withName(before, name, now))}
        />
      )}
      {opened !== undefined && <ToolDialog name={opened} onClose={() => setOpened(undefined)} />}
    </>
  )
}

function withName(names: ReadonlySet<string>, name: string, now: boolean): ReadonlySet<string> {
  const next = new Set(names)
  if (now) next.add(name)
  else next.delete(name)
  return next
}

interface RowsProps {
  readonly rows: readonly ToolRow[]
  readonly chosen: ReadonlySet<string>
  readonly onOpen: (name: string) => void
  readonly onChoose: (name: string, now: boolean) => void
}

/** They scroll by themselves, so that what stands beneath is as near with 500 tools as with five. */
function Rows({ rows, chosen, onOpen, onChoose }: RowsProps) {
  const frame = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW,
    overscan: 8,
    getItemKey: (index) => rows[index]?.tool.name ?? index,
  })
  return (
    <div ref={frame} className="max-h-[65vh] overflow-y-auto overscroll-contain">
      <ul aria-label="Tools" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]
          return (
            row !== undefined && (
              <li
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                aria-setsize={rows.length}
                aria-posinset={index + 1}
                className="absolute inset-x-0 top-0 border-b border-line"
                style={{ transform: `translateY(${start}px)` }}
              >
                <ToolRowView
                  row={row}
                  chosen={chosen.has(row.tool.name)}
                  onChoose={(now) => onChoose(row.tool.name, now)}
                  onOpen={() => onOpen(row.tool.name)}
                />
              </li>
            )
          )
        })}
      </ul>
    </div>
  )
}
