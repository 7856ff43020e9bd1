/** `portcullis audit verify`: is everything there, as it was written? */
import { readFile, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { ChainReport, Finding } from '../control/audit/verify/finding.ts'
import type { OtherLog } from '../control/audit/verify/seen-logs.ts'
import type { Installed } from '../control/audit/verify/sources.ts'
import { type Verified, verifyExportFile, verifyInstallation } from '../control/audit/verify/verify.ts'
import type { ExportReport } from '../control/audit/verify/verify-export.ts'
import { safeName } from '../ports/safe-text.ts'
import type { CommandOutput } from './command-output.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/** What the command ends with. */
export const verifyCodes = { whole: 0, broken: 1, unverifiable: 2 } as const

/** What is verified, and by what. */
export interface VerifyOptions {
  /** A data folder, or an export; undefined: the configuration says where the data folder is. */
  readonly place: string | undefined
  readonly config: string
  readonly anchor: string | undefined
  readonly publicKey: string | undefined
  readonly json: boolean
}

/** Findings that are printed; the rest is counted. */
const MOST_FINDINGS = 50

/** Runs it; never rejects. */
export async function verifyAudit(options: VerifyOptions, output: CommandOutput): Promise<void> {
  try {
    await verify(options, output)
  } catch (cause) {
    output.error(`Nothing can be said of it: ${cause instanceof Error ? cause.message : String(cause)}\n`)
    output.exit(verifyCodes.unverifiable)
  }
}

async function verify({ place, config, anchor, publicKey, json }: VerifyOptions, output: CommandOutput): Promise<void> {
  const proofs = { anchor, publicKey: publicKey === undefined ? undefined : await readFile(publicKey, 'utf8') }
  const isFile = place !== undefined && (await stat(place)).isFile()
  const found = isFile ? await verifyExportFile(place, proofs) : await verifyPlace(place, config, proofs)
  if ('problem' in found) {
    output.error(`${found.problem}\n`)
    return output.exit(verifyCodes.unverifiable)
  }
  output.exit(found.findings.length === 0 ? verifyCodes.whole : verifyCodes.broken)
  if (json) return output.out(`${JSON.stringify(found, undefined, 2)}\n`)
  output.out('chains' in found ? installationText(found) : exportText(found))
}

async function verifyPlace(
  place: string | undefined,
  config: string,
  proofs: Parameters<typeof verifyInstallation>[1],
): ReturnType<typeof verifyInstallation> {
  const installed = place === undefined ? await ofConfiguration(config) : ofFolder(resolve(place))
  return 'problem' in installed ? installed : verifyInstallation(installed, proofs)
}

const ofFolder = (folder: string): Installed => ({
  folder,
  log: join(folder, 'decisions.jsonl'),
  database: undefined,
})

async function ofConfiguration(config: string): Promise<Installed | { readonly problem: string }> {
  const found = await readConfiguration(resolve(config))
  if (!('settings' in found)) return { problem: problemLines(found) }
  const { dataFolder, log, admin } = found.settings
  return { folder: dataFolder, log: log.file, database: admin.database }
}

function installationText(found: Verified): string {
  const { chains, others, findings, key } = found
  const lines = [...chains.map(chainLine), ...others.map(otherLine)]
  lines.push(...findingLines(findings), '', ...conclusion(found))
  if (!key.given)
    lines.push(
      `The public key ${key.id} was taken from the folder itself: whoever can change the folder could have changed it too. Name one that you kept elsewhere with --public-key.`,
    )
  return `${lines.join('\n')}\n`
}

function chainLine({ kind, organisation, records, last, before, unsealed, droppedTo, restored }: ChainReport): string {
  const what = kind === 'log' ? 'decisions' : 'changes'
  const parts = [
    `${what.padEnd(9)}  ${safeName(organisation || '(installation)').padEnd(20)}  ${records} records up to ${last}`,
  ]
  if (droppedTo > 0) parts.push(`dropped on purpose up to ${droppedTo}`)
  for (const time of restored) parts.push(`restored from a backup on ${time}: what came after that backup is missing`)
  if (before > 0) parts.push(`${before} lines are from before the chain began, and cannot be verified`)
  if (unsealed > 0) parts.push(`${unsealed} lines after the last seal: the gateway runs, or was killed`)
  return parts.join(' · ')
}

const otherLine = ({ organisation, knownAs, seq, sealed }: OtherLog): string =>
  `decisions  ${safeName(organisation).padEnd(20)}  of another gateway, ${safeName(knownAs)}: seen up to seal ${seq} of ${sealed}; verify it there`

function findingLines(findings: readonly Finding[]): readonly string[] {
  const shown = findings
    .slice(0, MOST_FINDINGS)
    .map(({ kind, where, text }) => `${kind}  ${safeName(where)}  ${safeName(text)}`)
  const rest = findings.length - shown.length
  return rest > 0 ? [...shown, `and ${rest} more`] : shown
}

function conclusion({ findings, anchored, checkpoint }: Verified): readonly string[] {
  const upTo = anchored === undefined ? 'checkpoint' : 'anchor'
  const time = anchored ?? checkpoint
  const verdict =
    findings.length > 0
      ? [`Not complete: ${findings.length} findings.`]
      : [
          time === undefined
            ? 'Nothing contradicts it, but there is no checkpoint yet.'
            : `Complete up to ${upTo} ${time}.`,
        ]
  const blind =
    time === undefined
      ? 'Records that were cut off at the end cannot be noticed.'
      : `What was recorded after that and cut off at the end again cannot be noticed.`
  const own =
    'The checkpoints are the folder’s own: whoever has its key file could have made all of it anew. An anchor outside (--anchor) shows that nobody did.'
  return [...verdict, blind, ...(anchored === undefined ? [own] : [])]
}

function exportText({ organisation, records, made, findings }: ExportReport): string {
  const about = `export of ${safeName(organisation ?? 'an unknown organisation')}, made ${safeName(made ?? 'at an unknown time')}: ${records} records`
  const end = findings.length === 0 ? 'It is as it was made.' : `It is not as it was made: ${findings.length} findings.`
  return `${[about, ...findingLines(findings), end].join('\n')}\n`
}
