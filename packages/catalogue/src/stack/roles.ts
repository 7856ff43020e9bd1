/** What part a tool can play in an attack that needs more than one. */

import { say } from '../report/plain.ts'
import type { Prose, Span } from '../report/report.ts'
import { type Callable, hasTrait } from './callable.ts'
import {
  CHECK,
  CONTENT,
  CREDENTIAL,
  DATABASE,
  HOOK,
  IDENTITY,
  isInPage,
  isOnDisk,
  isWorkspace,
  LOSS,
  OPEN_KEY,
  RIGHT,
  SENT,
  SWITCH,
  says,
  TRIFLE,
  takesText,
} from './reach-words.ts'

/** A part, and how well a tool can play it. */
export interface Role {
  readonly name: string
  /**
   * 0: not at all. Up to 1: one could, with a will, and that alone alarms nobody. From 2 on the tool is made for it; the
   * higher, the more likely it is the one that is used.
   */
  readonly fits: (tool: Callable) => number
}

/** From here on a tool is made for a part. */
const STRONG = 2

/** Whether the best of a role's tools is made for it. `tools`: the likeliest first. */
export function isStrong({ fits }: Role, [best]: readonly Callable[]): boolean {
  return best !== undefined && fits(best) >= STRONG
}

const reads = ({ shown }: Callable): boolean => shown.category === 'Read' || shown.category === 'Execute'

const has = (tool: Callable, ...traits: Parameters<typeof hasTrait>[1][]): number => (hasTrait(tool, ...traits) ? 1 : 0)

/** Credentials that it hands out, not those that it takes as an argument. */
function handsOut(tool: Callable): boolean {
  const own = tool.label.findings.some(({ trait, parameter }) => trait === 'secrets' && parameter === undefined)
  return tool.shown.category === 'Read' && own && !says(tool, OPEN_KEY)
}

function readsRows(tool: Callable): boolean {
  return reads(tool) && (hasTrait(tool, 'sql') || (tool.shown.category === 'Execute' && says(tool, DATABASE)))
}

function readsContent(tool: Callable): boolean {
  return tool.shown.category === 'Read' && hasTrait(tool, 'path') && says(tool, CONTENT)
}

/** Returns data that is not public. What somebody wrote weighs more than who somebody is. */
export const PRIVATE: Role = {
  name: 'reads private data',
  fits: (tool) => {
    if (readsRows(tool)) return 5
    // What is behind an address of the caller's choice is as public as the address.
    const isFetched = hasTrait(tool, 'url') && hasTrait(tool, 'untrusted')
    const isPrivate = tool.shown.category === 'Read' && !isFetched && hasTrait(tool, 'private', 'personal')
    const isContent = readsContent(tool)
    if ((isPrivate || isContent) && says(tool, IDENTITY)) return 1
    if (isContent) return 4
    return isPrivate ? 2 + has(tool, 'personal') + has(tool, 'bulk') : 0
  },
}

/** Returns text that strangers write. */
export const UNTRUSTED: Role = {
  name: 'brings in strangers’ text',
  fits: (tool) => {
    if (!hasTrait(tool, 'untrusted')) return 0
    if (hasTrait(tool, 'url')) return 4
    if (isOnDisk(tool)) return 0.5
    if (isWorkspace(tool) || says(tool, IDENTITY)) return 1
    if (!says(tool, SENT) && !hasTrait(tool, 'path')) return 1
    return tool.shown.category === 'Read' ? 3 : 2
  },
}

/** By it something can leave: to people, to the outside, or within an address that is fetched. */
export const WAY_OUT: Role = {
  name: 'is a way out',
  fits: (tool) => {
    if (says(tool, SWITCH) && !takesText(tool)) return 0
    if (hasTrait(tool, 'sends')) return 5
    if (hasTrait(tool, 'egress') && tool.shown.category !== 'Financial') return isWorkspace(tool) ? 1 : 4
    if (tool.shown.category === 'Execute' && hasTrait(tool, 'code')) return 3
    return hasTrait(tool, 'url') && hasTrait(tool, 'untrusted') ? 2 : 0
  },
}

/** Hands out credentials. */
export const SECRETS: Role = {
  name: 'hands out credentials',
  fits: (tool) => {
    if (!handsOut(tool)) return 0
    return says(tool, CREDENTIAL) && !says(tool, CHECK) ? 2 : 1
  },
}

/** Runs what its arguments say, on a machine rather than inside a page. */
export const RUNS_CODE: Role = {
  name: 'runs code or commands',
  fits: (tool) => {
    const runs = tool.shown.category === 'Execute' && hasTrait(tool, 'code') && !isInPage(tool)
    return runs ? 2 + has(tool, 'path') : 0
  },
}

/** Writes a file of the caller's choice. */
export const WRITES_FILES: Role = {
  name: 'writes files',
  fits: (tool) => {
    if (tool.shown.category !== 'Write' || !isOnDisk(tool) || /director|folder/i.test(tool.facts.name)) return 0
    return /write|creat|save|edit|patch|append|put/i.test(tool.facts.name) ? 2 : 0
  },
}

/** Moves or commits money. */
export const MONEY: Role = {
  name: 'moves money',
  fits: ({ shown }) => (shown.category === 'Financial' ? 2 : 0),
}

/** Cannot be undone. */
export const DESTROYS: Role = {
  name: 'destroys',
  fits: (tool) => {
    if (tool.shown.category !== 'Destructive') return 0
    return says(tool, LOSS) && !says(tool, TRIFLE) ? 2 + has(tool, 'bulk') : 1
  },
}

/** Decides who may do what. */
export const RIGHTS: Role = {
  name: 'changes rights',
  fits: (tool) => {
    if (tool.shown.category !== 'Write' || !hasTrait(tool, 'permissions')) return 0
    return says(tool, RIGHT) ? 2 : 1
  },
}

/** Severe, and called by the client without asking anybody. */
export const UNASKED: Role = {
  name: 'is called without asking',
  fits: ({ shown }) =>
    shown.unasked && (shown.category === 'Destructive' || shown.category === 'Financial' || shown.risk === 'Critical')
      ? 2
      : 0,
}

/** Its definition works on the model that reads it. */
export const POISONED: Role = {
  name: 'steers the model',
  fits: (tool) => (hasTrait(tool, 'hidden-text', 'instructions') ? 2 : 0),
}

/** A tool in a sentence: its name, linked, and its server. */
export function named({ shown, member }: Callable): Prose {
  const to = { page: 'tool', server: shown.server, tool: shown.slug } as const
  const tool: Span = { code: shown.name, ...(shown.slug !== '' && { to }) }
  return say`${tool} on ${{ code: member.name.slice(0, 64) }}`
}

/** How strangers' text gets to where a tool reads it. */
export function arrivesBy(tool: Callable): Prose {
  if (isOnDisk(tool))
    return say`An instruction stands in a file that came from elsewhere, a download or somebody’s repository, and ${named(tool)} reads it.`
  if (isWorkspace(tool))
    return say`Somebody who can write there, or whose text is copied there, leaves an instruction where ${named(tool)} reads it.`
  const open = hasTrait(tool, 'path') ? 'into a file' : 'into a message, an issue or a review'
  const where = hasTrait(tool, 'url') ? 'on a page' : open
  return say`A stranger writes an instruction ${where} that ${named(tool)} reads.`
}

/** How something leaves by a tool. */
export function leavesBy(tool: Callable): Prose {
  if (says(tool, HOOK)) return ['a webhook carries it to whatever address was written there']
  if (hasTrait(tool, 'sends')) return ['what is sent reaches people and cannot be called back']
  if (hasTrait(tool, 'egress')) return ['what is written there is outside, for others to read']
  if (tool.shown.category === 'Execute' && hasTrait(tool, 'code'))
    return ['code that it runs can open a connection to anywhere']
  return ['the data travels inside the address that it fetches']
}
