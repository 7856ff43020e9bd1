/** Cases of a policy while they are written: beside those that are kept on the server, for all who work on it. */
import { useState } from 'react'
import { ask } from '../../api/api.ts'
import { useRead } from '../../api/hooks.ts'
import { useMay, useOrganisation } from '../../api/who.ts'
import { sayDone, sayFailed } from '../../ui/toast.tsx'
import { useUnsaved } from '../../ui/unsaved.ts'

/** Cases as they are written now. */
export interface CasesWork {
  readonly text: string
  /** They are not kept yet. */
  readonly changed: boolean
  readonly mayKeep: boolean
  readonly keeping: boolean
  /** Who kept others since these were begun. */
  readonly meanwhile: string | undefined
  /** Undefined: they are on their way. */
  readonly read: ReturnType<typeof useRead<'policies.cases.read'>>
  readonly write: (text: string) => void
  readonly keep: () => void
  /** Goes on with those that are kept. */
  readonly drop: () => void
}

const BEGIN = `cases:
  - { name: a call that passes, when: { call: name_of_a_tool, arguments: {} }, then: allow }
`

/** What was typed, and on what it rests. */
interface Typed {
  readonly text: string
  readonly etag: string | undefined
}

/** Reads them, and goes on with what is typed. @param policy id */
export function useCases(policy: string): CasesWork {
  const params = { organisation: useOrganisation(), policy }
  const mayKeep = useMay('policy.edit')
  const read = useRead('policies.cases.read', { params })
  const [typed, setTyped] = useState<Typed>()
  const [keeping, setKeeping] = useState(false)
  const kept = read.data?.body
  const text = typed?.text ?? (kept?.text || BEGIN)
  const changed = mayKeep && typed !== undefined && typed.text !== kept?.text
  useUnsaved(changed, 'The cases that you wrote are lost; the policy stays as it is.')
  const isOther = changed && read.data !== undefined && read.data.etag !== typed.etag
  const keep = async (): Promise<void> => {
    setKeeping(true)
    try {
      // What somebody else kept meanwhile is shown: whoever keeps theirs then means it.
      await ask('policies.cases.save', { params, body: { text }, ifMatch: read.data?.etag })
      const { data } = await read.refetch()
      // What was typed meanwhile rests on what was kept just now.
      setTyped((now) => (now === undefined || now.text === text ? undefined : { ...now, etag: data?.etag }))
      sayDone('The cases are kept with the policy.')
    } catch (error) {
      sayFailed(error)
      await read.refetch()
    } finally {
      setKeeping(false)
    }
  }
  return {
    text,
    changed,
    mayKeep,
    keeping,
    meanwhile: isOther ? (kept?.author ?? undefined) : undefined,
    read,
    write: (next) => setTyped((before) => ({ text: next, etag: before?.etag ?? read.data?.etag })),
    keep: () => void keep(),
    drop: () => setTyped(undefined),
  }
}
