/** By how many factors an identity provider says that somebody proved who they are. */

/** `amr` (RFC 8176): what is known, and what is had or is part of somebody. */
const KNOWN = ['pwd', 'pin', 'kba']
const HAD = ['otp', 'hwk', 'swk', 'sc', 'sms', 'tel', 'pop', 'fpt', 'face', 'iris', 'retina', 'vbm']

/** `acr` values that stand for two: OpenID's own (phishing-resistant, with hardware), and that of its policy extension. */
const CLASSES = ['phr', 'phrh', 'http://schemas.openid.net/pape/policies/2007/06/multi-factor']

/** Two only where the claims say so; a provider that says nothing has vouched for one. */
export function factorsOf({ amr, acr }: Readonly<Record<string, unknown>>): 1 | 2 {
  const methods: readonly unknown[] = Array.isArray(amr) ? amr : [amr]
  const isOf = (kind: readonly string[]): boolean => kind.some((one) => methods.includes(one))
  const isTwo = methods.includes('mfa') || (isOf(KNOWN) && isOf(HAD)) || CLASSES.some((one) => one === acr)
  return isTwo ? 2 : 1
}
