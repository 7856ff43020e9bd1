/** Takes a log with it: as a file in one of four forms. */
import { Download } from 'lucide-react'
import { useState } from 'react'
import { download } from '../../api/download.ts'
import { useOrganisation } from '../../api/who.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { sayFailed } from '../../ui/toast.tsx'

const FORMS = [
  ['jsonl', 'JSON Lines, signed'],
  ['csv', 'CSV, for spreadsheets'],
  ['cef', 'CEF, for a SIEM'],
  ['otlp', 'OTLP logs'],
] as const

interface ExportButtonProps {
  readonly of: 'decisions' | 'changes'
  /** What is exported: as the list is narrowed. */
  readonly query: object
}

/** The button. */
export function ExportButton({ of, query }: ExportButtonProps) {
  const organisation = useOrganisation()
  const [busy, setBusy] = useState(false)
  const take = async (form: string): Promise<void> => {
    setBusy(true)
    const search = new URLSearchParams(Object.entries({ ...query, form }).map(([name, value]) => [name, String(value)]))
    try {
      await download(
        `/organisations/${encodeURIComponent(organisation)}/audit/${of}/export?${search}`,
        `${organisation}-${of}.${form}`,
      )
    } catch (error) {
      sayFailed(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Menu
      trigger={
        <Button icon={Download} busy={busy}>
          Export
        </Button>
      }
      items={FORMS.map(([form, label]) => ({ label, onSelect: () => void take(form) }))}
    />
  )
}
