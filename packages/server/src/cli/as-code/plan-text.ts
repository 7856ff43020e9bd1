/** A plan as people read it, and as programs do. */

import { safeLine } from '../../ports/safe-text.ts'
import { when } from '../remote/instants.ts'
import type { Change } from './change.ts'
import type { Plan } from './plan.ts'

const SIGNS = { create: '+', edit: '~', remove: '-' } as const
const WORDS = { create: 'is made', edit: 'is changed', remove: 'is removed' } as const

/** For people. */
export function planText({ changes, unwanted }: Plan): string {
  const kept = unwanted.map(({ kind, name }) => `  ${kind} ${safeLine(name)}\n`)
  const rest = kept.length === 0 ? '' : `In no file, and kept (--prune removes it):\n${kept.join('')}`
  if (changes.length === 0) return `Nothing is to be changed.\n${rest}`
  const counts = (['create', 'edit', 'remove'] as const)
    .map((action) => [changes.filter((one) => one.action === action).length, action] as const)
    .filter(([count]) => count > 0)
    .map(([count, action]) => `${count} to ${action}`)
  return `${changes.map(changeText).join('')}${rest}${counts.join(', ')}.\n`
}

function changeText({ action, kind, name, file, differences, meaning, loosens }: Change): string {
  const head = `${SIGNS[action]} ${kind} ${safeLine(name)} ${WORDS[action]}${file === undefined ? '' : ` (${file})`}${loosens === true ? ': it allows more than before' : ''}\n`
  const lines = differences.map(
    ({ field, before, after }) => `    ${safeLine(field)}: ${valueText(field, before)} → ${valueText(field, after)}\n`,
  )
  const said = meaning === undefined ? '' : `${meaning.trimEnd().replaceAll(/^(?=.)/gm, '    ')}\n`
  return head + lines.join('') + said
}

function valueText(field: string, value: unknown): string {
  if (value === undefined) return '(nothing)'
  if (field === 'expires' && (typeof value === 'number' || value === null)) return when(value, 'never')
  return safeLine(typeof value === 'string' ? value : JSON.stringify(value))
}

/** For programs. */
export function planJson({ changes, unwanted }: Plan) {
  const shown = changes.map(({ make: _, token: __, ...change }) => change)
  return { changes: shown, unwanted }
}
