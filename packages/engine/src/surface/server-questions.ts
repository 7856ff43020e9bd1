/** What a server may ask of a client and the person before it: a form, a page to open, the client's model. */
import type { DocumentRef } from '../decide/decision.ts'
import type { JsonObject } from '../decide/request.ts'
import { flawed, type OrFlaw, sound } from '../policy/problem.ts'
import { own } from '../text/json.ts'
import { isPlainHost } from './plain-host.ts'
import type { ElicitationRule, SamplingRule, SurfaceRules, Verb } from './surface-rules.ts'
import { readUri } from './uri.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Judges one kind of question by its parameters. */
export type QuestionPlan = (params: JsonObject) => Verdict

/** What may be offered to the server at all, before it asks. */
export interface OfferPlan {
  readonly form: Verdict
  readonly url: Verdict
  readonly sampling: Verdict
}

/** Prepares what a document says of elicitation (MCP 2025-11-25 and 2026-07-28, `elicitation/create`). */
export function compileElicitation(
  { elicitation, default: general }: SurfaceRules,
  document: DocumentRef,
): QuestionPlan {
  const form = modeVerdict(elicitation, 'form', general, document)
  const url = modeVerdict(elicitation, 'url', general, document)
  const hosts = hostsOf(elicitation)
  return (params) => {
    const mode = own(params, 'mode') ?? 'form'
    if (mode === 'form')
      return own(params, 'url') === undefined ? form : verdict('deny', form.rule, document, 'a form has no address')
    if (mode !== 'url') return verdict('deny', '/elicitation', document, 'the server asks in a way that no rule knows')
    if (url.effect !== 'allow' || hosts === undefined) return url
    return isAmong(own(params, 'url'), hosts)
      ? url
      : verdict('deny', '/elicitation/url/hosts', document, 'the page is not on one of the hosts that the policy names')
  }
}

/** Prepares what a document says of sampling (`sampling/createMessage`). */
export function compileSampling({ sampling, default: general }: SurfaceRules, document: DocumentRef): QuestionPlan {
  const says = samplingVerdict(sampling, general, document)
  if (typeof sampling !== 'object') return () => says
  const { max_tokens: most } = sampling
  const tooMany = verdict('deny', '/sampling/max_tokens', document, `the server may ask for at most ${most} tokens`)
  return (params) => {
    const wanted = own(params, 'maxTokens')
    return typeof wanted === 'number' && Number.isSafeInteger(wanted) && wanted >= 0 && wanted <= most ? says : tooMany
  }
}

/** What a client's capabilities may tell the server of these questions. */
export function compileOffer(
  { elicitation, sampling, default: general }: SurfaceRules,
  document: DocumentRef,
): OfferPlan {
  return {
    form: modeVerdict(elicitation, 'form', general, document),
    url: modeVerdict(elicitation, 'url', general, document),
    sampling: samplingVerdict(sampling, general, document),
  }
}

function samplingVerdict(sampling: SamplingRule | undefined, general: Verb, document: DocumentRef): Verdict {
  if (sampling === undefined) return verdict(general, `(default ${general})`, document)
  return verdict(typeof sampling === 'object' ? 'allow' : sampling, '/sampling', document)
}

function modeVerdict(
  rule: ElicitationRule | undefined,
  mode: 'form' | 'url',
  general: Verb,
  document: DocumentRef,
): Verdict {
  const written = typeof rule === 'object' ? rule[mode] : rule
  if (written === undefined) return verdict(general, `(default ${general})`, document)
  const place = typeof rule === 'object' ? `/elicitation/${mode}` : '/elicitation'
  return verdict(typeof written === 'object' ? 'allow' : written, place, document)
}

const hostsOf = (rule: ElicitationRule | undefined): readonly string[] | undefined =>
  typeof rule === 'object' && isObjectRule(rule.url) ? rule.url.hosts : undefined

const isObjectRule = (
  rule: Verb | { readonly hosts: readonly string[] } | undefined,
): rule is { readonly hosts: readonly string[] } => typeof rule === 'object'

const ADDRESS = /^(?<scheme>https?):\/\/(?<host>\[[^\]]*\]|[^/:]*)(?::(?<port>\d+))?(?:\/|$)/
const HOST_PATTERN = /^(?<name>\[[^\]]*\]|[^:]*)(?::(?<port>[1-9][0-9]{0,4}))?$/
const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Only pages of the web, over TLS or on this machine, and only where host and address have one reading. */
function isAmong(url: unknown, hosts: readonly string[]): boolean {
  if (typeof url !== 'string' || !readUri(url).ok) return false
  const { scheme, host, port } = ADDRESS.exec(url)?.groups ?? {}
  if (host === undefined || scheme === undefined) return false
  if (scheme === 'http' && !LOOPBACK.has(host)) return false
  return hosts.some((pattern) => fitsHost(pattern, host, port ?? (scheme === 'http' ? '80' : '443')))
}

/** `*.x` is whole labels at any depth, not `x`; a port counts only where the pattern names one. */
function fitsHost(pattern: string, host: string, port: string): boolean {
  const { name = '', port: wanted } = HOST_PATTERN.exec(pattern)?.groups ?? {}
  if (wanted !== undefined && wanted !== port) return false
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length >= name.length : host === name
}

/** Reads a host of `elicitation.url.hosts`, or says what is wrong with it. */
export function parseHostPattern(text: string): OrFlaw<string> {
  const { name = '', port } = HOST_PATTERN.exec(text)?.groups ?? {}
  const host = name.startsWith('*.') ? name.slice(2) : name
  const isName = !name.startsWith('*.') || (!host.startsWith('[') && /[a-z]/.test(host))
  if (isName && isPlainHost(host) && (port === undefined || Number(port) <= 65_535)) return sound(text)
  return flawed(
    'bad_pattern',
    `${JSON.stringify(text.slice(0, 80))} is no host`,
    'Write a host in lower case, such as "accounts.example.com", or "*.example.com" for all below it; no scheme, no path.',
  )
}
