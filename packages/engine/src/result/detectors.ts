/** The table of detectors. A new one is a file and a line here. */
import type { DetectorName } from '../policy/results.ts'
import { creditCard } from './credit-card.ts'
import type { Detector } from './detector.ts'
import { email } from './email.ts'
import { iban } from './iban.ts'
import { ipAddress } from './ip-address.ts'
import { phone } from './phone.ts'
import { secret } from './secret.ts'
import { usSsn } from './us-ssn.ts'

/** All detectors by name. */
export const DETECTORS: Readonly<Record<DetectorName, Detector>> = {
  email,
  phone,
  credit_card: creditCard,
  iban,
  secret,
  ip_address: ipAddress,
  us_ssn: usSsn,
}
