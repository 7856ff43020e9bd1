/** What can be completed: the commands of the program, their options and arguments, as plain data. */
import type { Argument, Command, Option } from 'commander'

/** Names that a control plane is asked for. */
export const ASKED = ['servers', 'grants', 'policies', 'contexts'] as const
export type Asked = (typeof ASKED)[number]

/** What stands in a place. */
export type Value =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'file' }
  | { readonly kind: 'anything' }

/** An option. */
export interface OptionModel {
  /** `--server`, `-c`. */
  readonly names: readonly string[]
  readonly description: string
  /** Undefined: it takes none. */
  readonly value: Value | undefined
}

/** A command. */
export interface CommandModel {
  /** `['server', 'add']`; the program itself: none. */
  readonly path: readonly string[]
  readonly description: string
  readonly commands: readonly { readonly name: string; readonly description: string }[]
  readonly options: readonly OptionModel[]
  readonly argument: Value | undefined
}

/** The program and all commands below it. */
export function modelOf(command: Command, path: readonly string[] = []): readonly CommandModel[] {
  const [argument] = command.registeredArguments
  const own: CommandModel = {
    path,
    description: command.description(),
    commands: command.commands.map((one) => ({ name: one.name(), description: one.description() })),
    options: command.options.filter(({ hidden }) => !hidden).map((option) => optionModel(option, path)),
    argument: argument && valueOfArgument(argument, path),
  }
  return [own, ...command.commands.flatMap((one) => modelOf(one, [...path, one.name()]))]
}

function optionModel(option: Option, path: readonly string[]): OptionModel {
  const { long, short, description, required, optional, argChoices, flags } = option
  const takes = required || optional
  const name = (long ?? '').replace(/^--/, '')
  return {
    names: [long, short].filter((one) => one !== undefined && one !== null),
    description,
    value: takes ? (words(argChoices) ?? valueNamed(/<([^>=]+)/.exec(flags)?.[1] ?? '', name, path)) : undefined,
  }
}

const valueOfArgument = (argument: Argument, path: readonly string[]): Value =>
  words(argument.argChoices) ?? valueNamed(argument.name(), '', path)

const words = (choices: readonly string[] | undefined): Value | undefined =>
  choices && { kind: 'words', words: choices }

/** Commands whose servers, grants and policies are those of the control plane. */
const ADMINISTERING: ReadonlySet<string> = new Set([
  'server',
  'policy',
  'grant',
  'kill',
  'approvals',
  'member',
  'invite',
  'key',
  'connect',
])

function valueNamed(name: string, option: string, [command = '', verb = '']: readonly string[]): Value {
  if (option === 'context') return { kind: 'asked', asked: 'contexts' }
  if (/^(?:file|folder|path|files|place)$/.test(name)) return { kind: 'file' }
  const isFile = command === 'grant' && verb === 'new'
  const asked = ADMINISTERING.has(command) && !isFile && verb !== 'save' ? askedFor(name, option, command) : undefined
  return asked === undefined ? { kind: 'anything' } : { kind: 'asked', asked }
}

function askedFor(name: string, option: string, command: string): Asked | undefined {
  if (name === 'slug' || (name === 'server' && option !== ''))
    return command === 'server' && option !== '' ? undefined : 'servers'
  if (name === 'grant' || name === 'grants') return 'grants'
  if (name === 'policy' || option === 'policy' || (name === 'name' && option === '' && command === 'policy'))
    return 'policies'
  return undefined
}
