/** What holds for the results of calls, as a policy writes it. */
import type { Predicate } from './rule.ts'

/** Bounds, redactions and conditions for a result. */
export interface Results {
  /** A result of more bytes is withheld. */
  readonly max_bytes?: number
  readonly redact?: readonly Redaction[]
  /** Where one of these holds, the result is withheld. Its conditions read `result.*` beside the call. */
  readonly deny_if?: readonly Predicate[]
}

/** What is replaced in the strings of a result, and by what. */
export type Redaction =
  | { readonly detector: DetectorName; readonly with?: string }
  | { readonly regex: string; readonly with?: string }

/** What can be found in texts by its form. */
export const DETECTOR_NAMES = ['email', 'phone', 'credit_card', 'iban', 'secret', 'ip_address', 'us_ssn'] as const

export type DetectorName = (typeof DETECTOR_NAMES)[number]
