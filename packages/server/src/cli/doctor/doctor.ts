/** `portcullis doctor`: what is wrong, and what to do. */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import colours from 'picocolors'
import { readFileSet } from '../../config/file-set.ts'
import { loadConfiguration } from '../../config/load.ts'
import { safeLine, visibleJson } from '../../ports/safe-text.ts'
import type { Machine } from '../../scan/places.ts'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { configurationPath } from '../home-folder.ts'
import { problemLines } from '../read-configuration.ts'
import { type Check, type Checkup, fine, odd, type Patient, wrong } from './checkup.ts'
import { checkClients } from './client-checks.ts'
import { checkChains, checkDatabase, checkFolder, checkKeys } from './installation-checks.ts'
import { checkClock, checkDisk, checkNode, checkPorts } from './machine-checks.ts'
import { checkControl, checkServers, controlAnswers } from './network-checks.ts'

/** What the command ends with. */
export const doctorCodes = { fine: 0, wrong: 1 } as const

/** Options of the command. */
export interface DoctorOptions {
  readonly config?: string
  readonly json: boolean
}

/** In the order in which they are told. */
const CHECKS: readonly Check[] = [
  checkNode,
  checkFolder,
  checkKeys,
  checkDisk,
  checkClock,
  checkPorts,
  checkDatabase,
  checkChains,
  checkControl,
  checkServers,
  checkClients,
]

/** Adds the command to the program. */
export function registerDoctor(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('doctor')
    .description(
      'look at an installation and at the clients of this machine: what is wrong, and what to do; nothing is changed',
    )
    .option('-c, --config <file>', 'the configuration of the installation')
    .option('--json', 'print JSON', false)
    .addHelpText('after', `\nEnds with ${doctorCodes.fine}: nothing is wrong. ${doctorCodes.wrong}: something is.`)
    .action((options: DoctorOptions) => examine(options, thisMachine(), output))
}

function thisMachine(): Machine {
  const { platform, env } = process
  return {
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
    home: env['HOME'] ?? homedir(),
    environment: env,
  }
}

/** Looks at everything. */
export async function examine(options: DoctorOptions, machine: Machine, output: CommandOutput): Promise<void> {
  const path = configurationPath(options.config)
  const { configuration, said } = await configurationAt(path)
  const patient: Patient = {
    path,
    configuration,
    machine,
    folder: process.cwd(),
    answers: await controlAnswers({ path }),
  }
  const found: Checkup[] = [...said]
  for (const check of CHECKS) found.push(...(await check(patient)))
  output.out(options.json ? `${visibleJson(found, 2)}\n` : textOf(found))
  output.exit(found.some(({ state }) => state === 'wrong') ? doctorCodes.wrong : doctorCodes.fine)
}

async function configurationAt(
  path: string,
): Promise<{ readonly configuration: Patient['configuration']; readonly said: readonly Checkup[] }> {
  if (!existsSync(path))
    return {
      configuration: undefined,
      said: [
        odd(
          'configuration',
          `There is no ${path}.`,
          'Make an installation with portcullis start, or name its file with --config.',
        ),
      ],
    }
  const loaded = loadConfiguration(await readFileSet(resolve(path)), { environment: process.env, portable: false })
  if (!loaded.ok)
    return {
      configuration: undefined,
      said: [wrong('configuration', problemLines({ problems: loaded.problems }), `See portcullis check ${path}.`)],
    }
  return { configuration: loaded.configuration, said: [fine('configuration', `${path} is right`)] }
}

const SIGNS = {
  fine: colours.green('ok   '),
  odd: colours.yellow('odd  '),
  wrong: colours.red('WRONG'),
  unknown: colours.dim('-    '),
} as const

function textOf(found: readonly Checkup[]): string {
  const lines = found.map(({ state, text, remedy }) => {
    const told = text.split('\n').map(safeLine).join('\n      ')
    return `${SIGNS[state]} ${told}${remedy === undefined ? '' : `\n      ${safeLine(remedy)}`}\n`
  })
  const count = found.filter(({ state }) => state === 'wrong').length
  const many = found.filter(({ state }) => state === 'odd').length
  return `${lines.join('')}\n${count === 0 ? 'Nothing is wrong' : `${count} wrong`}${many === 0 ? '' : `, ${many} odd`}.\n`
}
