/** A tool of a list as the client gets it: with our label, without what only we may say, and without odd descriptions. */
import type { JsonValue } from '@portcullis/engine'
import type { LabelFact } from '../../ports/audit-sink.ts'
import { META_PREFIX } from '../wire/era.ts'
import { isObject } from '../wire/shape.ts'
import { applyEdits, type Edit, membersOf, wholeSpan } from '../wire/spans.ts'

/** Key of our label in a tool's `_meta`. */
const LABEL_KEY = `${META_PREFIX}label`

/**
 * @param tool the JSON text of a definition, which is an object
 * @param strips whether descriptions are taken out of a definition that is flagged
 * @returns the same text, but for `_meta`, and for what was taken out
 */
export function dressTool(tool: Buffer, label: LabelFact | undefined, strips: boolean): string {
  const given = strips && label?.flags !== undefined ? withoutDescriptions(tool) : tool
  const edit = metaEdit(given, label)
  return (edit === undefined ? given : applyEdits(given, [edit])).toString('utf8')
}

/** Puts our label in, and takes out whatever a server wrote under our prefix. */
function metaEdit(tool: Buffer, label: LabelFact | undefined): Edit | undefined {
  const whole = wholeSpan(tool)
  const members = membersOf(tool, whole)
  const meta = members.find(({ key }) => key === '_meta')
  const theirs = meta === undefined ? [] : membersOf(tool, meta.value)
  const kept = theirs
    .filter(({ key }) => !key.startsWith(META_PREFIX))
    .map(({ whole: member }) => tool.toString('utf8', member.start, member.end))
  if (label !== undefined) kept.unshift(`"${LABEL_KEY}":${JSON.stringify({ ...label, reads: undefined })}`)
  const text = `{${kept.join(',')}}`
  if (meta !== undefined) return { span: meta.value, text }
  if (label === undefined) return undefined
  const at = whole.start + 1
  return { span: { start: at, end: at }, text: `"_meta":${text}${members.length > 0 ? ',' : ''}` }
}

/** Words of a definition that only describe it. */
const DESCRIBING: ReadonlySet<string> = new Set(['description', 'title', '$comment'])

/** The definition, written anew, without the texts that describe it, at any depth. */
function withoutDescriptions(tool: Buffer): Buffer {
  const definition: JsonValue = JSON.parse(tool.toString('utf8'))
  return Buffer.from(JSON.stringify(bare(definition)))
}

function bare(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(bare)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([key, member]) => !DESCRIBING.has(key) || typeof member !== 'string')
  return Object.fromEntries(kept.map(([key, member]) => [key, bare(member)]))
}
