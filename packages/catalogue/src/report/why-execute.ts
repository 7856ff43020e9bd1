/** Why a tool that runs something needs a policy. */
import { findingOf, type Page, roled } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'
import { waysOut } from './ways-out.ts'

const [CORE, INPUT, REACH, CHAIN] = [6, 7, 8, 9]

const BROWSER = /^(?:click|press|type|hover|drag|tap|swipe|navigate|goto|goback|select|fill|scroll|keypress)$/
const STARTS =
  /^(?:start|restart|reboot|boot|launch|spawn|deploy|redeploy|rollout|trigger|build|rebuild|rerun|install|reinstall)$/

function core(page: Page): Prose | undefined {
  const { turn, T, S, said, thing } = page
  const lemma = said.lemma ?? ''
  if (BROWSER.test(lemma))
    return turn(CORE, [
      say`A click is whatever the page makes of it: it may turn a leaf or place an order.`,
      say`${T} is a hand in a browser, with whatever log-ins that browser has.`,
      say`What it does is written on a page that somebody else wrote.`,
      say`The same gesture closes a banner or buys a ticket; ${T} cannot tell them apart.`,
      say`In a browser every button is a tool of its own, and none of them has a policy.`,
    ])
  if (STARTS.test(lemma))
    return turn(CORE, [
      say`It sets ${thing?.some ?? 'something'} going, and what follows runs without the agent.`,
      say`Starting is one call; what was started uses machines, money and other people’s time until it ends.`,
      say`What ${T} starts does its work with the rights of ${S}, not with those of the agent.`,
      say`A wrong start interrupts those who were using ${thing?.the ?? 'what was there'}.`,
      say`Whatever stood ready in ${thing?.the ?? 'it'} is let loose by one call.`,
    ])
  return turn(CORE, [
    say`What ${T} does is not in its name but in its arguments, and those are written by a model.`,
    say`No list of effects could be complete: ${T} does what it is given to do.`,
    say`Its definition is a door, and the argument is whoever walks through.`,
    say`The same call can print a date or wipe a disk; only its arguments differ.`,
    say`${T} lends the agent the rights that ${S} runs with, all of them.`,
    say`One cannot judge ${T} by its name, for it has no effect of its own.`,
  ])
}

function input(page: Page): Prose | undefined {
  const { turn } = page
  const taken = roled(page, 'code', 'sql')
  const path = roled(page, 'path')
  const url = roled(page, 'url')
  const chooser = roled(page, 'chooser')
  const typed = taken !== undefined && taken.type !== 'string' && taken.type !== 'any'
  return turn(INPUT, [
    taken?.role === 'code' &&
      !typed &&
      say`${code(taken.name)} is free text that gets run, so a sentence in a web page can become a command.`,
    taken?.role === 'code' && say`Whatever stands in ${code(taken.name)} is obeyed.`,
    taken?.role === 'code' &&
      say`A rule can look into ${code(taken.name)} and refuse what destroys or leaks; it cannot foresee everything.`,
    taken?.role === 'sql' &&
      say`${code(taken.name)} is SQL. One word in it makes the difference between a report and an empty table.`,
    taken?.role === 'sql' &&
      say`Whether ${code(taken.name)} reads or drops is for a rule to see before the database does.`,
    taken === undefined &&
      path !== undefined &&
      say`${code(path.name)} picks what is run or touched, and a path can leave the folder it was meant for.`,
    taken === undefined &&
      url !== undefined &&
      say`${code(url.name)} leads anywhere, the server’s own network included.`,
    chooser !== undefined &&
      say`${code(chooser.name)} chooses between operations, and the severest of them is the one to plan for.`,
    page.parameters.length === 0 && say`No argument of it is known, so nothing can be said about what bounds it.`,
    taken === undefined &&
      page.parameters.length > 1 &&
      say`None of its ${counted(page.parameters.length, 'known argument')} keeps the effect small.`,
    taken === undefined && page.parameters.length === 1 && say`Its one known argument does not keep the effect small.`,
    taken === undefined &&
      page.parameters.length > 0 &&
      say`The arguments that are known say what it works on, not how far it goes.`,
    taken === undefined &&
      page.parameters.length > 0 &&
      say`Looking at its arguments before they pass is most of what a policy can do here.`,
  ])
}

function reach(page: Page): Prose | undefined {
  const { turn, S, T } = page
  return turn(REACH, [
    say`Its reach is the reach of the account it runs under.`,
    say`How far it reaches is set on the machine behind ${S}, and not in this definition.`,
    say`A narrow account behind ${S} limits ${T} better than any wording.`,
    say`What it cannot do is decided outside: by users, networks and file rights.`,
    say`It may cost machine time as well, and a loop of it costs a lot.`,
    say`Counting calls bounds the damage; ten a minute is much for a person and little for a loop.`,
  ])
}

function chain(page: Page): Prose | undefined {
  const { turn, study, server } = page
  const out = waysOut(page).filter((tool) => tool !== page.tool)
  const secrets = server.tools.filter(({ mark }) => mark.traits.includes('secrets'))
  return turn(CHAIN, [
    out.length > 0 && say`Beside it, ${toolsListed(page, out)} can carry the outcome away.`,
    secrets.length > 1 &&
      say`On the same server ${counted(secrets.length, 'tool')} handle credentials, and what runs here may find them.`,
    study.counts.Execute > 1 &&
      say`It is one of ${counted(study.counts.Execute, 'tool')} here that run something; a limit on one alone moves the load to the next.`,
    say`Strangers’ text and a tool that runs things make one path, whatever lies between.`,
    findingOf(page, 'untrusted') !== undefined &&
      say`It also brings back text by strangers, so one call can prepare the next.`,
  ])
}

/** Sentences, weightiest first. */
export function whyExecute(page: Page): readonly (Prose | undefined)[] {
  return [core(page), input(page), reach(page), chain(page)]
}
