/** A template with its parameters filled in: the program as it is started. */
import { isAbsolute, normalize, sep } from 'node:path'
import { matches, nameTokens, parsePattern } from '@portcullis/engine'
import { type CommandTemplate, fillIn, type TemplateParameter } from '../../ports/command-template.ts'
import type { StdioTransport } from '../../ports/directory.ts'

/** Values by the parameter's name. */
export type ParameterValues = Readonly<Record<string, string>>

/** What is wrong with a value, and what to give instead; the value is not repeated. */
export interface ParameterFault {
  readonly parameter: string
  readonly message: string
  readonly remedy: string
}

const CONTROL = /\p{Cc}/u
const LONGEST_SECRET = 8192

/** What is wrong with the values, one by one; none: the template can be expanded. */
export function parameterFaults(template: CommandTemplate, values: ParameterValues): readonly ParameterFault[] {
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(template.parameters, name))
  return [
    ...unknown.map((parameter) => ({
      parameter,
      message: `The template has no parameter \`${parameter}\`.`,
      remedy: `It has: ${Object.keys(template.parameters).join(', ') || 'none'}.`,
    })),
    ...Object.entries(template.parameters).flatMap(([name, parameter]) => {
      const found = judgeValue(template, name, parameter, values)
      return found === undefined ? [] : [{ parameter: name, ...found }]
    }),
  ]
}

/** The program; its values were judged before. */
export function expandTemplate(template: CommandTemplate, given: ParameterValues, folder: string): StdioTransport {
  const standards = Object.entries(template.parameters).flatMap(([name, { standard }]) =>
    standard === undefined ? [] : [[name, standard] as const],
  )
  const values = { ...Object.fromEntries(standards), ...given }
  const env = Object.entries(template.env).map(([name, text]) => [name, fillIn(text, values)] as const)
  return {
    kind: 'stdio',
    command: template.command,
    args: template.args.map((text) => fillIn(text, values)),
    env: Object.fromEntries(env),
    cwd: template.cwd ?? folder,
    share: template.share,
    maxChildren: template.maxChildren,
    idleTimeout: template.idleTimeout,
  }
}

type Fault = Pick<ParameterFault, 'message' | 'remedy'>

function judgeValue(
  template: CommandTemplate,
  name: string,
  parameter: TemplateParameter,
  values: ParameterValues,
): Fault | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : parameter.standard
  if (value === undefined)
    return { message: `The parameter \`${name}\` is missing.`, remedy: `Give it: ${parameter.description}` }
  if (CONTROL.test(value))
    return { message: 'The value has control characters.', remedy: 'Give one line of plain text.' }
  // A program would take it for an option.
  if (value.startsWith('-') && template.args.some((text) => text.startsWith(`{${name}}`)))
    return { message: 'The value begins with a hyphen.', remedy: 'Give a value that is no option of the program.' }
  return judgeKind(parameter, value)
}

function judgeKind(parameter: TemplateParameter, value: string): Fault | undefined {
  switch (parameter.kind) {
    case 'text':
      return judgeText(parameter, value)
    case 'path':
      return isWithin(value, parameter.within)
        ? undefined
        : { message: 'The value is no path of that folder.', remedy: `Give an absolute path in ${parameter.within}.` }
    case 'choice':
      return parameter.choices.includes(value)
        ? undefined
        : { message: 'The value is none of the choices.', remedy: `Give one of: ${parameter.choices.join(', ')}.` }
    case 'number': {
      const { least, most } = parameter
      const isFine = /^-?(?:0|[1-9]\d{0,15})$/.test(value) && Number(value) >= least && Number(value) <= most
      return isFine
        ? undefined
        : { message: 'The value is no such number.', remedy: `Give a whole number from ${least} to ${most}.` }
    }
    case 'secret':
      return value.length > 0 && value.length <= LONGEST_SECRET
        ? undefined
        : { message: 'The secret is empty or too long.', remedy: `Give 1 to ${LONGEST_SECRET} characters.` }
    default:
      return parameter satisfies never
  }
}

function judgeText({ pattern, most }: TemplateParameter & { readonly kind: 'text' }, value: string): Fault | undefined {
  if (value.length > most) return { message: 'The value is too long.', remedy: `Give at most ${most} characters.` }
  if (pattern === undefined) return undefined
  const parsed = parsePattern(pattern)
  return parsed.ok && matches(parsed.value, nameTokens(value))
    ? undefined
    : {
        message: 'The value has not the form that the template asks for.',
        remedy: `Give a value of the form "${pattern}".`,
      }
}

function isWithin(value: string, folder: string): boolean {
  const root = folder.endsWith(sep) ? folder : `${folder}${sep}`
  return isAbsolute(value) && normalize(value) === value && (value.startsWith(root) || `${value}${sep}` === root)
}

/** Names of the parameters whose values are secret. */
export function secretParameters(template: CommandTemplate): ReadonlySet<string> {
  const entries = Object.entries(template.parameters)
  return new Set(entries.filter(([, { kind }]) => kind === 'secret').map(([name]) => name))
}
