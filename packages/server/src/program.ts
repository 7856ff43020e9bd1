/** The program `portcullis` and its commands. */
import { readFileSync } from 'node:fs'
import { Command, Help, type Option } from 'commander'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

/** Adds one command to the program. */
type Register = (program: Command) => void

/** Each command, read when it is wanted: who only looks something up does not wait for the parts of a gateway. */
const COMMANDS: ReadonlyMap<string, () => Promise<Register>> = new Map<string, () => Promise<Register>>([
  ['start', async () => (await import('./cli/start.ts')).registerStart],
  ['wrap', async () => (await import('./cli/wrap.ts')).registerWrap],
  ['bridge', async () => (await import('./cli/bridge.ts')).registerBridge],
  ['demo', async () => (await import('./cli/demo.ts')).registerDemo],
  ['check', async () => (await import('./cli/check.ts')).registerCheck],
  ['test', async () => (await import('./cli/test.ts')).registerTest],
  ['explain', async () => (await import('./cli/explain.ts')).registerExplain],
  ['diff', async () => (await import('./cli/diff.ts')).registerDiff],
  ['replay', async () => (await import('./cli/replay.ts')).registerReplay],
  ['learn', async () => (await import('./cli/learn.ts')).registerLearn],
  ['init', async () => (await import('./cli/init.ts')).registerInit],
  ['fmt', async () => (await import('./cli/fmt.ts')).registerFormat],
  ['import', async () => (await import('./cli/import.ts')).registerImportPolicy],
  ['schema', async () => (await import('./cli/schema.ts')).registerSchema],
  ['grant', async () => (await import('./cli/grant.ts')).registerGrant],
  ['server', async () => (await import('./cli/server/register.ts')).registerServer],
  ['policy', async () => (await import('./cli/policy/register.ts')).registerPolicy],
  ['counters', async () => (await import('./cli/counters.ts')).registerCounters],
  ['kill', async () => (await import('./cli/kill.ts')).registerKill],
  ['unkill', async () => (await import('./cli/kill.ts')).registerUnkill],
  ['gateways', async () => (await import('./cli/gateways.ts')).registerGateways],
  ['approvals', async () => (await import('./cli/approvals/register.ts')).registerApprovals],
  ['organisation', async () => (await import('./cli/people/organisation.ts')).registerOrganisation],
  ['member', async () => (await import('./cli/people/member.ts')).registerMember],
  ['invite', async () => (await import('./cli/people/invite.ts')).registerInvite],
  ['account', async () => (await import('./cli/account.ts')).registerAccount],
  ['key', async () => (await import('./cli/people/key.ts')).registerKey],
  ['apply', async () => (await import('./cli/as-code/apply.ts')).registerApply],
  ['export', async () => (await import('./cli/as-code/export.ts')).registerExport],
  ['connect', async () => (await import('./cli/connect/connect.ts')).registerConnect],
  ['doctor', async () => (await import('./cli/doctor/doctor.ts')).registerDoctor],
  ['completion', completionCommand],
  ['login', async () => (await import('./cli/login.ts')).registerLogin],
  ['logout', async () => (await import('./cli/login.ts')).registerLogout],
  ['context', async () => (await import('./cli/login.ts')).registerContext],
  ['backup', async () => (await import('./cli/backup.ts')).registerBackup],
  ['restore', async () => (await import('./cli/backup.ts')).registerRestore],
  ['keys', async () => (await import('./cli/keys.ts')).registerKeys],
  ['catalogue', async () => (await import('./cli/catalogue.ts')).registerCatalogue],
  ['contact', async () => (await import('./cli/contact.ts')).registerContact],
  ['reload', async () => (await import('./cli/reload.ts')).registerReload],
  ['scan', async () => (await import('./cli/scan.ts')).registerScan],
  ['audit', async () => (await import('./cli/audit.ts')).registerAudit],
  ['log', logCommand],
])

async function completionCommand(): Promise<Register> {
  const { registerCompletion } = await import('./cli/completion/completion.ts')
  return (program) => registerCompletion(program, createProgram)
}

async function logCommand(): Promise<Register> {
  const [{ registerLog }, { logFile }] = await Promise.all([import('./cli/log.ts'), import('./cli/log-file.ts')])
  return (program) => registerLog(program, logFile)
}

/** What an option is unless it is given is told where that says anything: not of a flag, nor of a list with nothing in it. */
function optionDescription(option: Option): string {
  const { defaultValue, description } = option
  const isEmpty = typeof defaultValue === 'object' && defaultValue !== null && Object.keys(defaultValue).length === 0
  const isNothing = defaultValue === false || isEmpty
  return isNothing ? description : new Help().optionDescription(option)
}

/**
 * The program with the command of that name alone; with all of them where there is none of that name. The reference of the
 * command line is generated from it.
 */
export async function createProgram(name?: string): Promise<Command> {
  const program = new Command('portcullis')
    .description('A policy gateway between MCP clients and MCP servers.')
    .version(version)
    .showHelpAfterError()
    .configureHelp({ optionDescription })
  const one = name === undefined ? undefined : COMMANDS.get(name)
  for (const load of one === undefined ? COMMANDS.values() : [one]) {
    const register = await load()
    register(program)
  }
  return program
}
