/** The section of one command template: what an organisation's admins may start, and what they may fill in. */
import { z } from 'zod'
import { count, line, optionalDuration } from './fields.ts'
import { serverStandards } from './server.ts'

/** One of `parameters`. */
export interface ParameterSection {
  readonly type: 'text' | 'path' | 'choice' | 'number' | 'secret'
  readonly description: string
  readonly default?: string | number | undefined
  readonly pattern?: string | undefined
  readonly within?: string | undefined
  readonly choices?: readonly string[] | undefined
  readonly min?: number | undefined
  readonly max?: number | undefined
}

/** One of `templates`. */
export interface TemplateSection {
  readonly description: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string | undefined
  readonly share: 'session' | 'grant'
  readonly max_children: number
  readonly idle_timeout?: number | undefined
  readonly parameters: Readonly<Record<string, ParameterSection>>
}

const second = 1000

/** Names of parameters: they stand in braces. */
const parameterName: RegExp = /^[a-z][a-z0-9_]{0,31}$/

const parameterSection: z.ZodType<ParameterSection> = z
  .strictObject({
    type: z.enum(['text', 'path', 'choice', 'number', 'secret']).meta({
      description:
        '`text`: one line that does not begin with `-` where it begins an argument. `path`: an absolute path of something in the folder `within`. `choice`: one of `choices`. `number`: a whole number from `min` to `max`. `secret`: sealed, never shown, and only to be used in `env`.',
    }),
    description: line('What admins are told about it.', 500).prefault('No description.'),
    default: z
      .union([z.string().max(1024), z.int()])
      .optional()
      .meta({ description: 'Taken where nothing is filled in. Without it, a value is asked for.' }),
    pattern: line(
      'Of a `text`: what the whole value fits; `*` stands for any characters, `?` for one.',
      128,
    ).optional(),
    within: line('Of a `path`: the absolute path of the folder.', 4096).optional(),
    choices: z
      .array(z.string().min(1).max(1024))
      .min(1)
      .max(100)
      .optional()
      .meta({ description: 'Of a `choice`: what can be chosen.' }),
    min: z.int().optional().meta({ description: 'Of a `number`: the least.' }),
    max: z
      .int()
      .optional()
      .meta({ description: 'Of a `number`: the most; of a `text`: the most characters, 1024 unless given.' }),
  })
  .meta({ description: 'What is filled in for `{name}`.' })

const templateSection: z.ZodType<TemplateSection> = z
  .strictObject({
    description: line('What admins are told about it.', 500).prefault('No description.'),
    command: line('Absolute path of the program, or a name that is found over `PATH` when the file is read.', 4096),
    args: z
      .array(z.string().max(8192))
      .max(200)
      .default([])
      .meta({
        description:
          'Arguments of the program. `{name}` is replaced by the parameter of that name, within its argument: a value is never split into several. `{{name}}` stands for `{name}` itself.',
        examples: [['--root', '{folder}', '--read-only']],
      }),
    env: z.record(z.string().min(1).max(128), z.string().max(32_768)).default({}).meta({
      description:
        'Environment of the program, as for `servers.env`; `{name}` is replaced by the parameter of that name. Admins set no other variables.',
    }),
    cwd: line('Folder in which the program runs; without it, an empty one for each server.', 4096).optional(),
    share: z.enum(['session', 'grant']).default(serverStandards.share).meta({ description: 'As for `servers.share`.' }),
    max_children: count({
      description: 'Processes of one server at the same time.',
      standard: serverStandards.max_children,
      least: 1,
      most: 10_000,
    }),
    idle_timeout: optionalDuration({
      description: 'Time without traffic after which a process is stopped.',
      standard: serverStandards.idle_timeout,
      least: second,
      most: 604_800 * second,
    }),
    parameters: z
      .record(z.string().regex(parameterName), parameterSection)
      .default({})
      .meta({ description: 'What admins fill in, by name.' }),
  })
  .meta({ description: 'A program that admins of organisations may start as a server.' })

export const templatesField: z.ZodType<Readonly<Record<string, TemplateSection>>> = z
  .record(z.string().regex(/^[a-z0-9-]{1,63}$/), templateSection)
  .default({})
  .meta({
    description:
      'Programs that admins of organisations may start as servers, by name. They choose a template and fill in its parameters; program, arguments and variables stay the operator’s.',
  })
