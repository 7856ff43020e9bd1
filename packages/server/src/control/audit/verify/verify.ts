/** The whole verification: every chain, against the checkpoints of the folder and of an anchor. */
import { signatureJudge } from '../../../crypto/signing.ts'
import type { ChainReport, Finding } from './finding.ts'
import { type OtherLog, type SeenLogs, seenLogs } from './seen-logs.ts'
import { changesOf, type Installed, journalLines, linesOf, logFilesOf, ownPublicKey } from './sources.ts'
import { verifyChanges } from './verify-changes.ts'
import { type ExportReport, verifyExport } from './verify-export.ts'
import { type JournalReport, mergeExpected, verifyJournal } from './verify-journal.ts'
import { verifyLog } from './verify-log.ts'

/** What else is known. */
export interface Proofs {
  /** Text of the public key, PEM; undefined: that of the folder. */
  readonly publicKey: string | undefined
  /** Path of an anchor's file; undefined: none. */
  readonly anchor: string | undefined
}

/** What was found of an installation. */
export interface Verified {
  readonly findings: readonly Finding[]
  readonly chains: readonly ChainReport[]
  /** Logs of other gateways, which are verified where they are. */
  readonly others: readonly OtherLog[]
  /** When the last checkpoint was made that is outside of the folder; undefined: there is none outside. */
  readonly anchored: string | undefined
  /** When the last checkpoint of the folder was made; undefined: there is none. */
  readonly checkpoint: string | undefined
  /** Id of the key, and whether it was given from outside. */
  readonly key: { readonly id: string; readonly given: boolean }
}

/** Why nothing could be said: what was tried and what to do. */
export interface Unverifiable {
  readonly problem: string
}

/** Verifies an installation. Rejects where a file cannot be read. */
export async function verifyInstallation(installed: Installed, proofs: Proofs): Promise<Verified | Unverifiable> {
  const judge = await judgeOf(proofs, installed.folder)
  if ('problem' in judge) return judge
  const own = verifyJournal((await journalLines(installed.folder)) ?? [], judge, {
    name: 'checkpoints.jsonl',
    partial: false,
  })
  const anchor = await anchorOf(proofs, judge)
  if (anchor !== undefined && 'problem' in anchor) return anchor
  // Before the files: they have whatever the database saw of them.
  const seen = await seenLogs(installed)
  const chains = await chainsOf(installed, seen, { own, anchor })
  const findings = [
    ...own.findings,
    ...(anchor?.findings ?? []),
    ...behind(own, anchor),
    ...chains.flatMap((chain) => chain.findings),
  ]
  return {
    findings,
    chains,
    others: seen.others,
    anchored: anchor?.last,
    checkpoint: own.last,
    key: { id: judge.id, given: proofs.publicKey !== undefined },
  }
}

/** Verifies an export. Rejects where the file cannot be read. */
export async function verifyExportFile(path: string, proofs: Proofs): Promise<ExportReport | Unverifiable> {
  const judge = await judgeOf(proofs, undefined)
  if ('problem' in judge) return judge
  const anchor = await anchorOf(proofs, judge)
  if (anchor !== undefined && 'problem' in anchor) return anchor
  return verifyExport((await linesOf(path)) ?? [], judge, { name: path, anchor })
}

type Judge = NonNullable<ReturnType<typeof signatureJudge>>

async function judgeOf({ publicKey }: Proofs, folder: string | undefined): Promise<Judge | Unverifiable> {
  const pem = publicKey ?? (folder === undefined ? undefined : await ownPublicKey(folder))
  if (pem === undefined)
    return {
      problem:
        'There is no public key to verify by: name the file with --public-key (`portcullis audit key` prints it on the gateway’s machine).',
    }
  return (
    signatureJudge(pem) ?? {
      problem:
        'What was given as public key is none: it is an Ed25519 key in PEM, as `portcullis audit key` prints it.',
    }
  )
}

async function anchorOf({ anchor }: Proofs, judge: Judge): Promise<JournalReport | Unverifiable | undefined> {
  if (anchor === undefined) return undefined
  const lines = await linesOf(anchor)
  if (lines === undefined)
    return {
      problem: `The anchor ${anchor} is not there: name the file that \`audit.anchor\` names, or what the receiver of \`audit.anchor_url\` kept.`,
    }
  // Half a line of a write that broke off is followed by the whole one.
  const whole = lines.filter((line, index) => line !== '' && !(index + 1 < lines.length && !line.endsWith('}')))
  return verifyJournal(whole, judge, { name: anchor, partial: true })
}

/** A journal that lacks what the anchor was told was cut. */
function behind(own: JournalReport, anchor: JournalReport | undefined): readonly Finding[] {
  if (anchor?.last === undefined || (own.last !== undefined && own.last >= anchor.last)) return []
  return [
    {
      kind: 'missing',
      where: 'checkpoints.jsonl, at its end',
      text: `The anchor has a checkpoint of ${anchor.last}; the last one here is of ${own.last ?? 'no time: there is none'}.`,
    },
  ]
}

async function chainsOf(
  installed: Installed,
  seen: SeenLogs,
  { own, anchor }: { readonly own: JournalReport; readonly anchor: JournalReport | undefined },
): Promise<readonly ChainReport[]> {
  const expected = (kind: 'log' | 'changes', organisation: string) => {
    const first = own.expected(kind, organisation)
    // What an anchor saw weighs more than what the folder says.
    return anchor === undefined ? first : mergeExpected(anchor.expected(kind, organisation), first)
  }
  const known = [...own.chains, ...(anchor?.chains ?? [])]
  const named = (kind: 'log' | 'changes', there: Iterable<string>): readonly string[] => [
    ...new Set([...there, ...known.filter((chain) => chain.kind === kind).map(({ organisation }) => organisation)]),
  ]
  const reports: ChainReport[] = []
  const files = await logFilesOf(installed)
  for (const organisation of named('log', [...files.keys(), ...seen.organisations])) {
    const known = mergeExpected(expected('log', organisation), seen.expected(organisation))
    reports.push(await verifyLog({ organisation, files: files.get(organisation) ?? [], expected: known }))
  }
  const changes = await changesOf(installed)
  for (const organisation of named('changes', changes?.keys() ?? []))
    reports.push(verifyChanges(organisation, changes?.get(organisation) ?? [], expected('changes', organisation)))
  return reports
}
