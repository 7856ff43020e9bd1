/** The names of the attack patterns, as they stand in addresses. */

/** Slugs of the attack patterns that the catalogue knows. */
export const ATTACKS = [
  'destructive-action-autonomy',
  'runaway-tool-loops',
  'confused-deputy',
  'tool-poisoning',
  'tool-shadowing',
  'rug-pull',
  'token-mis-redemption',
  'token-passthrough',
  'typosquatted-server',
  'compromised-package',
  'indirect-prompt-injection',
  'prompt-injection-via-tool-results',
  'data-exfiltration-via-tool-chaining',
  'credential-leak-via-errors',
  'parser-differential',
  'dns-rebinding',
  'ssrf-by-tool-argument',
  'argument-injection',
  'session-hijack',
  'consent-fatigue',
  'cost-blow-up',
] as const

/** Slug of an attack pattern. */
export type Attack = (typeof ATTACKS)[number]
