/** All keys that work everywhere. */
import { Dialog } from '../ui/dialog.tsx'
import { Keys } from '../ui/keys.tsx'
import { AREAS } from './areas.ts'

const GENERAL: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Ctrl', 'K'], 'Find a page, a server, a grant, a policy, something to do'],
  [['/'], 'Search on this page'],
  [['↓'], 'Next row of a table'],
  [['↑'], 'Row before it'],
  [['Enter'], 'Open the row'],
  [['j'], 'Approvals: the next one'],
  [['k'], 'Approvals: the one before'],
  [['a'], 'Approvals: approve'],
  [['r'], 'Approvals: reject'],
  [['n'], 'Approvals: narrow'],
  [['?'], 'These keys'],
]

/** Shows them. */
export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  const rows = [...GENERAL, ...AREAS.map(({ key, label }) => [['g', key], label] as const)]
  return (
    <Dialog open onClose={onClose} title="Keys">
      <dl className="grid grid-cols-[max-content_1fr] items-center gap-x-6 gap-y-2">
        {rows.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
