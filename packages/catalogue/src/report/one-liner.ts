/** A tool in one line of a list. */
import type { ToolFacts } from '../import/server-facts.ts'
import type { Trait } from '../risk.ts'
import { type Page, roled } from './page.ts'
import { capital } from './phrases.ts'
import { code, say, unquoted } from './plain.ts'
import type { Prose } from './report.ts'
import type { Study } from './study.ts'

const DOES = {
  Read: 'Returns data; its name says no more.',
  Write: 'Changes something that can be changed back.',
  Execute: 'Runs something that its arguments decide.',
  Destructive: 'Does away with something for good.',
  Financial: 'Moves money or commits to it.',
} as const

/** What makes a tool worse than its category alone, shortly; by its mark, so that a long list costs little. */
function also({ mark }: ToolFacts): string | undefined {
  const has = (trait: Trait) => mark.traits.includes(trait)
  if (has('instructions')) return 'its definition gives orders to the model'
  if (has('hidden-text')) return 'its definition hides text'
  if (mark.category === 'Read') {
    if (has('secrets') && mark.risk === 'High') return 'hands out credentials'
    if (has('personal')) return 'data about people'
    return has('untrusted') ? 'text by strangers' : undefined
  }
  if (has('sends')) return 'reaches people'
  if (has('permissions')) return 'decides who may do what'
  if (has('bulk')) return 'many at once'
  return has('egress') ? 'a way out for data' : undefined
}

/** One sentence: what it does, and what makes it worse. */
export function oneLiner(about: Study, tool: ToolFacts): Prose {
  const said = about.said(tool)
  const more = also(tool)
  if (said.third === undefined) return say`${DOES[tool.mark.category]}`
  return capital(say`${said.third}${more === undefined ? '' : `; ${more}`}.`)
}

/** One sentence on why a High or Critical tool is dangerous. */
export function dangerOf(page: Page): Prose {
  const { said, label, turn, thing } = page
  const more = also(page.tool)
  const taken = roled(page, 'code', 'sql', 'path')
  const third = said.third ?? DOES[label.category].toLowerCase().replace(/\.$/, '')
  if (more !== undefined) return capital(say`${third}: ${more}.`)
  switch (label.category) {
    case 'Destructive':
      return (
        turn(40, [
          capital(say`${third}, and nothing brings ${thing?.plural === true ? 'them' : 'it'} back.`),
          capital(say`${third} for good.`),
          capital(say`${third}; there is no undo.`),
        ]) ?? []
      )
    case 'Financial':
      return turn(40, [capital(say`${third}, with money.`), capital(say`${third}; it is settled in money.`)]) ?? []
    case 'Execute':
      return taken === undefined
        ? capital(say`${third}, with the rights of the server.`)
        : capital(say`${third}: ${code(taken.name)} decides what happens.`)
    default:
      return capital(say`${third}: ${unquoted(label.reasons[0] ?? 'more of its definition raised it')}.`)
  }
}
