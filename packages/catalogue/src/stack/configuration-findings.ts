/** What is wrong with how servers are configured, whatever their tools do. */
import { code, say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import type { RiskLevel } from '../risk.ts'
import type { ConfiguredServer } from './configured-server.ts'
import { imitated } from './look-alike-package.ts'
import type { StackFinding, StackFindingId, StackMember } from './stack-report.ts'

type Check = (server: ConfiguredServer, member: StackMember) => readonly StackFinding[]

interface Said {
  readonly id: StackFindingId
  readonly risk: RiskLevel
  readonly says: Prose
  readonly remedy: Prose
}

const of = (member: StackMember, said: Said): readonly StackFinding[] => [{ ...said, members: [member.name] }]

const pinned: Check = ({ launch }, member) => {
  const { package: pkg, fetched, repository } = launch
  if (!fetched || (pkg === undefined && repository === undefined) || pkg?.version !== undefined) return []
  const what = code(pkg?.name ?? repository ?? '')
  const how =
    pkg?.registry === 'oci'
      ? say`Write the image with a digest: ${code(`${pkg.name}@sha256:…`)}.`
      : say`Write the version that you looked at behind the name, as in ${code(`${pkg?.name ?? 'package'}${pkg?.registry === 'pypi' ? '==' : '@'}1.2.3`)}.`
  return of(member, {
    id: 'not-pinned',
    risk: 'Medium',
    says: say`${code(member.name)} runs whatever version of ${what} is the newest when the client starts: a compromised release runs at once.`,
    remedy: how,
  })
}

const imitation: Check = ({ launch }, member) => {
  const original = launch.package === undefined ? undefined : imitated(launch.package)
  if (original === undefined || launch.package === undefined) return []
  return of(member, {
    id: 'look-alike-package',
    risk: 'High',
    says: say`${code(launch.package.name)} is spelled nearly like the well-known ${code(original)}, and is another package.`,
    remedy: say`If you meant ${code(original)}, correct the name and treat this machine as exposed. If you meant this one, make sure who publishes it.`,
  })
}

const clearText: Check = ({ url, launch, headers }, member) => {
  const address = url ?? launch.url
  if (address === undefined || !/^(?:http|ws):\/\//i.test(address)) return []
  if (/^\w+:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\])(?:[:/]|$)/i.test(address)) return []
  const more = headers.length > 0 ? ', credentials included' : ''
  return of(member, {
    id: 'clear-text',
    risk: headers.length > 0 ? 'High' : 'Medium',
    says: say`${code(member.name)} is reached at ${code(address)}: everything travels unencrypted${more}, and anybody on the way can answer in its place.`,
    remedy: say`Use the server’s https address, or a tunnel.`,
  })
}

const secretInArguments: Check = ({ secrets }, member) => {
  if (secrets === 0) return []
  return of(member, {
    id: 'secret-in-arguments',
    risk: 'Medium',
    says: say`${code(member.name)} gets ${secrets === 1 ? 'a secret' : `${secrets} secrets`} within its arguments or its address, where lists of processes, logs and backups show it.`,
    remedy: say`Move it into the environment or a header, from a variable or a key store, and replace the secret.`,
  })
}

const secretInFile: Check = ({ plainSecrets }, member) => {
  const [first] = plainSecrets
  if (first === undefined) return []
  const more = plainSecrets.length === 1 ? '' : ` and ${plainSecrets.length - 1} more`
  return of(member, {
    id: 'secret-in-file',
    risk: 'Medium',
    says: say`${code(first)}${more} of ${code(member.name)} stands in the file as it is: whoever gets the file, or runs a tool that reads files, has it.`,
    remedy: say`Let the file refer to a variable or to the client’s own store of secrets. If the file was ever shared, replace the secret.`,
  })
}

const downloads: Check = ({ command }, member) => {
  const line = command === undefined ? '' : [command.program, ...command.args].join(' ')
  if (!/\b(?:curl|wget|iwr|invoke-webrequest)\b[^|]*\|\s*(?:\w*sh|python3?|node|iex)\b/i.test(line)) return []
  return of(member, {
    id: 'downloads-and-runs',
    risk: 'Critical',
    says: say`${code(member.name)} downloads a script and runs it each time the client starts.`,
    remedy: say`Install the program once, look at it, and start the installed one.`,
  })
}

const neverAsks: Check = ({ unasked }, member) =>
  unasked === 'all'
    ? of(member, {
        id: 'never-asks',
        risk: 'High',
        says: say`The client calls every tool of ${code(member.name)} without asking anybody.`,
        remedy: say`Take the general trust away, or let the gateway ask: its policy holds whatever the client allows.`,
      })
    : []

const CHECKS: readonly Check[] = [pinned, imitation, clearText, secretInArguments, secretInFile, downloads, neverAsks]

function unknown(member: StackMember): readonly StackFinding[] {
  if (member.guarded === true || member.configured?.launch.guard !== undefined) return []
  if (member.entry === undefined) {
    return of(member, {
      id: 'unknown-server',
      risk: 'Medium',
      says: say`The catalogue does not know ${code(member.name)}: nothing is known of what its tools can do.`,
      remedy: say`Put it behind the gateway with a policy that denies by default, and allow what its list shows.`,
    })
  }
  if (member.entry.tools.length > 0) return []
  return of(member, {
    id: 'unknown-tools',
    risk: 'Low',
    says: say`The catalogue knows ${code(member.name)}, and none of its tools.`,
    remedy: say`Ask the server itself for its list, or put it behind the gateway, which labels tools as it sees them.`,
  })
}

/** Everything that the configuration of the members shows. A disabled server is left alone. */
export function configurationFindings(members: readonly StackMember[]): readonly StackFinding[] {
  return members.flatMap((member) => {
    const { configured } = member
    if (configured?.disabled === true) return []
    const own = configured === undefined ? [] : CHECKS.flatMap((check) => check(configured, member))
    return [...own, ...unknown(member)]
  })
}
