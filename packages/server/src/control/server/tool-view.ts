/** A server's tools as people judge them: what they are, how risky, and how they stand to the accepted list. */
import { assess, type Label, type ToolDefinition } from '@portcullis/catalogue'
import { nameLookup } from '@portcullis/engine'
import type { Selectable } from 'kysely'
import type { ServerPinTable, ServerToolTable } from '../../store/sql/tables/servers.ts'
import type { Database } from '../../store/sql/tables.ts'
import { type DefinitionDifference, definitionDifference } from './definition-difference.ts'
import { keepLabels } from './kept-labels.ts'
import type { ServerRow } from './server.ts'

/**
 * How a definition stands: `open`: nothing was accepted yet; `accepted`; `changed` and `new`: refused until somebody
 * decides (a new one is followed where the server says so); `rejected`: somebody decided; `gone`: accepted, and no
 * longer in the list.
 */
export type ToolState = 'open' | 'accepted' | 'changed' | 'new' | 'rejected' | 'gone'

/** A tool. */
export interface ToolView {
  readonly name: string
  readonly state: ToolState
  readonly fingerprint: string
  readonly definition: ToolDefinition
  readonly label: Pick<Label, 'category' | 'risk' | 'reasons' | 'findings' | 'source'>
  /** The definition hides text from people, or gives orders to the model. */
  readonly flags: readonly string[]
  readonly heard: number
  /** Against the accepted definition, where it changed. */
  readonly difference: DefinitionDifference | undefined
}

const FLAGS: ReadonlySet<string> = new Set(['hidden-text', 'instructions'])

type Heard = Selectable<ServerToolTable>
type Pin = Selectable<ServerPinTable>

/** All tools that the server has, or had when they were accepted, by name. */
export async function viewTools(db: Database, server: ServerRow): Promise<readonly ToolView[]> {
  const heard = await db
    .selectFrom('server_tools')
    .selectAll()
    .where('server', '=', server.id)
    .orderBy('name')
    .execute()
  const pins = await db.selectFrom('server_pins').selectAll().where('server', '=', server.id).execute()
  const accepted = new Map(pins.map((pin) => [pin.name, pin]))
  const shown = heard.filter(({ name, present }) => present === 1 || accepted.has(name))
  const label = labeller(
    server,
    shown.map(({ name }) => name),
  )
  return shown.map((tool) => viewTool(tool, accepted.get(tool.name), server.pinned === 1, label))
}

type Labelled = (tool: Heard) => Label

function viewTool(tool: Heard, pin: Pin | undefined, pinned: boolean, labelled: Labelled): ToolView {
  const definition: ToolDefinition = JSON.parse(tool.definition)
  const { category, risk, reasons, findings, source } = labelled(tool)
  const state = stateOf(tool, pin, pinned)
  const compared = pin !== undefined && pin.fingerprint !== tool.fingerprint && tool.present === 1
  return {
    name: tool.name,
    state,
    fingerprint: tool.fingerprint,
    definition,
    label: { category, risk, reasons, findings, source },
    flags: [...new Set(findings.map(({ trait }) => trait).filter((trait) => FLAGS.has(trait)))],
    heard: tool.heard,
    difference: compared ? definitionDifference(JSON.parse(pin.definition), definition) : undefined,
  }
}

function stateOf(tool: Heard, pin: Pin | undefined, pinned: boolean): ToolState {
  if (tool.present === 0) return 'gone'
  if (!pinned) return 'open'
  if (pin?.fingerprint === tool.fingerprint) return 'accepted'
  if (tool.rejected_by !== null) return 'rejected'
  return pin === undefined ? 'new' : 'changed'
}

const CATEGORIES = {
  read: 'Read',
  write: 'Write',
  execute: 'Execute',
  destructive: 'Destructive',
  financial: 'Financial',
} as const
const RISKS = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' } as const

/** Labels follow from definitions alone, whoever looks at them. */
const suggestedBy = keepLabels()

/** The operator's labels win over what definitions suggest. */
function labeller({ id, slug, vetting }: ServerRow, siblings: readonly string[]): Labelled {
  const suggested = suggestedBy({ id, slug, siblings, trusted: vetting.trusted })
  const lookup = nameLookup(vetting.labels)
  return ({ name, definition }) => {
    const derived = suggested(definition)
    const given = lookup.ok ? lookup.find(name) : undefined
    if (given === undefined) return derived
    const category = CATEGORIES[given.category]
    const { risk } = given.risk === undefined ? assess(category, derived.findings, 1) : { risk: RISKS[given.risk] }
    return { ...derived, category, risk, source: 'reviewed' }
  }
}
