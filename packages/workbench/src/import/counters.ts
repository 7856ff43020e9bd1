/** Counters of the Intercept dialect: where each is kept, and how a condition on one becomes a limit. */
import type { Limit } from '@portcullis/engine'
import type { Path } from '../yaml/place.ts'
import type { Notes } from './note.ts'
import { isMapping, type Mapping, member, strangers, textOf } from './source.ts'

/** A counter as a rule keeps it. */
export interface Counter {
  readonly tool: string
  readonly name: string
  readonly window: 'minute' | 'hour' | 'day'
  readonly increment: number | string | undefined
  readonly incrementFrom: string | undefined
}

const WINDOWS: ReadonlySet<string> = new Set(['minute', 'hour', 'day'])
const STATE_KEYS: ReadonlySet<string> = new Set(['counter', 'window', 'increment', 'increment_from'])

/** Names of the rules for every tool, as conditions write them. */
const EVERYWHERE: ReadonlySet<string> = new Set(['*', '_global'])

/** Reads a rule's `state`; undefined where it is none that could be carried, which is noted. */
export function counterOf(tool: string, state: unknown, path: Path, notes: Notes): Counter | undefined {
  const refuse = (at: Path, says: string): undefined => void notes.add(at, 'refused', says)
  if (!isMapping(state)) return refuse(path, '“state” has to be a mapping with “counter” and “window”.')
  const [stranger] = strangers(state, STATE_KEYS)
  if (stranger !== undefined) return refuse([...path, stranger], `“${stranger}” is not a key of “state”.`)
  const [name, window, increment] = [textOf(state, 'counter'), textOf(state, 'window'), member(state, 'increment')]
  if (name === undefined || name === '') return refuse(path, '“state” names no counter.')
  if (window === undefined || !isWindow(window))
    return refuse(path, 'The window of a counter has to be minute, hour or day.')
  if (increment !== undefined && !isAmount(increment))
    return refuse([...path, 'increment'], 'An increment has to be a number above zero.')
  const from = member(state, 'increment_from')
  if (from !== undefined && (typeof from !== 'string' || !isArgumentPath(from)))
    return refuse([...path, 'increment_from'], '“increment_from” has to be a path of arguments: “args.amount”.')
  if (from !== undefined && increment !== undefined)
    return refuse(path, 'A counter has either “increment” or “increment_from”.')
  return { tool, name, window, increment, incrementFrom: from }
}

const isWindow = (text: string): text is Counter['window'] => WINDOWS.has(text)

const isAmount = (value: unknown): value is number => typeof value === 'number' && value > 0

/** Keys with dots between them: the dialect has no brackets, and here they would lead into lists. */
export const isArgumentPath = (path: string): boolean => /^args\.[^[\]"'\\*\s]+$/.test(path)

/** The rate of the short form `5/hour`. */
export function rateOf(written: unknown): { readonly max: number; readonly window: Counter['window'] } | undefined {
  const [, max, window = ''] = typeof written === 'string' ? (/^(\d{1,9})\/(\w+)$/.exec(written) ?? []) : []
  return max !== undefined && isWindow(window) ? { max: Number(max), window } : undefined
}

/** The counter that a condition's path names; undefined where it is no path of a counter. */
export function counterPath(path: string): { readonly tool: string; readonly name: string } | undefined {
  const [, tool, name] = /^state\.(.+)\.([^.]+)$/.exec(path) ?? []
  if (tool === undefined || name === undefined) return undefined
  return { tool: EVERYWHERE.has(tool) ? '*' : tool, name }
}

/** `lt X` leaves room for X − 1, `lte X` for X; undefined for whatever else a condition may ask. */
export function maximum(op: unknown, value: unknown): number | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  if (op === 'lte') return value
  // What subtraction leaves beyond six decimals is nobody's; down, so that nothing more passes.
  return op === 'lt' ? Math.floor((value - 1) * 1e6) / 1e6 : undefined
}

/** No tool is called `*`; every other name is its own, so that no counter of one tool becomes that of another. */
const counterName = (tool: string, name: string): string => `${tool}.${name}`

/** Counters are the whole gateway's there; here, the server's: all grants together. */
export function limitOf(counter: Counter, max: number, onDeny: string | undefined): Limit {
  const { tool, name, window, increment, incrementFrom } = counter
  return {
    counter: counterName(tool, name),
    window,
    max,
    scope: 'server',
    ...(increment !== undefined && increment !== 1 && { increment }),
    ...(incrementFrom !== undefined && { increment_from: incrementFrom }),
    ...(onDeny !== undefined && { on_deny: onDeny }),
  }
}

/** A rule of the source, as far as counters go. */
export function stateOf(rule: Mapping): unknown {
  return member(rule, 'state')
}
