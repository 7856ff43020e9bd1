/** The attack database: what can go wrong between agents and MCP servers, and what stops it. */

import { argumentInjection } from './argument-injection.ts'
import type { Attack, AttackSlug } from './attack.ts'
import { compromisedPackage } from './compromised-package.ts'
import { confusedDeputy } from './confused-deputy.ts'
import { consentFatigue } from './consent-fatigue.ts'
import { costBlowUp } from './cost-blow-up.ts'
import { credentialLeakViaErrors } from './credential-leak-via-errors.ts'
import { dataExfiltrationViaToolChaining } from './data-exfiltration-via-tool-chaining.ts'
import { destructiveActionAutonomy } from './destructive-action-autonomy.ts'
import { dnsRebinding } from './dns-rebinding.ts'
import { indirectPromptInjection } from './indirect-prompt-injection.ts'
import { parserDifferential } from './parser-differential.ts'
import { promptInjectionViaToolResults } from './prompt-injection-via-tool-results.ts'
import { rugPull } from './rug-pull.ts'
import { runawayToolLoops } from './runaway-tool-loops.ts'
import { sessionHijack } from './session-hijack.ts'
import { ssrfByToolArgument } from './ssrf-by-tool-argument.ts'
import { tokenMisRedemption } from './token-mis-redemption.ts'
import { tokenPassthrough } from './token-passthrough.ts'
import { toolPoisoning } from './tool-poisoning.ts'
import { toolShadowing } from './tool-shadowing.ts'
import { typosquattedServer } from './typosquatted-server.ts'

const ENTRIES: Readonly<Record<AttackSlug, Attack>> = {
  'destructive-action-autonomy': destructiveActionAutonomy,
  'runaway-tool-loops': runawayToolLoops,
  'confused-deputy': confusedDeputy,
  'tool-poisoning': toolPoisoning,
  'tool-shadowing': toolShadowing,
  'rug-pull': rugPull,
  'token-mis-redemption': tokenMisRedemption,
  'token-passthrough': tokenPassthrough,
  'typosquatted-server': typosquattedServer,
  'compromised-package': compromisedPackage,
  'indirect-prompt-injection': indirectPromptInjection,
  'prompt-injection-via-tool-results': promptInjectionViaToolResults,
  'data-exfiltration-via-tool-chaining': dataExfiltrationViaToolChaining,
  'credential-leak-via-errors': credentialLeakViaErrors,
  'parser-differential': parserDifferential,
  'dns-rebinding': dnsRebinding,
  'ssrf-by-tool-argument': ssrfByToolArgument,
  'argument-injection': argumentInjection,
  'session-hijack': sessionHijack,
  'consent-fatigue': consentFatigue,
  'cost-blow-up': costBlowUp,
}

/** Every attack pattern that the catalogue knows, in the order of their slugs in `ATTACKS`. */
export const ATTACK_ENTRIES: readonly Attack[] = Object.values(ENTRIES)

/** The entry of a slug. */
export function attackOf(slug: AttackSlug): Attack {
  return ENTRIES[slug]
}

/** The entry of a slug that came from an address; undefined where there is none. */
export function findAttack(slug: string): Attack | undefined {
  return isSlug(slug) ? ENTRIES[slug] : undefined
}

function isSlug(slug: string): slug is AttackSlug {
  return Object.hasOwn(ENTRIES, slug)
}
