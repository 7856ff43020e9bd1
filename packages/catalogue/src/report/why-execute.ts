/** Why a tool that runs something needs a policy. */
import { findingOf, type Page, roled } from './page.ts'
import { counted, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'
import type { Roled } from './roles.ts'
import { waysOut } from './ways-out.ts'

const [CORE, INPUT, REACH, CHAIN] = [6, 7, 8, 9]

/** Gestures of a browser. */
export const BROWSER: RegExp =
  /^(?:click|press|type|hover|drag|tap|swipe|navigate|goto|goback|select|fill|scroll|keypress)$/
const STARTS = /^(?:start|restart|reboot|boot|launch|spawn|deploy|redeploy|rollout|trigger|rerun)$/
const INSTALLS = /^(?:build|rebuild|install|reinstall)$/

type Forms = readonly (Prose | false | undefined)[]

function gestures({ T }: Page): Forms {
  return [
    say`A click is whatever the page makes of it: it may turn a leaf or place an order.`,
    say`${T} is a hand in a browser, with whatever log-ins that browser has.`,
    say`What it does is written on a page that somebody else wrote.`,
    say`The same gesture closes a banner or buys a ticket; ${T} cannot tell them apart.`,
    say`In a browser every button is a tool of its own, and none of them has a policy.`,
  ]
}

function starts({ T, S, thing }: Page): Forms {
  return [
    say`It sets ${thing?.some ?? 'something'} going, and what follows runs without the agent.`,
    say`Starting is one call; what was started uses machines, money and other people’s time until it ends.`,
    say`What ${T} starts does its work with the rights of ${S}, not with those of the agent.`,
    say`A wrong start interrupts those who were using ${thing?.the ?? 'what was there'}.`,
    say`To end what ${T} started is another matter, and perhaps another tool.`,
  ]
}

function installs({ T, S, thing, said }: Page): Forms {
  return [
    say`What it puts in place runs later, when nobody thinks of the call that put it there.`,
    say`What ${T} leaves behind belongs to ${S} from then on, with the rights of ${S}.`,
    /install$/.test(said.lemma ?? '') &&
      say`${T} brings in code that somebody else wrote, and an installation may run some of it at once.`,
    said.lemma !== 'install' &&
      say`It replaces what ran before on ${S}, and whatever depended on that finds something else.`,
    thing !== undefined && say`After ${T} the next thing to run is ${thing.some} that a model has chosen.`,
  ]
}

/** Where an argument is run as it is. */
function obeys({ T, S }: Page): Forms {
  return [
    say`What ${T} does is not in its name but in its arguments, and those are written by a model.`,
    say`No list of effects could be complete: ${T} does what it is given to do.`,
    say`Its definition is a door, and the argument is whoever walks through.`,
    say`The same call can look something up or lay it waste; only its arguments differ.`,
    say`${T} lends the agent the rights that ${S} runs with, all of them.`,
    say`One cannot judge ${T} by its name, for it has no effect of its own.`,
  ]
}

function runs({ T, S, said, thing }: Page): Forms {
  return [
    say`How far a call to ${T} goes is not in its name.`,
    say`${T} sets a machine to work, and what comes of it depends on what it is given.`,
    say`Whether a call to ${T} is harmless is decided when it runs, and not when it is allowed.`,
    say`What runs by ${T} runs on ${S}, out of sight of whoever asked for it.`,
    said.ing !== undefined && say`The word for it is ${said.ing}; what that does in the end is up to ${S}.`,
    thing !== undefined &&
      say`${T} knows ${thing.several} that do no harm and others that do, and does not say which is which.`,
    say`A tool that runs something has as many effects as it can be given things to run.`,
  ]
}

function core(page: Page): Prose | undefined {
  const lemma = page.said.lemma ?? ''
  const kinds: readonly (readonly [boolean, (page: Page) => Forms])[] = [
    [BROWSER.test(lemma), gestures],
    [roled(page, 'code', 'sql') !== undefined, obeys],
    [STARTS.test(lemma), starts],
    [INSTALLS.test(lemma), installs],
  ]
  const forms = kinds.find(([is]) => is)?.[1] ?? runs
  return page.turn(CORE, forms(page))
}

/** Of an argument that is run. */
function obeyed({ name, role, type }: Roled): Forms {
  const free = type === 'string' || type === 'any'
  if (role === 'sql')
    return [
      say`${code(name)} is SQL. One word in it makes the difference between a report and an empty table.`,
      say`Whether ${code(name)} reads or drops is for a rule to see before the database does.`,
      say`The rights of the database account decide how bad a wrong ${code(name)} can be.`,
    ]
  return [
    free && say`${code(name)} is free text that gets run, so a sentence in a web page can become a command.`,
    say`Whatever stands in ${code(name)} is obeyed.`,
    say`A rule can look into ${code(name)} and refuse what destroys or leaks; it cannot foresee everything.`,
    say`${code(name)} is the whole tool: what it says is what happens.`,
  ]
}

/** Where no argument is known. */
function unseen({ thing }: Page): Forms {
  return [
    say`No argument of it is known, so nothing can be said about what bounds it.`,
    say`Its arguments are unknown here, and with a tool that runs something they are what matters.`,
    say`Without its schema the worst argument has to be assumed.`,
    thing !== undefined && say`What else than ${thing.several} it can be pointed at is not known.`,
    say`Nobody can say from here what a call may carry.`,
  ]
}

/** Where arguments are known and none of them is run as it is. */
function aimed(page: Page): Forms {
  const path = roled(page, 'path')
  const url = roled(page, 'url')
  const target = roled(page, 'target', 'other')
  const text = roled(page, 'text')
  const many = page.parameters.length > 1
  return [
    path !== undefined &&
      say`${code(path.name)} picks what is run or touched, and a path can leave the folder it was meant for.`,
    url !== undefined && say`${code(url.name)} leads anywhere, the server’s own network included.`,
    target !== undefined && say`${code(target.name)} says on what it works; a wrong value works on something else.`,
    text !== undefined && say`${code(text.name)} is passed on as the model wrote it.`,
    many && say`None of its ${counted(page.parameters.length, 'known argument')} keeps the effect small.`,
    !many && say`Its one known argument does not keep the effect small.`,
    say`The arguments that are known say what it works on, not how far it goes.`,
    say`Looking at its arguments before they pass is most of what a policy can do here.`,
  ]
}

function input(page: Page): Prose | undefined {
  const taken = roled(page, 'code', 'sql')
  const chooser = roled(page, 'chooser')
  const forms = taken !== undefined ? obeyed(taken) : page.parameters.length === 0 ? unseen(page) : aimed(page)
  return page.turn(INPUT, [
    chooser !== undefined &&
      say`${code(chooser.name)} chooses between operations, and the severest of them is the one to plan for.`,
    ...forms,
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
  const { turn, study, server, kin, S, T } = page
  const brings = server.tools.filter((tool) => tool !== page.tool && tool.mark.traits.includes('untrusted'))
  const out = waysOut(page).filter((tool) => tool !== page.tool)
  const secrets = server.tools.filter(({ mark }) => mark.traits.includes('secrets'))
  return turn(CHAIN, [
    out.length > 0 && say`Beside it, ${toolsListed(page, out)} can carry the outcome away.`,
    secrets.length > 1 &&
      say`On the same server ${counted(secrets.length, 'tool')} handle credentials, and what runs here may find them.`,
    study.counts.Execute > 1 &&
      say`It is one of ${counted(study.counts.Execute, 'tool')} here that run something; a limit on one alone moves the load to the next.`,
    out.length === 0 &&
      brings.length > 0 &&
      say`${toolsListed(page, brings, 1)} brings in text by strangers, and from there to ${T} is one step.`,
    brings.length === 0 &&
      say`What reads strangers’ text may be another server; in one conversation that is near enough.`,
    study.counts.Read > 0 &&
      say`What ${counted(study.counts.Read, 'tool')} of ${S} ${study.counts.Read === 1 ? 'reads' : 'read'} can be used here, by an agent that was told to.`,
    study.counts.Execute === 1 &&
      server.tools.length > 1 &&
      say`It is the only tool of ${S} that runs something, so a rule for it covers all of that.`,
    page.server.tools.length === 1 && say`It is the one known tool of ${S}, so what it may do is what ${S} may do.`,
    study.counts.Destructive > 0 &&
      say`${S} also has ${counted(study.counts.Destructive, 'tool')} that cannot be undone; with this one they need not be called by name.`,
    kin.readers.length > 0 && say`${toolsListed(page, kin.readers, 1)} shows what became of it, afterwards.`,
    findingOf(page, 'untrusted') !== undefined &&
      say`It also brings back text by strangers, so one call can prepare the next.`,
  ])
}

/** Sentences, weightiest first. */
export function whyExecute(page: Page): readonly (Prose | undefined)[] {
  return [core(page), input(page), reach(page), chain(page)]
}
