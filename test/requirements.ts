/** Every promise of this product that the tests hold. A test cites what it holds at the beginning of its title. */

import { ACROSS_PROMISES } from './across-requirements.ts'
import { APPROVAL_PROMISES } from './approval-requirements.ts'
import { CONTROL_PROMISES } from './control-requirements.ts'
import { DASHBOARD_PROMISES } from './dashboard-requirements.ts'
import { GATEWAYS_PROMISES } from './gateways-requirements.ts'
import { LANE_PROMISES } from './lane-requirements.ts'
import { OPERATIONS_PROMISES } from './operations-requirements.ts'
import { RESULT_PROMISES } from './result-requirements.ts'
import { SHARED_PROMISES } from './shared-requirements.ts'
import { SURFACES } from './surface-requirements.ts'
import { TOGETHER_PROMISES } from './together-requirements.ts'
import { UPSTREAM_PROMISES } from './upstream-requirements.ts'

/** A promise: where it comes from, and what must hold. */
export interface Requirement {
  readonly source: string
  readonly text: string
}

/** A promise with its id. */
export type Row = readonly [id: string, source: string, text: string]

const SENT = 'ARCHITECTURE.md, law 1'
const CLOSED = 'ARCHITECTURE.md, law 2'
const ALL_OR_NONE = 'ARCHITECTURE.md, law 3'
const LIMITS = 'docs/guide/04-limits-and-counters.md'
const SNAPSHOT = 'ARCHITECTURE.md, law 4'
const CLOCK = 'ARCHITECTURE.md, law 5'
const LINEAR = 'ARCHITECTURE.md, law 6'
const SECRETS = 'ARCHITECTURE.md, law 7'
const OWN = 'ARCHITECTURE.md, law 8'
const MODERN = 'MCP 2026-07-28, transports'
const LEGACY = 'MCP 2025-11-25, transports'

const LAWS: readonly Row[] = [
  ['exact.bytes', SENT, 'The bytes that were judged are the bytes that are sent.'],
  [
    'exact.answer',
    SENT,
    'An answer comes back in the bytes in which it was sent, but for what the gateway itself takes out.',
  ],
  [
    'exact.head',
    SENT,
    'Heads are built from a list of what the protocol knows, in both directions; nothing else is passed on.',
  ],
  ['exact.numbers', SENT, 'A rule never judges a number whose digits it cannot hold.'],
  ['exact.never-twice', SENT, 'A call of which a byte was sent is not sent again.'],
  ['closed.unjudged', CLOSED, 'A condition that cannot be judged denies.'],
  ['closed.failure', CLOSED, 'What fails while deciding is refused, without detail.'],
  ['closed.no-policy', CLOSED, 'A grant without a policy calls nothing and sees nothing.'],
  [
    'closed.counted',
    'SECURITY.md, promise 1',
    'No call reaches a server that the policy refuses: counted at the server.',
  ],
  ['closed.counters', CLOSED, 'A call whose claims cannot be written is refused.'],
  ['time.argument', CLOCK, 'Only the clock port reads a clock.'],
  ['time.linear', LINEAR, 'Strangers’ input is read and judged in linear time.'],
  [
    'time.windows',
    CLOCK,
    'A counter never goes back to an older window, and a clock that jumps opens no new one at once.',
  ],
  ['parse.own-properties', OWN, 'Names of Object’s own properties are ordinary names, and `__proto__` is refused.'],
  ['secrets.one-way', SECRETS, 'A client’s token never goes to a server; a server’s credential goes into no log.'],
  ['secrets.leak', SECRETS, 'An answer that gives the injected credential away is withheld, however it is written.'],
]

const LABELS: readonly Row[] = [
  ['labels.classes', 'guide 3', 'A rule for a class governs every tool of that class, on every server.'],
  ['labels.list', 'guide 3', 'A listed tool carries our label, and never a label that its server claims.'],
  ['labels.log', 'guide 7', 'The decision log says which label a call was judged under.'],
  ['labels.closed', CLOSED, 'Where rules go by labels, a tool without one is refused.'],
  [
    'labels.reviewed',
    'docs/decisions/0024',
    'A label that no operator reviewed allows nothing, unless the rule trusts it.',
  ],
  ['labels.changed', 'docs/decisions/0024', 'A definition that changed is labelled anew.'],
  ['labels.descriptions', 'guide 3', 'A definition that hides text or gives orders is flagged, stripped or set aside.'],
  ['labels.large', LINEAR, 'A very large list is labelled in portions, and what is not labelled yet is closed.'],
  ['labels.intent', CLOSED, 'A call that cannot be undone is on the disk before it is forwarded.'],
]

const CATALOGUE: readonly Row[] = [
  ['site.accessible', 'docs/guide/10', 'Pages pass axe at WCAG AA in light and dark, and fit a phone.'],
  ['site.inert', 'docs/threat-model.md', 'What strangers wrote is shown as text, on pages and in every other form.'],
  [
    'site.stack-secrets',
    SECRETS,
    'What is pasted into the stack page leaves the browser without environment, headers or secrets.',
  ],
]

const CLAIMS: readonly Row[] = [
  ['claims.all-or-none', ALL_OR_NONE, 'All claims of a call are taken in one step, or none.'],
  ['claims.exact', 'SECURITY.md, promise 2', 'No limit is exceeded by even one, whatever happens at the same time.'],
  ['claims.durable', 'SECURITY.md, promise 2', 'What was used is known after the process was killed.'],
  ['claims.once', ALL_OR_NONE, 'A reservation is made once and settled once.'],
  ['claims.unsent', ALL_OR_NONE, 'Claims come back only where nothing was sent; whatever was sent may have happened.'],
  ['claims.window', ALL_OR_NONE, 'A claim comes back into the window that it was taken from, or nowhere.'],
  [
    'claims.per-call',
    'docs/guide/04-limits-and-counters.md',
    'Calls are counted, each once; nothing else that a client sends is.',
  ],
  ['claims.laws', ALL_OR_NONE, 'Whatever happens in which order, counters hold what was taken, less what came back.'],
  ['limits.ladder', LIMITS, 'Over a limit that asks a person is asked; over one that refuses nobody is.'],
  ['limits.peek', LIMITS, 'What a limit refuses anyway is refused before anybody is asked.'],
  ['limits.warn', LIMITS, 'A share of a limit that is reached is recorded, and refuses nothing.'],
  [
    'limits.refund',
    LIMITS,
    'After an error an amount comes back where its limit says so, once; a count of calls never does.',
  ],
  ['limits.values', LIMITS, 'Each value has a counter, of which there are a bounded number, and which hold no value.'],
  [
    'limits.store-failure',
    LIMITS,
    'Where a limit lets calls go on without its counter, they stay below its maximum, and for a minute.',
  ],
  ['time.rolling', LIMITS, 'A rolling window holds its maximum at every instant.'],
  ['time.partition', LIMITS, 'Windows of the calendar follow one another without gap or overlap, in every time zone.'],
  ['amounts.sums', ALL_OR_NONE, 'Sums of amounts are exact.'],
  ['amounts.whole', ALL_OR_NONE, 'Amounts are whole millionths and never negative: anything else denies.'],
  ['session.slots', 'docs/decisions/0012-session-slots.md', 'New sessions do not begin new budgets: a grant has four.'],
]

const HTTP: readonly Row[] = [
  ['http.host', `${MODERN}, security`, 'A host that is not the gateway’s is refused (DNS rebinding).'],
  ['http.origin', `${MODERN}, security`, 'A page of another origin is refused, apart from the host.'],
  ['http.target', 'RFC 9110, section 7.1', 'A target is one of the endpoints, written exactly, or unknown.'],
  ['http.method', 'RFC 9110, section 15.5.6', 'Other HTTP methods get 405 and what is allowed.'],
  ['http.media-type', 'RFC 9110, section 15.5.16', 'A body is JSON by its media type, and not encoded.'],
  ['http.accept', LEGACY, 'A client has to take JSON and event streams.'],
  ['http.once', 'RFC 9110, section 5.3', 'A header that may stand once, and stands twice, refuses the request.'],
  [
    'http.framing',
    'RFC 9112, section 6.3',
    'A message whose length could be read in two ways is refused, and its connection closed.',
  ],
  ['http.head-size', 'RFC 6585, section 5', 'A head that is too large gets 431.'],
  [
    'http.body-size',
    'RFC 9110, section 15.5.14',
    'A body that is too large gets 413, and bodies share a budget beyond which they get 503.',
  ],
  ['http.slow', 'RFC 9110, section 15.5.9', 'A head or a body that does not end gets 408.'],
  ['http.expect', 'RFC 9110, section 10.1.1', 'A body is not announced: it is sent.'],
  ['http.upgrade', 'RFC 9110, section 7.8', 'No connection goes over to another protocol.'],
  [
    'identity.token',
    'RFC 6750, section 3',
    'A token that is missing, malformed, unknown or expired gets 401 with a challenge, and learns nothing.',
  ],
]

const MESSAGES: readonly Row[] = [
  ['parse.json', 'RFC 8259', 'What is not one JSON text gets −32700.'],
  ['parse.utf8', 'RFC 8259, section 8.1', 'What is not UTF-8, or begins with a byte order mark, gets −32700.'],
  ['parse.numbers', 'RFC 7493, section 2.2', 'A number that no double holds is refused.'],
  ['parse.unicode', 'RFC 7493, section 2.1', 'Half of a surrogate pair is refused.'],
  ['parse.duplicate-keys', 'RFC 7493, section 2.3', 'Two keys of one object that are the same refuse the message.'],
  [
    'parse.protocol-keys',
    SENT,
    'A key that differs from one of the protocol in case or composition refuses the message.',
  ],
  [
    'parse.folded-keys',
    SENT,
    'Keys in `params` that some reader takes for one refuse the message, and so does a look-alike of what a rule reads.',
  ],
  [
    'parse.message',
    'JSON-RPC 2.0, sections 4 and 5',
    'What is neither a request, a notification nor a response gets −32600.',
  ],
  ['parse.batch', 'MCP 2025-06-18, changes', 'Batches are refused.'],
  ['parse.bounds', LINEAR, 'Depth and number of members are bounded.'],
  ['parse.headers', `${MODERN}, header validation`, 'Headers that differ from the body get −32020.'],
  ['parse.version', `${MODERN}, versioning`, 'A revision that is not served gets −32022 and those that are.'],
  ['parse.envelope', `${MODERN}, per-request metadata`, 'A modern request without its `_meta` gets −32602.'],
  [
    'methods.closed',
    CLOSED,
    'A method that is not in the table is refused: 404 in the modern era, 200 in the legacy one.',
  ],
  ['call.params', CLOSED, 'A call has no member that nobody judges.'],
  [
    'call.unknown',
    'SECURITY.md, promise 7',
    'Hidden, absent and quarantined tools answer alike, after as long, and the call is never sent.',
  ],
  [
    'call.refusal',
    'docs/decisions/0010-refusals-as-tool-results.md',
    'A refused call says why: a sentence, a stable code, the rule, and when to come back.',
  ],
  [
    'call.continuation',
    'MCP 2026-07-28, multi-round-trip requests',
    'A call goes on only with the gateway’s own state, for the same call, once.',
  ],
]

const SESSIONS: readonly Row[] = [
  [
    'session.owner',
    `${LEGACY}, session management`,
    'A session is found by the grant and for the server that it was opened with, and by nobody else.',
  ],
  [
    'session.ids',
    'JSON-RPC 2.0, section 4',
    'An id in flight is not taken twice; `1` and `"1"` differ; sessions do not share ids.',
  ],
  ['session.replies', CLOSED, 'A reply that no server asked for is refused.'],
  ['reload.applies', SNAPSHOT, 'An edit holds from the next request on.'],
  ['reload.invalid', SNAPSHOT, 'An edit that is not valid changes nothing, and says why and where.'],
  ['reload.whole', SNAPSHOT, 'A request sees one version of the configuration, whole.'],
  ['reload.revoked', SNAPSHOT, 'Who is revoked or expired gets 401 at once and loses what is open within two seconds.'],
  ['reload.server', SNAPSHOT, 'A server’s new address and credential are used from the next call on.'],
  [
    'reload.tighten',
    'docs/guide/13-configuration-and-reload.md',
    'Under `tighten` an edit that gives rights waits for its confirmation.',
  ],
]

const SERVERS: readonly Row[] = [
  ['tools.names', CLOSED, 'Tools with odd, equal or look-alike names are neither shown nor called.'],
  [
    'tools.known',
    CLOSED,
    'A name that no entry names is looked up before the default is asked, and a server that does not list holds up nobody.',
  ],
  [
    'tools.pages',
    'MCP 2026-07-28, pagination',
    'Lists are read page by page, never in circles, and a part is not taken for the whole.',
  ],
  [
    'tools.filter',
    'MCP 2026-07-28, caching',
    'Hidden tools are cut out of lists, which are private and soon stale; a list that cannot be judged is refused.',
  ],
  [
    'stream.cancel',
    `${MODERN}, cancellation`,
    'A client that goes away cancels: the server’s stream is closed, and a call that was not sent is not made.',
  ],
  ['answer.meta', CLOSED, 'Only the gateway speaks under its own prefix.'],
]

const RECORDS: readonly Row[] = [
  ['log.complete', CLOSED, 'There is one decision for each call, and one outcome for each that was let through.'],
  [
    'log.value-free',
    'SECURITY.md, promise 5',
    'The log holds no value of an argument, no token and no word of a result.',
  ],
  ['log.refusals', LINEAR, 'Refusals of one grant are bounded; what is allowed to it goes on.'],
  ['log.full', CLOSED, 'A call that cannot be recorded is refused, unless the operator said otherwise.'],
  ['log.durable', 'docs/reference/decision-log.md', 'A kill loses one flush of the log at most.'],
  ['data.one-owner', CLOSED, 'A data folder has one owner.'],
  ['data.private', SECRETS, 'What the gateway writes is for its own user alone.'],
  ['data.unreachable', CLOSED, 'A server that is started here is not given the gateway’s own files.'],
]

/** By id. */
export const REQUIREMENTS: ReadonlyMap<string, Requirement> = new Map(
  [
    ...LAWS,
    ...SURFACES,
    ...RESULT_PROMISES,
    ...LABELS,
    ...CATALOGUE,
    ...CLAIMS,
    ...HTTP,
    ...LANE_PROMISES,
    ...MESSAGES,
    ...SESSIONS,
    ...SERVERS,
    ...RECORDS,
    ...APPROVAL_PROMISES,
    ...CONTROL_PROMISES,
    ...DASHBOARD_PROMISES,
    ...GATEWAYS_PROMISES,
    ...TOGETHER_PROMISES,
    ...ACROSS_PROMISES,
    ...SHARED_PROMISES,
    ...UPSTREAM_PROMISES,
    ...OPERATIONS_PROMISES,
  ].map(([id, source, text]) => [id, { source, text }]),
)
