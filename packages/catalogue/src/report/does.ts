/** What a tool does: as its name says it, with its parameters and the tools beside it. */

import { known } from './known.ts'
import { areMany } from './language.ts'
import type { Page } from './page.ts'
import { paragraph, toolsListed } from './phrases.ts'
import { say } from './plain.ts'
import type { Prose } from './report.ts'
import { lone, takes } from './takes.ts'

/** Slots of the turns, so that each sentence of a page takes its own. */
const [OPENING, SIBLINGS] = [0, 3]

function surely({ T, S, said, turn }: Page): Prose | undefined {
  const { base, third, ing } = said
  if (base === undefined || third === undefined || ing === undefined) return undefined
  return turn(OPENING, [
    say`${T} ${third} on ${S}.`,
    say`With ${T}, an agent can ${base} through ${S}.`,
    say`A call to ${T} makes ${S} ${base}.`,
    say`On ${S}, ${T} is the tool for ${ing}.`,
    say`${S} offers ${T} to ${base}.`,
    say`${T} lets an agent ${base} by way of ${S}.`,
    say`Whoever may call ${T} can ${base} on ${S}.`,
    say`An agent that calls ${T} of ${S} ${third}.`,
    say`${T} is how ${S} lets its clients ${base}.`,
    say`To ${base}, a client of ${S} calls ${T}.`,
    say`Among the tools of ${S}, ${T} is for ${ing}.`,
    say`${T} belongs to ${S} and ${third}.`,
    say`Calling ${T} means ${ing} on ${S}.`,
  ])
}

function perhaps({ T, S, said, turn }: Page): Prose | undefined {
  const { base, third, ing } = said
  if (base === undefined || third === undefined || ing === undefined) return undefined
  return turn(OPENING, [
    say`By its name, ${T} ${third} on ${S}.`,
    say`${T} of ${S} seems to ${base}.`,
    say`As far as a name tells, ${T} of ${S} ${third}.`,
    say`The name ${T} suggests ${ing}; ${S} says no more in what is kept of it.`,
    say`${S} calls this tool ${T}, which reads as ${ing}.`,
    say`Read as a phrase, the name ${T} says that ${S} ${third} when it is called.`,
    say`Going by its name alone, a call to ${T} has ${S} ${base}.`,
    say`What ${S} names ${T} most likely ${third}.`,
  ])
}

const SPEAKS_OF = {
  Read: 'looks something up and changes nothing',
  Write: 'changes something that can be changed back',
  Execute: 'runs something that its arguments decide',
  Destructive: 'does away with something for good',
  Financial: 'moves money or commits to it',
} as const

/** For names that make no sentence: what else says what the tool does. */
function nameless({ T, S, label, thing, turn }: Page): Prose | undefined {
  const does = SPEAKS_OF[label.category]
  return turn(OPENING, [
    thing !== undefined && say`The name ${T} speaks of ${thing.some} and of no action; on the whole the tool ${does}.`,
    say`${T} of ${S} is a name without a plain verb. Taken with everything else that is known, it ${does}.`,
    say`What ${T} does on ${S} cannot be read in its name; the label rests on what stands around it and says that it ${does}.`,
    say`${S} has a tool ${T}, whose name says little. The classifier takes it for one that ${does}.`,
    say`Nothing in the name ${T} is an action that the catalogue knows; all in all, this tool of ${S} ${does}.`,
  ])
}

function reading(page: Page): Prose | undefined {
  const { kin, core, turn, S } = page
  const readers = kin.readers
  if (core === undefined || readers.length === 0) return undefined
  const them = toolsListed(page, readers)
  return turn(SIBLINGS, [
    say`The same server reads ${core.several} with ${them}.`,
    say`To look at ${core.several} first, there ${readers.length === 1 ? 'is' : 'are'} ${them}.`,
    say`${S} shows ${core.several} through ${them}.`,
    say`Beside it, ${them} ${readers.length === 1 ? 'reads' : 'read'} what this tool touches.`,
  ])
}

function fresh(page: Page): Prose | undefined {
  const { kin, core, turn, S } = page
  const them = toolsListed(page, kin.makers, 1)
  const several = core?.several ?? 'they'
  return turn(SIBLINGS, [
    core !== undefined && areMany(core) && say`New ${several} come from ${them}.`,
    say`What it reads is made by ${them} on the same server.`,
    say`${S} makes ${several} with ${them}.`,
    say`Its counterpart is ${them}, which makes what is read here.`,
  ])
}

function touching(page: Page): Prose | undefined {
  const { kin, core, turn } = page
  const changing = [...kin.changers, ...kin.enders]
  if (core === undefined || kin.loose) return undefined
  if (changing.length === 0) return kin.makers.length === 0 ? undefined : fresh(page)
  const them = toolsListed(page, changing)
  const many = Math.min(2, changing.length) > 1
  return turn(SIBLINGS, [
    say`Changing ${core.several} is the work of ${them}.`,
    say`${core.several.charAt(0).toUpperCase()}${core.several.slice(1)} ${areMany(core) ? 'are' : 'is'} changed or ended elsewhere on the server, by ${them}.`,
    say`It does the looking; ${them} ${many ? 'do' : 'does'} the changing.`,
    say`What is found here can be changed by ${them}.`,
    say`From looking at ${core.several} to ${them} is one step.`,
    say`The same server changes ${core.several} with ${them}.`,
  ])
}

function beside(page: Page): Prose | undefined {
  const { kin, core, turn } = page
  if (core === undefined || kin.all.length === 0) return undefined
  const them = toolsListed(page, kin.all)
  if (kin.loose)
    return turn(SIBLINGS, [
      say`Related by name: ${them}.`,
      say`It shares a word, and perhaps more, with ${them}.`,
      say`Not quite the same, but near it: ${them}.`,
      say`The nearest by name ${Math.min(2, kin.all.length) === 1 ? 'is' : 'are'} ${them}.`,
    ])
  return turn(SIBLINGS, [
    say`${them} ${Math.min(2, kin.all.length) === 1 ? 'handles' : 'handle'} ${core.several} too.`,
    say`It shares its subject, ${core.several}, with ${them}.`,
    say`For the same ${core.plural ? 'things' : 'thing'} the server also has ${them}.`,
    say`Close to it stands ${toolsListed(page, kin.all, 1)}.`,
    say`Its nearest neighbour on the server is ${toolsListed(page, kin.all, 1)}.`,
  ])
}

function siblings(page: Page): Prose | undefined {
  if (page.label.category === 'Read') return touching(page) ?? beside(page) ?? lone(page)
  return reading(page) ?? beside(page) ?? lone(page)
}

/** Two or three paragraphs: what a call does, what it takes, what stands beside it, and how far that is known. */
export function does(page: Page): readonly Prose[] {
  const { said } = page
  const opening = (said.sure ? surely(page) : perhaps(page)) ?? nameless(page)
  return [paragraph(opening, takes(page)), paragraph(siblings(page), known(page))].filter((one) => one.length > 0)
}
