/** The work on a policy while its page is open, and kept while one looks at other pages. */
import { useEffect, useReducer, useState } from 'react'
import {
  beginSession,
  isChanged,
  type Session,
  type SessionEdit,
  sessionAfter,
} from '../../policy-builder/model/session.ts'
import { useUnsaved } from '../../ui/unsaved.ts'

/** On what the work rests. */
export interface Base {
  readonly version: number
  /** For `ifMatch`. */
  readonly etag: string | undefined
}

/** A policy as it was read. */
export interface InForce extends Base {
  readonly id: string
  readonly text: string
}

/** The work. */
export interface PolicyWork {
  readonly session: Session
  readonly base: Base
  readonly changed: boolean
  readonly edit: (edit: SessionEdit) => void
  /** The work rests on that version from now on: it was saved, or somebody else's is gone on from. What was written stays. */
  readonly restOn: (base: Base, saved: string) => void
}

interface Kept {
  readonly session: Session
  readonly base: Base
}

/** Work on so many policies is kept; the oldest goes. */
const MOST_KEPT = 20
const kept = new Map<string, Kept>()

/** Work goes on where it was left; where nothing was changed, it begins with what is in force. */
export function usePolicyWork({ id, text, version, etag }: InForce): PolicyWork {
  const [begun] = useState(() => {
    const left = kept.get(id)
    return left !== undefined && isChanged(left.session)
      ? left
      : { session: beginSession(text), base: { version, etag } }
  })
  const [session, edit] = useReducer(sessionAfter, begun.session)
  const [base, setBase] = useState(begun.base)
  const changed = isChanged(session)
  useEffect(() => keep(id, { session, base }), [id, session, base])
  useUnsaved(changed, 'Your changes hold for nobody yet. They wait here until you close this window.')
  // Nothing would be lost: the version that is in force now takes the place of the earlier one.
  useEffect(() => {
    if (changed || version <= base.version) return
    edit({ kind: 'replace', text })
    edit({ kind: 'saved', text })
    setBase({ version, etag })
  }, [changed, version, base.version, text, etag])
  return {
    session,
    base,
    changed,
    edit,
    restOn(next, savedText) {
      edit({ kind: 'saved', text: savedText })
      setBase(next)
    },
  }
}

function keep(id: string, work: Kept): void {
  kept.delete(id)
  kept.set(id, work)
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break
    kept.delete(oldest)
  }
}

/** A value that stayed the same for a while. @param pause milliseconds */
export function useSettled<Value>(value: Value, pause: number): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value, pause])
  return settled
}
