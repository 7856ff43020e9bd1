/** The work on one policy: its text is the one truth, and what forms show is read from it after every edit. */
import { isObject, type JsonObject } from '@portcullis/engine'
import { layOut } from './lay-out.ts'

/** The work on one policy. */
export interface Session {
  /** As the JSON editor shows it. */
  readonly text: string
  /** What forms show; undefined while the text is no JSON object. */
  readonly document: JsonObject | undefined
  /** The text that the work began with: the saved version. */
  readonly saved: string
  readonly past: readonly Step[]
  readonly future: readonly Step[]
}

/** A text that was there, and what was edited then. */
interface Step {
  readonly text: string
  readonly about: string
}

/** What can be done. */
export type SessionEdit =
  /** Forms changed the document. @property about edits of one thing that follow each other are one step */
  | { readonly kind: 'document'; readonly document: JsonObject; readonly about: string }
  /** Somebody typed. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** Another text takes its place: a draft, a start. It can be undone. */
  | { readonly kind: 'replace'; readonly text: string }
  /** The text was saved: it is what the work goes on from. */
  | { readonly kind: 'saved'; readonly text: string }

/** So many steps can be undone. */
const MOST_STEPS = 200

/** Begins with a saved text. */
export function beginSession(saved: string): Session {
  return { text: saved, document: readDocument(saved), saved, past: [], future: [] }
}

/** Whether there is something that is not saved. */
export const isChanged = ({ text, saved }: Session): boolean => text !== saved

/** Does one edit. */
export function sessionAfter(session: Session, edit: SessionEdit): Session {
  switch (edit.kind) {
    case 'document': {
      const text = layOut(edit.document)
      return text === session.text ? session : withText(session, text, edit.about)
    }
    case 'text':
      return edit.text === session.text ? session : withText(session, edit.text, 'typing')
    case 'replace':
      return edit.text === session.text ? session : withText(session, edit.text, '')
    case 'undo':
      return back(session)
    case 'redo':
      return forth(session)
    case 'saved':
      return { ...session, saved: edit.text }
    default:
      return edit satisfies never
  }
}

function withText(session: Session, text: string, about: string): Session {
  const last = session.past.at(-1)
  const joins = about !== '' && last?.about === about
  const past = joins ? session.past : [...session.past, { text: session.text, about }].slice(-MOST_STEPS)
  return { ...session, text, document: readDocument(text), past, future: [] }
}

function back(session: Session): Session {
  const step = session.past.at(-1)
  if (step === undefined) return session
  const future = [...session.future, { text: session.text, about: step.about }]
  return { ...session, text: step.text, document: readDocument(step.text), past: session.past.slice(0, -1), future }
}

function forth(session: Session): Session {
  const step = session.future.at(-1)
  if (step === undefined) return session
  const past = [...session.past, { text: session.text, about: step.about }]
  return { ...session, text: step.text, document: readDocument(step.text), past, future: session.future.slice(0, -1) }
}

/** A document out of a text; undefined where it is none. */
export function readDocument(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}
