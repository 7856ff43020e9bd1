/** Names that can be shown and called. */
import { hidesText, visible } from '../text.ts'

const TOOL_NAME = /^[A-Za-z0-9_./-]{1,128}$/
const PARAMETER_NAME = /^[A-Za-z0-9_.$@[\]-]{1,64}$/
const SHOWN = /[^\p{L}\p{M}\p{N} .,&+/@_()'’:|–—-]/gu

/**
 * Whether a tool can have this name: letters, digits, `_`, `-`, `.` and `/`, at most 128 (MCP 2025-11-25, tool names).
 * Headings, templates (`${PREFIX}_get`) and sentences that compilers took for tools are none.
 */
export function canBeTool(name: string): boolean {
  return TOOL_NAME.test(name) && /[A-Za-z0-9]/.test(name) && !name.split('/').includes('..')
}

/** Whether a parameter's name is a name, and not a text for a model to read. */
export function canBeParameter(name: string): boolean {
  return PARAMETER_NAME.test(name)
}

/** The name that an identity shows by itself: the end of its address. */
export function nameOfId(id: string): string {
  const [address = '', folder] = id.split('#')
  if (folder !== undefined) return folder.split('/').at(-1) ?? address
  const colon = address.indexOf(':')
  if (colon >= 0) return address.slice(colon + 1, colon + 101)
  return address.split('/').slice(1).join('/') || address
}

/** A server's name fit to be shown: one line without marks and controls, at most 80; the identity's own where it is not. */
export function shownName(name: string, id: string): string {
  if (name.length > 80 || hidesText(name)) return nameOfId(id)
  const clean = visible(name).replace(SHOWN, ' ').replace(/\s+/g, ' ').trim()
  return /[\p{L}\p{N}]/u.test(clean) ? clean : nameOfId(id)
}
