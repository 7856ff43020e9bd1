/** From the section `templates` to templates as the control plane knows them. */
import { isAbsolute, normalize } from 'node:path'
import { parsePattern } from '@portcullis/engine'
import { type CommandTemplate, placesIn, type TemplateParameter } from '../ports/command-template.ts'
import type { Draft } from './draft.ts'
import type { Path } from './problem.ts'
import { resolveCommand, resolveEnvironment } from './program-parts.ts'
import type { ConfigurationFile } from './schema.ts'
import { serverStandards } from './section/server.ts'
import type { ParameterSection, TemplateSection } from './section/template.ts'

/** Characters of a text parameter, unless its section says otherwise. */
const LONGEST_TEXT = 1024

/** Resolves every template; what is wrong with one is reported. */
export function resolveTemplates(draft: Draft, { templates }: ConfigurationFile): readonly CommandTemplate[] {
  return Object.entries(templates).flatMap(([name, section]) => resolveTemplate(draft, name, section) ?? [])
}

function resolveTemplate(draft: Draft, name: string, section: TemplateSection): CommandTemplate | undefined {
  const path: Path = ['templates', name]
  const parameters = Object.fromEntries(
    Object.entries(section.parameters).map(([parameter, written]): [string, TemplateParameter] => [
      parameter,
      resolveParameter(draft, [...path, 'parameters', parameter], written),
    ]),
  )
  judgePlaces(draft, path, section)
  const command = resolveCommand(draft, { command: section.command, path: [...path, 'command'] })
  const env = resolveEnvironment(draft, { env: section.env, path: [...path, 'env'] })
  if (command === undefined) return undefined
  return {
    name,
    description: section.description,
    command,
    args: section.args,
    env,
    cwd: section.cwd === undefined ? undefined : draft.absolute(section.cwd),
    share: section.share,
    maxChildren: section.max_children,
    idleTimeout: section.idle_timeout ?? serverStandards.idle_timeout,
    parameters,
  }
}

/** Keys that go with each kind of parameter. */
const KEYS = {
  text: ['pattern', 'max'],
  path: ['within'],
  choice: ['choices'],
  number: ['min', 'max'],
  secret: [],
} as const satisfies Readonly<Record<ParameterSection['type'], readonly (keyof ParameterSection)[]>>

function resolveParameter(draft: Draft, path: Path, section: ParameterSection): TemplateParameter {
  judgeKeys(draft, path, section)
  const { description, type } = section
  const head = { description, standard: section.default === undefined ? undefined : String(section.default) }
  switch (type) {
    case 'text':
      return { ...head, kind: type, pattern: patternOf(draft, path, section), most: section.max ?? LONGEST_TEXT }
    case 'path':
      return { ...head, kind: type, within: folderOf(draft, path, section) }
    case 'choice':
      return { ...head, kind: type, choices: section.choices ?? [] }
    case 'number':
      return {
        ...head,
        kind: type,
        least: section.min ?? Number.MIN_SAFE_INTEGER,
        most: section.max ?? Number.MAX_SAFE_INTEGER,
      }
    case 'secret':
      return { ...head, kind: type }
    default:
      return type satisfies never
  }
}

function judgeKeys(draft: Draft, path: Path, section: ParameterSection): void {
  const fitting: readonly string[] = ['type', 'description', 'default', ...KEYS[section.type]]
  for (const [key, value] of Object.entries(section)) {
    if (value === undefined || fitting.includes(key)) continue
    draft.report({
      path: [...path, key],
      at: 'key',
      code: 'wrong_combination',
      message: `\`${key}\` does not go with \`type: ${section.type}\`.`,
      remedy: 'Remove it.',
    })
  }
  const missing = section.type === 'choice' ? 'choices' : section.type === 'path' ? 'within' : undefined
  if (missing === undefined || section[missing] !== undefined) return
  draft.report({
    path,
    at: 'key',
    code: 'missing_key',
    message: `A parameter of \`type: ${section.type}\` has \`${missing}\`.`,
    remedy: missing === 'choices' ? 'Write what can be chosen.' : 'Write the folder in which the path has to lie.',
  })
}

function patternOf(draft: Draft, path: Path, { pattern }: ParameterSection): string | undefined {
  if (pattern === undefined) return undefined
  const parsed = parsePattern(pattern)
  if (!parsed.ok) {
    const { message, remedy } = parsed.flaw
    draft.report({ path: [...path, 'pattern'], code: 'wrong_value', message: `${message}.`, remedy })
  }
  return pattern
}

function folderOf(draft: Draft, path: Path, { within = '' }: ParameterSection): string {
  if (within !== '' && (!isAbsolute(within) || normalize(within) === '/'))
    draft.report({
      path: [...path, 'within'],
      code: 'wrong_value',
      message: '`within` is no absolute path of a folder below the root.',
      remedy: 'Write the folder whose content may be given to the program, such as "/srv/shared".',
    })
  return normalize(within)
}

/** A text with places, and where it stands. */
interface Written {
  readonly at: Path
  readonly text: string
  /** Whether other users of the machine can read what the program is given here. */
  readonly open: boolean
}

/** Every place has a parameter, and every parameter a place. */
function judgePlaces(draft: Draft, path: Path, section: TemplateSection): void {
  const { args, env, parameters } = section
  const texts: readonly Written[] = [
    ...args.map((text, i) => ({ at: [...path, 'args', i], text, open: true })),
    ...Object.entries(env).map(([name, value]) => ({
      at: [...path, 'env', name],
      text: value.replaceAll(/\$\{[^}]*\}/g, ''),
      open: false,
    })),
  ]
  for (const text of texts) judgeText(draft, text, parameters)
  const used = new Set(texts.flatMap(({ text }) => placesIn(text)))
  for (const name of Object.keys(parameters).filter((one) => !used.has(one))) {
    draft.report({
      path: [...path, 'parameters', name],
      code: 'wrong_value',
      message: `Nothing uses the parameter \`${name}\`.`,
      remedy: `Write \`{${name}}\` into \`args\` or \`env\`, or remove it.`,
    })
  }
}

function judgeText(
  draft: Draft,
  { at, text, open }: Written,
  parameters: Readonly<Record<string, ParameterSection>>,
): void {
  for (const place of placesIn(text)) {
    const type = Object.hasOwn(parameters, place) ? parameters[place]?.type : undefined
    if (type === undefined) {
      const message = `There is no parameter \`${place}\`.`
      draft.report({ path: at, code: 'wrong_value', message, remedy: 'Add it, or write `{{…}}` for braces.' })
    } else if (type === 'secret' && open) {
      const message = `Every user of the machine can read arguments, and \`${place}\` is a secret.`
      draft.report({ path: at, code: 'wrong_value', message, remedy: 'Pass it through `env`.' })
    }
  }
}
