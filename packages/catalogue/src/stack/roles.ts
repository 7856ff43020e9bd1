/** What part a tool can play in an attack that needs more than one. */

import { say } from '../report/plain.ts'
import type { Prose, Span } from '../report/report.ts'
import { type Callable, hasTrait } from './callable.ts'

/** A part, and how well a tool can play it. */
export interface Role {
  readonly name: string
  /** 0: not at all; the higher, the more likely it is the tool that is used. */
  readonly fits: (tool: Callable) => number
}

const reads = ({ shown }: Callable): boolean => shown.category === 'Read' || shown.category === 'Execute'

const has = (tool: Callable, ...traits: Parameters<typeof hasTrait>[1][]): number => (hasTrait(tool, ...traits) ? 1 : 0)

/** Credentials that it hands out, not those that it takes as an argument. */
function handsOut({ shown, label }: Callable): boolean {
  const own = label.findings.some(({ trait, parameter }) => trait === 'secrets' && parameter === undefined)
  return shown.category === 'Read' && own
}

/** Returns data that is not public. */
export const PRIVATE: Role = {
  name: 'reads private data',
  fits: (tool) =>
    reads(tool) && hasTrait(tool, 'private', 'personal') ? 1 + has(tool, 'personal') + has(tool, 'bulk') : 0,
}

/** Returns text that strangers write. */
export const UNTRUSTED: Role = {
  name: 'brings in strangers’ text',
  fits: (tool) => (hasTrait(tool, 'untrusted') ? 1 + (tool.shown.category === 'Read' ? 1 : 0) + has(tool, 'url') : 0),
}

/** By it something can leave: to people, to the outside, or within an address that is fetched. */
export const WAY_OUT: Role = {
  name: 'is a way out',
  fits: (tool) => {
    if (hasTrait(tool, 'sends')) return 4
    if (hasTrait(tool, 'egress')) return 3
    if (tool.shown.category === 'Execute' && hasTrait(tool, 'code')) return 2
    return hasTrait(tool, 'url') && hasTrait(tool, 'untrusted') ? 1 : 0
  },
}

/** Hands out credentials. */
export const SECRETS: Role = { name: 'hands out credentials', fits: (tool) => (handsOut(tool) ? 1 : 0) }

/** Runs what its arguments say. */
export const RUNS_CODE: Role = {
  name: 'runs code or commands',
  fits: (tool) => (tool.shown.category === 'Execute' && hasTrait(tool, 'code') ? 1 + has(tool, 'path') : 0),
}

/** Writes a file of the caller's choice. */
export const WRITES_FILES: Role = {
  name: 'writes files',
  fits: (tool) => {
    if (tool.shown.category !== 'Write' || !hasTrait(tool, 'path') || /director|folder/i.test(tool.facts.name)) return 0
    return /write|creat|save|edit|patch|append|put/i.test(tool.facts.name) ? 1 : 0
  },
}

/** Moves or commits money. */
export const MONEY: Role = {
  name: 'moves money',
  fits: ({ shown }) => (shown.category === 'Financial' ? 1 : 0),
}

/** Cannot be undone. */
export const DESTROYS: Role = {
  name: 'destroys',
  fits: (tool) => (tool.shown.category === 'Destructive' ? 1 + has(tool, 'bulk') : 0),
}

/** Decides who may do what. */
export const RIGHTS: Role = {
  name: 'changes rights',
  fits: (tool) => (tool.shown.category === 'Write' && hasTrait(tool, 'permissions') ? 1 : 0),
}

/** Severe, and called by the client without asking anybody. */
export const UNASKED: Role = {
  name: 'is called without asking',
  fits: ({ shown }) =>
    shown.unasked && (shown.category === 'Destructive' || shown.category === 'Financial' || shown.risk === 'Critical')
      ? 1
      : 0,
}

/** Its definition works on the model that reads it. */
export const POISONED: Role = {
  name: 'steers the model',
  fits: (tool) => (hasTrait(tool, 'hidden-text', 'instructions') ? 1 : 0),
}

/** A tool in a sentence: its name, linked, and its server. */
export function named({ shown, member }: Callable): Prose {
  const tool: Span =
    shown.slug === ''
      ? { code: shown.name }
      : { text: shown.name, to: { page: 'tool', server: shown.server, tool: shown.slug } }
  return say`${tool} on ${{ code: member.name.slice(0, 64) }}`
}

/** How something leaves by a tool. */
export function leavesBy(tool: Callable): Prose {
  if (hasTrait(tool, 'sends')) return ['what is sent reaches people and cannot be called back']
  if (hasTrait(tool, 'egress')) return ['what is written there can be read from outside']
  if (tool.shown.category === 'Execute') return ['code that it runs can open a connection to anywhere']
  return ['the data travels inside the address that it fetches']
}
