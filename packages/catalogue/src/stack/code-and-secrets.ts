/** Code that runs beside credentials: those that a tool hands out, or those in the settings of a server. */
import { code, say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import type { Callable } from './callable.ts'
import { breaking, type FoundCombination, legOf, players } from './combination-legs.ts'
import { secretNames } from './configured-server.ts'
import { isStrong, named, RUNS_CODE, SECRETS } from './roles.ts'
import type { StackMember } from './stack-report.ts'

/** A credential within reach, and the tool that reaches it. */
interface Reach {
  readonly runner: Callable
  readonly source: Prose
}

function variableOf({ configured }: StackMember): string | undefined {
  return configured === undefined || configured.disabled ? undefined : secretNames(configured)[0]
}

/** A credential that stands in a file, which code of this machine can open; a mere reference to one cannot be read. */
function writtenOf({ configured }: StackMember): string | undefined {
  return configured === undefined || configured.disabled ? undefined : configured.plainSecrets[0]
}

/** Whether code that the server runs has this machine's files before it. */
const isHere = ({ member }: Callable): boolean => (member.configured?.transport ?? 'stdio') === 'stdio'

/** The nearest first: the runner's own environment, a tool that hands credentials out, the settings of a neighbour. */
function reachOf(
  runners: readonly Callable[],
  givers: readonly Callable[],
  members: readonly StackMember[],
): Reach | undefined {
  const [first] = runners
  if (first === undefined) return undefined
  const armed = runners.find(({ member }) => variableOf(member) !== undefined)
  if (armed !== undefined) {
    const variable = variableOf(armed.member) ?? ''
    return {
      runner: armed,
      source: say`${code(armed.member.name)} is started with ${code(variable)} in its environment.`,
    }
  }
  const [giver] = givers
  if (giver !== undefined && isStrong(SECRETS, givers))
    return { runner: first, source: say`${named(giver)} returns credentials.` }
  const local = runners.find(isHere)
  const holder = members.find((member) => writtenOf(member) !== undefined)
  if (holder === undefined || local === undefined) return undefined
  const variable = writtenOf(holder) ?? ''
  return {
    runner: local,
    source: say`The settings of ${code(holder.name)} hold ${code(variable)}, in a file of this machine.`,
  }
}

/** The combination, where the stack has it. */
export function codeAndSecrets(
  tools: readonly Callable[],
  members: readonly StackMember[],
): readonly FoundCombination[] {
  const runners = players(tools, RUNS_CODE)
  const givers = players(tools, SECRETS)
  const reach = reachOf(runners, givers, members)
  if (reach === undefined) return []
  return [
    {
      gate: runners,
      combination: {
        id: 'code-and-secrets',
        title: 'Code execution and credentials',
        risk: 'Critical',
        legs: [legOf(RUNS_CODE, runners), ...(givers.length > 0 ? [legOf(SECRETS, givers)] : [])],
        path: [reach.source, say`Code that ${named(reach.runner)} runs can read it, use it, and send it anywhere.`],
        breaks: breaking(runners, 'somebody reads the code before it can read the credentials.'),
        attacks: ['credential-leak-via-errors', 'argument-injection', 'data-exfiltration-via-tool-chaining'],
      },
    },
  ]
}
