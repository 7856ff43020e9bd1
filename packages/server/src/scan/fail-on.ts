/** What a scan ends with. */
import { atLeast, RISK_LEVELS, type RiskLevel } from '@portcullis/catalogue'
import type { ScanReport } from './scan-report.ts'

/** What lets a scan fail: a level that anything reaches, a toxic combination, a way around the gateway. */
export type FailOn = 'low' | 'medium' | 'high' | 'critical' | 'toxic' | 'bypass'

/** All of them. */
export const FAIL_ON: readonly FailOn[] = ['low', 'medium', 'high', 'critical', 'toxic', 'bypass']

/** What a scan ends with. */
export const scanCodes = { fine: 0, findings: 1, unread: 2 } as const

function levelOf(wanted: FailOn): RiskLevel | undefined {
  return RISK_LEVELS.find((level) => level.toLowerCase() === wanted)
}

function reaches({ stacks }: ScanReport, level: RiskLevel): boolean {
  return stacks.some(
    ({ report }) =>
      (report.risk !== undefined && atLeast(report.risk, level)) ||
      report.findings.some(({ risk }) => atLeast(risk, level)),
  )
}

function isFound(report: ScanReport, wanted: FailOn): boolean {
  if (wanted === 'toxic') return report.stacks.some(({ report: { combinations } }) => combinations.length > 0)
  if (wanted === 'bypass') return report.bypasses.length > 0
  const level = levelOf(wanted)
  return level !== undefined && reaches(report, level)
}

/** The code: a file that could not be read outweighs everything, since nothing is known of it. */
export function scanCode(report: ScanReport, failOn: readonly FailOn[]): number {
  if (report.unread.length > 0) return scanCodes.unread
  return failOn.some((wanted) => isFound(report, wanted)) ? scanCodes.findings : scanCodes.fine
}
