/** One tool with everything that its sentences look at. */
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import type { Category, Finding, Label, Trait } from '../risk.ts'
import { singular } from '../tokens.ts'
import { ENDING } from '../words/nouns.ts'
import type { Kin } from './kin.ts'
import { type Thing, thingOf } from './language.ts'
import { once } from './once.ts'
import { code } from './plain.ts'
import type { Span } from './report.ts'
import { type Role, type Roled, rolesOf } from './roles.ts'
import { type Study, study } from './study.ts'
import type { Said } from './subject.ts'
import { type Turn, turnOf } from './turn.ts'

/** A tool's page in the making. */
export interface Page {
  readonly study: Study
  readonly server: ServerFacts
  readonly tool: ToolFacts
  readonly label: Label
  readonly described: boolean
  readonly said: Said
  readonly thing: Thing | undefined
  /** The same without what is only an aspect of it: the flow of a flow status. */
  readonly core: Thing | undefined
  /** Whether it makes something new rather than changing what is there. */
  readonly making: boolean
  readonly kin: Kin
  readonly parameters: readonly Roled[]
  /** The tool's and the server's names in sentences. */
  readonly T: Span
  readonly S: Span
  readonly turn: Turn
}

const MAKING = new Set(
  'create add new insert register import upload generate draft post save store write append ingest fork clone copy duplicate push submit schedule compose record log issue mint deploy build place make initiate'.split(
    ' ',
  ),
)

/** Categories whose tools can make something. */
const MAKES: ReadonlySet<Category> = new Set(['Write', 'Execute', 'Financial'])

/** What is handled where the name speaks of its end: the profile of a profile deletion. */
function handled(thing: Thing | undefined): Thing | undefined {
  const last = thing?.words.split(' ').at(-1) ?? ''
  return thing !== undefined && ENDING.has(last) ? thingOf(thing.about.split(' ')) : thing
}

function coreOf(thing: Thing | undefined): Thing | undefined {
  if (thing === undefined || singular(thing.words.split(' ').at(-1) ?? '') === thing.key) return thing
  return thingOf(thing.about.split(' ')) ?? thing
}

/** Prepares one tool's page. */
export function pageOf(server: ServerFacts, tool: ToolFacts): Page {
  const about = study(server)
  const { label, described } = about.labelled(tool)
  const said = about.said(tool)
  const thing = handled(said.thing)
  const core = coreOf(thing)
  const kin = once(() => about.kin(tool))
  const one = core?.words.replace(/[\w-]+$/, (word) => singular(word))
  const making = MAKES.has(label.category) && MAKING.has(said.lemma ?? '')
  return {
    study: about,
    making,
    server,
    tool,
    label,
    described,
    said,
    thing,
    core,
    get kin() {
      return kin()
    },
    parameters: rolesOf(tool.parameters, label.findings, {
      thing: one,
      making,
      changing: label.category === 'Write' && !making,
    }),
    T: code(tool.name),
    S: code(server.name),
    turn: turnOf(about.turn(tool)),
  }
}

/** The first finding of a trait. */
export function findingOf({ label }: Page, trait: Trait): Finding | undefined {
  return label.findings.find((finding) => finding.trait === trait)
}

/** The first parameter of a role. */
export function roled({ parameters }: Page, ...roles: readonly Role[]): Roled | undefined {
  return parameters.find(({ role }) => roles.includes(role))
}

/** How many tools the server has besides. */
export function others({ server }: Page): number {
  return server.tools.length - 1
}
