/** What a parameter means for the risk. */
import { CHANGES } from './kin.ts'
import type { Page } from './page.ts'
import { say, shown } from './plain.ts'
import type { ParameterReport, Prose } from './report.ts'
import type { Roled } from './roles.ts'

function ends({ label }: Page): boolean {
  return label.category === 'Destructive'
}

/** Verbs that make a new one out of one that is there, or put it somewhere. */
const PUTS = new Set(['add', 'clone', 'copy', 'fork', 'duplicate', 'import'])

interface Picked {
  /** `profile` or `profiles`; undefined where the name does not say. */
  readonly words: string | undefined
  readonly are: 'is' | 'are'
}

function pickedBy({ type }: Roled, { core }: Page): Picked {
  const many = core !== undefined && (core.plural || type === 'array')
  return { words: many ? core.several : core?.words, are: many ? 'are' : 'is' }
}

function forTarget(parameter: Roled, page: Page): Prose | undefined {
  const { label, making, said } = page
  const { words, are } = pickedBy(parameter, page)
  const what = words === undefined ? 'what' : `the ${words}`
  if (label.category === 'Read') return undefined
  if (ends(page)) return words === undefined ? say`Decides what is lost.` : say`Decides which ${words} ${are} lost.`
  if (making) return PUTS.has(said.lemma ?? '') ? say`Picks ${what} to ${said.forms?.base ?? 'take'}.` : undefined
  if (label.category !== 'Write' || !CHANGES.has(said.lemma ?? '')) return say`Picks ${what} it works on.`
  return words === undefined ? say`Picks what is changed.` : say`Picks the ${words} that ${are} changed.`
}

function forPerson({ category }: Page['label']): Prose | undefined {
  if (category === 'Write') return say`Data about a person.`
  return category === 'Destructive' ? say`Can decide whose data is lost.` : undefined
}

const LISTS = {
  Read: undefined,
  Write: 'changes',
  Execute: 'reaches',
  Destructive: 'takes',
  Financial: 'pays',
} as const

function remarkOf(parameter: Roled, page: Page): Prose | undefined {
  const { category } = page.label
  switch (parameter.role) {
    case 'target':
      return forTarget(parameter, page)
    case 'amount':
      return say`An amount: a budget can count it.`
    case 'recipients':
      return say`A list: one call ${LISTS[category] ?? 'reaches'} as many as it holds.`
    case 'recipient':
      return category === 'Read' ? undefined : say`Whom it reaches: a rule can allow known ones only.`
    case 'person':
      return forPerson(page.label)
    case 'code':
      return say`Gets run: a rule can refuse what destroys or leaks.`
    case 'sql':
      return say`SQL: a rule can let only reading queries pass.`
    case 'path':
      return say`A path: a rule can keep it inside one folder.`
    case 'url':
      return say`An address: a rule can keep it out of the local network.`
    case 'destination':
      return say`Where data goes: worth a list of allowed hosts.`
    case 'markup':
      return say`Markup: what is written here is shown or sent as it is.`
    case 'secret':
      return say`Takes a credential, which then stands in the model’s context.`
    case 'size':
      return category === 'Read' ? say`How much one call returns: a rule can cap it.` : undefined
    case 'force':
      return category === 'Read' ? undefined : say`Silences a safety question.`
    case 'dry':
      return say`A rehearsal, if the server keeps to it.`
    case 'chooser':
      return category === 'Execute' ? say`Chooses what is done: a rule can allow single values.` : undefined
    case 'filter':
      return ends(page) ? say`A wide filter takes more than was meant.` : undefined
    default:
      return undefined
  }
}

/** The rows of the table of parameters. */
export function parameterRows(page: Page): readonly ParameterReport[] {
  return page.parameters.map((parameter) => {
    const remark = remarkOf(parameter, page)
    const { type, required } = parameter
    return { name: shown(parameter.name), type: shown(type), required, ...(remark !== undefined && { remark }) }
  })
}
