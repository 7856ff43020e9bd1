/** What a tool takes: its parameters in a sentence; and what is said of a tool that has no kin. */
import { findingOf, others, type Page, roled } from './page.ts'
import { counted, parametersListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'
import type { Roled } from './roles.ts'

const [TAKES, LONE] = [1, 4]

function meant({ type }: Roled, { core }: Page): string | undefined {
  if (core === undefined) return type === 'array' ? undefined : 'which one is meant'
  return type === 'array' || core.plural ? `which ${core.several} are meant` : `which ${core.words} is meant`
}

/** What one parameter decides, as the end of a sentence; undefined where its name says nothing more. */
function decides(parameter: Roled, page: Page): string | undefined {
  switch (parameter.role) {
    case 'target':
      return meant(parameter, page)
    case 'other':
      return `which ${parameter.of === '' ? 'one' : parameter.of} is meant`
    case 'title':
      return 'what it will be called'
    case 'amount':
      return 'how much'
    case 'recipients':
      return 'whom it reaches'
    case 'recipient':
      return findingOf(page, 'sends') === undefined ? undefined : 'whom it reaches'
    case 'person':
      return 'whom it concerns'
    case 'filter':
      return 'what is looked for'
    case 'path':
      return 'where on the disk it works'
    case 'url':
      return 'which address is opened'
    case 'destination':
      return 'where data is sent'
    case 'code':
      return 'what is run'
    case 'sql':
      return 'what is asked of the database'
    case 'text':
      return parameter.name === 'prompt' ? 'what is asked for' : 'what it says'
    case 'chooser':
      return 'which of several things it does'
    default:
      return undefined
  }
}

function unknown({ turn, T, tool }: Page): Prose | undefined {
  return turn(TAKES, [
    tool.annotations !== undefined && say`Hints about ${T} are known, parameters are not.`,
    say`None of its parameters is known to the catalogue.`,
    say`Which arguments it takes is not known.`,
    say`The sources of the catalogue list no parameters for it.`,
    say`No parameter of it stands in the catalogue.`,
    say`What it can be told in a call is unknown here.`,
    say`Its arguments are an open question: no schema was at hand.`,
    say`The catalogue has its name and no arguments.`,
    say`Of the arguments to ${T} nothing is recorded.`,
    say`Whether it takes arguments has not been seen.`,
    say`Its input schema was not among the facts that were collected.`,
  ])
}

function oneRequired(page: Page, required: Roled, optional: readonly Roled[]): Prose | undefined {
  const what = decides(required, page)
  const name = code(required.name)
  const rest = parametersListed(optional, 3)
  if (optional.length === 0)
    return page.turn(TAKES, [
      what !== undefined && say`Its one argument, ${name}, says ${what}.`,
      what !== undefined && say`It is told ${what} by ${name} and takes nothing else.`,
      what !== undefined && say`All it needs is ${name}: ${what}.`,
      what !== undefined && say`A call carries ${name} alone, which decides ${what}.`,
      say`${name} is the only argument, and a call has to carry it.`,
      say`It takes a single argument, ${name}.`,
      say`Apart from ${name} there is nothing to fill in.`,
    ])
  return page.turn(TAKES, [
    what !== undefined && say`${name} says ${what}; ${rest} may be left out.`,
    what !== undefined && say`It has to be told ${what} (${name}), and can be told more by ${rest}.`,
    say`Every call carries ${name}; ${rest} ${optional.length === 1 ? 'is' : 'are'} optional.`,
    say`Only ${name} is required, beside ${rest}.`,
    say`It needs ${name} and understands ${rest} as well.`,
    what !== undefined &&
      say`A call needs ${name}, which decides ${what}; ${rest} ${optional.length === 1 ? 'is' : 'are'} extra.`,
  ])
}

function manyRequired(page: Page, required: readonly Roled[], optional: readonly Roled[]): Prose | undefined {
  const needs = parametersListed(required, 4)
  const rest = optional.length === 0 ? '' : `, and ${counted(optional.length, 'more', 'more')} can be added`
  const telling = required.find((one) => decides(one, page) !== undefined)
  const what = telling === undefined ? undefined : decides(telling, page)
  return page.turn(TAKES, [
    say`A call has to carry ${needs}${rest}.`,
    say`It requires ${needs}${rest}.`,
    telling !== undefined &&
      say`Among its ${counted(required.length, 'required argument')}, ${code(telling.name)} says ${what ?? ''}.`,
    say`${needs} are required${rest}.`,
    telling !== undefined && say`It cannot do without ${needs}; ${code(telling.name)} decides ${what ?? ''}.`,
    say`What it needs to know: ${needs}${rest}.`,
  ])
}

function noneRequired(page: Page, optional: readonly Roled[]): Prose | undefined {
  const names = parametersListed(optional, 4)
  const filter = roled(page, 'filter')
  const size = roled(page, 'size', 'place')
  const one = optional.length === 1
  return page.turn(TAKES, [
    filter !== undefined &&
      size !== undefined &&
      say`${code(filter.name)} narrows what it gives, ${code(size.name)} how much of it; no argument is required.`,
    say`It runs without any argument; ${names} ${one ? 'refines' : 'refine'} the call.`,
    say`Nothing has to be filled in, though ${names} can be.`,
    !one && say`All its arguments are optional: ${names}.`,
    one && say`Its only argument, ${names}, may be left out.`,
    filter !== undefined && say`${code(filter.name)} is the one way to narrow it that its parameters show.`,
    say`An empty call is a valid one; ${names} ${one ? 'is' : 'are'} there to say more.`,
    size !== undefined && say`No argument is required; ${code(size.name)} bounds how much one call covers.`,
  ])
}

/** The parameters in a sentence. */
export function takes(page: Page): Prose | undefined {
  const { parameters } = page
  const required = parameters.filter((one) => one.required)
  const optional = parameters.filter((one) => !one.required)
  const [first] = required
  if (parameters.length === 0) return unknown(page)
  if (first === undefined) return noneRequired(page, optional)
  return required.length === 1 ? oneRequired(page, first, optional) : manyRequired(page, required, optional)
}

/** What is said where no other tool of the server handles the same. */
export function lone(page: Page): Prose | undefined {
  const { S, T, turn, core } = page
  const rest = others(page)
  if (rest === 0)
    return turn(LONE, [
      say`It is the only tool of ${S} that is known.`,
      say`No other tool of ${S} is known.`,
      say`${S} is not known to offer anything else.`,
      say`As far as the catalogue knows, ${S} consists of this one tool.`,
      say`There is nothing beside it on ${S} that the catalogue has seen.`,
    ])
  const what = core?.several
  const named = what !== undefined
  return turn(LONE, [
    rest > 1 && named && say`None of the ${counted(rest, 'other tool')} of ${S} handles ${what}.`,
    named && say`No other tool of the server is about ${what}.`,
    named && say`Of ${counted(rest + 1, 'tool')} on ${S}, ${T} alone is about ${what}.`,
    say`It stands by itself: the server’s other ${rest === 1 ? 'tool is' : 'tools are'} about something else.`,
    named && say`Nothing else on the server touches ${what}.`,
    named &&
      say`${S} has ${counted(rest, 'tool')} besides, ${rest === 1 ? 'and it is not' : 'none of them'} about ${what}.`,
    !named && say`${S} has ${counted(rest, 'tool')} besides, none plainly related to it.`,
    !named && say`Which of the server’s other ${counted(rest, 'tool')} belongs to it cannot be told from the name.`,
  ])
}
