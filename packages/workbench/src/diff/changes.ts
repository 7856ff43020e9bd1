/** Changes of a call in what is no argument: who calls, from where, when, after what. */
import type { CallRequest, Context, JsonObject, Subject } from '@portcullis/engine'
import type { Atom } from './atoms.ts'
import type { Calls } from './call.ts'
import { leavesFor } from './values/leaf.ts'
import { timesFor } from './values/times.ts'

/** Makes another call of a call. */
export type Change = (request: CallRequest) => CallRequest

/** Changes, and whether there is none other that questions would answer otherwise. */
export interface Changes {
  readonly changes: readonly Change[]
  readonly whole: boolean
}

const FIXED: Changes = { changes: [], whole: true }

/** @param atoms of one part of calls */
export function attributeChanges(atoms: readonly Atom[], { base, target }: Calls): Changes {
  const root = atoms[0]?.root
  switch (root) {
    case 'tool.name':
      // A name that stands for others cannot answer for them.
      return target.tool === undefined ? { changes: [], whole: false } : FIXED
    case 'tool.category':
    case 'tool.risk':
      return FIXED
    case 'tool.annotations':
      return target.tool === undefined ? annotationChanges(atoms) : FIXED
    case 'time.hour':
    case 'time.weekday':
    case 'time.date':
      return timeChanges(atoms, base)
    case 'seen.private':
    case 'seen.untrusted':
    case 'seen.secrets':
      return { changes: SEEN, whole: true }
    default:
      return textChanges(atoms, textSetter(root ?? '', String(atoms[0]?.steps[0])))
  }
}

function timeChanges(atoms: readonly Atom[], { context: { at } }: CallRequest): Changes {
  const { instants, whole } = timesFor(atoms, at)
  return { changes: instants.map((instant) => inContext({ at: instant })), whole }
}

const inContext =
  (change: Partial<Context>): Change =>
  (request) => ({ ...request, context: { ...request.context, ...change } })

const BOTH = [false, true]
const SEEN: readonly Change[] = [
  ...BOTH.flatMap((a) =>
    BOTH.flatMap((b) => BOTH.map((c) => inContext({ seen: { private: a, untrusted: b, secrets: c } }))),
  ),
  inContext({ seen: undefined }),
]

/** Sets a text; undefined: there is none. */
type TextSetter = (request: CallRequest, text: string | undefined) => CallRequest

function textChanges(atoms: readonly Atom[], set: TextSetter): Changes {
  const { leaves, whole } = leavesFor(atoms, { values: [] })
  const texts = leaves.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  return { changes: [undefined, ...texts].map((text) => (request) => set(request, text)), whole }
}

function textSetter(root: string, key: string): TextSetter {
  const bySubject =
    (change: (text: string) => Partial<Subject>): TextSetter =>
    (request, text) =>
      text === undefined ? request : { ...request, subject: { ...request.subject, ...change(text) } }
  switch (root) {
    case 'tool.server':
      return (request, text) => (text === undefined ? request : { ...request, tool: { ...request.tool, server: text } })
    case 'grant.label':
      return bySubject((label) => ({ label }))
    case 'grant.owner':
      return bySubject((owner) => ({ owner }))
    case 'grant.tags':
      return (request, text) => ({
        ...request,
        subject: { ...request.subject, tags: withTag(request.subject.tags, key, text) },
      })
    case 'request.ip':
      return (request, text) => (text === undefined ? request : inContext({ address: text })(request))
    default: {
      const name = root.replace('client.', '')
      return (request, text) =>
        text === undefined ? request : inContext({ client: { ...request.context.client, [name]: text } })(request)
    }
  }
}

function withTag(tags: Subject['tags'], key: string, text: string | undefined): Subject['tags'] {
  return text === undefined ? tags : Object.fromEntries([...Object.entries(tags), [key, text]])
}

/** What a server says of a tool that no list has is not known, or anything. */
function annotationChanges(atoms: readonly Atom[]): Changes {
  const keys = [...new Set(atoms.map(({ steps }) => String(steps[0])))]
  const { leaves, whole } = leavesFor(atoms, { values: [] })
  const values = keys.flatMap((key) =>
    leaves.map(({ value }): JsonObject => (value === undefined ? {} : Object.fromEntries([[key, value]]))),
  )
  const changes = values.map(
    (annotations): Change =>
      (request) => ({
        ...request,
        tool: { ...request.tool, annotations: { ...request.tool.annotations, ...annotations } },
      }),
  )
  return { changes, whole: whole && keys.length === 1 }
}
