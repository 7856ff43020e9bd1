/** Is an export as it was made? */
import { createHash } from 'node:crypto'
import type { SignatureJudge } from '../../../crypto/signing.ts'
import { readExportEnd, readExportStart, signedText } from '../export/envelope.ts'
import type { Finding } from './finding.ts'
import type { JournalReport } from './verify-journal.ts'

/** What an export says of itself. */
export interface ExportReport {
  readonly organisation: string | undefined
  readonly records: number
  readonly made: string | undefined
  readonly findings: readonly Finding[]
}

/** Judges the lines of an export, without their line feeds. @param anchor what checkpoints saw of the log that was exported */
export function verifyExport(
  lines: readonly string[],
  judge: SignatureJudge,
  { name, anchor }: { readonly name: string; readonly anchor: JournalReport | undefined },
): ExportReport {
  const findings: Finding[] = []
  const start = readExportStart(lines[0] ?? '')
  const end = readExportEnd(lines.at(-1) ?? '')
  const records = Math.max(0, lines.length - 2)
  if (start === undefined)
    findings.push({ kind: 'edited', where: `${name}:1`, text: 'This is no beginning of an export.' })
  if (end === undefined) {
    const text = 'The export has no end: it broke off, or was cut.'
    return {
      ...told(start),
      records,
      findings: [...findings, { kind: 'missing', where: `${name}:${lines.length}`, text }],
    }
  }
  const hash = createHash('sha256')
  for (const line of lines.slice(0, -1)) hash.update(`${line}\n`)
  const digest = hash.update(end.covered).digest('hex')
  const where = `${name}:1 to ${name}:${lines.length}`
  if (digest !== end.hash || records !== end.records)
    findings.push({ kind: 'edited', where, text: 'What stands here is not what was exported.' })
  if (end.key !== judge.id) findings.push({ kind: 'unsigned', where, text: `It is signed by another key, ${end.key}.` })
  else if (!judge.isGood(signedText(end.hash), end.signature))
    findings.push({ kind: 'unsigned', where, text: 'The signature is not of this export.' })
  for (const head of start?.heads ?? []) {
    const known = anchor?.expected(head.kind, head.organisation).heads.get(head.seq)
    if (known !== undefined && known.hash !== head.hash)
      findings.push({
        kind: 'edited',
        where: `${name}:1`,
        text: `It was made of another log than the checkpoint of ${known.at} saw.`,
      })
  }
  return { ...told(start), records, findings }
}

const told = (start: ReturnType<typeof readExportStart>): Pick<ExportReport, 'organisation' | 'made'> => ({
  organisation: start?.organisation,
  made: start?.at,
})
