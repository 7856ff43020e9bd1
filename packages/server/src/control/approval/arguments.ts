/** A call's parameters as people see them: all of them, as they came, with nothing in them that cannot be seen. */

import { keyedDigester } from '../../crypto/keyed-digest.ts'
import type { ApprovalTable } from '../../store/sql/tables/approvals.ts'
import type { Control } from '../control.ts'
import { narrowedPlace, paramsPlace } from './approval-row.ts'
import type { ReadingParts } from './question.ts'

/** Parameters of a question. */
export interface SeenParams {
  /** As they came: JSON text. */
  readonly asked: string
  /** As somebody narrowed them. */
  readonly narrowed: string | undefined
  /** Names exactly what would be sent; a verdict says which one it is about. */
  readonly digest: string
}

/** What would be sent, opened; undefined: shredded, or sealed by a key that is gone. */
export function openParams(
  { sealer, deriveKey }: Pick<ReadingParts, 'sealer'> & Pick<Control, 'deriveKey'>,
  row: ApprovalTable,
): SeenParams | undefined {
  const asked = row.params === null ? undefined : sealer.open(row.params, paramsPlace(row))
  if (asked === undefined) return undefined
  const narrowed = row.narrowed === null ? undefined : sealer.open(row.narrowed, narrowedPlace(row))
  if (row.narrowed_by !== '' && narrowed === undefined) return undefined
  const digest = keyedDigester(deriveKey('approval-params')).for([row.organisation, row.server, row.tool])
  return { asked, narrowed, digest: digest(narrowed ?? asked) }
}

const INDENT = '  '

/**
 * JSON text with a line for each member, its values exactly as they are written; what cannot be seen, or would move what
 * is, is escaped. Linear in the text.
 */
export function markedJson(text: string): string {
  let depth = 0
  const line = (): string => `\n${INDENT.repeat(depth)}`
  const parts = text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/gsu)
  let printed = ''
  for (const [part] of parts) {
    if (part === '}' || part === ']') {
      depth -= 1
      printed += line() + part
    } else if (part === '{' || part === '[') {
      depth += 1
      printed += part + line()
    } else if (part === ',') printed += part + line()
    else if (part === ':') printed += ': '
    else printed += part.replaceAll(UNSEEN, escaped)
  }
  return printed.replaceAll(/([{[])\s+([}\]])/g, '$1$2')
}

/** Control, format, unassigned, private, surrogates, separators, what is drawn as nothing, spaces that are not the usual one, and towers of marks. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|[^\P{Zs} ]|\p{M}{3,}/gu

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
