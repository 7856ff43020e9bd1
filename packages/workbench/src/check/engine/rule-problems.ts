/** What the engine finds in the rules of a document: described for the reference. */
import type { ProblemCode } from '@portcullis/engine'
import type { Described } from '../finding.ts'

type Text = Omit<Described, 'code' | 'severity'>

const tools = (entries: unknown): unknown => ({ version: '1', default: 'deny', tools: entries })
const denying = (path: string, op: string, value: unknown): unknown =>
  tools({ send: { deny_if: [{ conditions: [{ path, op, value }] }] } })
const withholding = (path: string): unknown => ({
  version: '1',
  default: 'deny',
  tools: {
    get_document: { results: { deny_if: [{ conditions: [{ path, op: 'contains', value: 'CONFIDENTIAL' }] }] } },
  },
})
const limited = (limits: readonly object[], more: object = {}): unknown => ({
  version: '1',
  default: 'deny',
  ...more,
  tools: { pay: { limits } },
})

/** The codes that are described here. */
export type RuleCode = Extract<
  ProblemCode,
  'bad_path' | 'bad_pattern' | 'bad_regex' | 'tie' | 'hidden_entry' | 'differing_increments' | 'differing_refunds'
>

/** What refuses a document although it is well-formed. */
export const RULE_PROBLEMS: Readonly<Record<RuleCode, Text>> = {
  bad_path: {
    title: 'A path that leads nowhere',
    why: 'Paths begin with what a rule can read: `args`, `tool`, `grant`, `client`, `request.ip`, `time`, `seen`, `input`, and `result` within `results`. Elements are `[0]` or `[*]`, odd names `["a b"]`.',
    example: { policy: denying('arg.to', 'eq', 'x'), mended: denying('args.to', 'eq', 'x') },
  },
  bad_pattern: {
    title: 'A pattern of names that cannot be read',
    why: 'Patterns know `*`, `?` and a backslash before one of them or before itself.',
    example: { policy: tools({ 'send\\_mail': {} }), mended: tools({ send_mail: {} }) },
  },
  bad_regex: {
    title: 'A regular expression that is not RE2',
    why: 'Patterns are matched in time linear in the text, so there is no look-around and no back-reference. Use several conditions instead, with `not` where something must not be there.',
    example: { policy: denying('args.to', 'regex', '^(?!ok)'), mended: denying('args.to', 'regex', '^ok') },
  },
  tie: {
    title: 'Two patterns of which neither would win',
    why: 'The pattern with the most literal characters governs. Where two have as many and fit one name, nothing decides: calls would be refused.',
    example: { policy: tools({ 'get_*': {}, '*_get': {} }), mended: tools({ 'get_*': {}, '*_fetch': {} }) },
  },
  hidden_entry: {
    title: 'An entry for a tool that is hidden',
    why: '`hide` is stronger than everything else of the document, so the entry would never be looked at.',
    example: {
      policy: { version: '1', default: 'deny', hide: ['delete_*'], tools: { delete_note: {} } },
      mended: { version: '1', default: 'deny', hide: ['delete_*'], tools: { edit_note: {} } },
    },
  },
  differing_increments: {
    title: 'One counter, increased in two ways by one call',
    why: 'A call takes one claim from a counter. Limits that one call meets and that share a counter have to take the same.',
    example: {
      policy: limited([
        { counter: 'paid', window: 'day', max: 5 },
        { counter: 'paid', window: 'day', max: 500, increment_from: 'args.amount' },
      ]),
      mended: limited([
        { counter: 'payments', window: 'day', max: 5 },
        { counter: 'paid', window: 'day', max: 500, increment_from: 'args.amount' },
      ]),
    },
  },
  differing_refunds: {
    title: 'One counter, given back after different outcomes',
    why: 'A claim comes back or stays. Limits that one call meets and that share a counter have to name the same outcomes in `refund_on`.',
    example: {
      policy: limited([
        { counter: 'paid', window: 'day', max: 100, increment_from: 'args.amount', on_exceed: 'require_approval' },
        { counter: 'paid', window: 'day', max: 500, increment_from: 'args.amount', refund_on: ['tool_error'] },
      ]),
      mended: limited([
        { counter: 'paid', window: 'day', max: 100, increment_from: 'args.amount', on_exceed: 'require_approval' },
        { counter: 'paid', window: 'day', max: 500, increment_from: 'args.amount' },
      ]),
    },
  },
}

/** The codes that are described here. */
export type WarningCode = Extract<
  ProblemCode,
  | 'unbounded_values'
  | 'null_literal'
  | 'absent_passes'
  | 'part_of_texts'
  | 'laxer_exception'
  | 'reviewed_only'
  | 'no_effect'
>

/** What stands, and may not have been meant. */
export const RULE_WARNINGS: Readonly<Record<WarningCode, Text>> = {
  unbounded_values: {
    title: 'Counters by value, and nothing over them',
    why: 'With `by`, each value has a counter of its own. Whoever chooses the values chooses how many counters there are, so a limit for all values together belongs beside it.',
    example: {
      policy: limited([{ counter: 'c', window: 'day', max: 5, by: ['args.customer'] }]),
      mended: limited([
        { counter: 'c', window: 'day', max: 5, by: ['args.customer'] },
        { counter: 'all', window: 'day', max: 100 },
      ]),
    },
  },
  null_literal: {
    title: 'A comparison with null',
    why: 'For null, as for what is not there, every operator but `exists` is false. So nothing equals null.',
    example: { policy: denying('args.to', 'eq', null), mended: denying('args.to', 'exists', false) },
  },
  absent_passes: {
    title: 'A call without the argument passes',
    why: '`neq`, `not_in` and `not_contains` are false where nothing is there, so a call that leaves the argument out is not refused. Use `require`, or refuse its absence too. Where the tool’s definition is known and demands the argument, nothing is said.',
    example: {
      policy: denying('args.to', 'neq', 'team@example.com'),
      mended: tools({
        send: { require: [{ conditions: [{ path: 'args.to', op: 'eq', value: 'team@example.com' }] }] },
      }),
    },
  },
  part_of_texts: {
    title: 'A condition on a part of what the agent reads',
    why: '`result.content[*].text` is the text of one kind of content. What must not be said there must not be said in an embedded resource, in structured content, in an error or in a progress message either: `result.text` is every text that comes back.',
    example: { policy: withholding('result.content[*].text'), mended: withholding('result.text') },
  },
  laxer_exception: {
    title: 'An exact entry that is laxer than a pattern',
    why: 'An exact entry displaces every pattern that fits its name. What the pattern says and the entry does not is lost: its refusal, its limits. What has to hold for every tool stands in `all_tools`.',
    example: {
      policy: tools({ 'delete_*': { action: 'deny' }, delete_note: {} }),
      mended: tools({ 'delete_*': { action: 'deny' }, edit_note: {} }),
    },
  },
  reviewed_only: {
    title: 'A class that allows only what an operator labelled',
    why: 'Labels that were derived from a definition only tighten. Under `"default": "deny"` a class opens only tools whose label stands in the configuration, unless it says `"trust": "derived"`.',
    example: {
      policy: { version: '1', default: 'deny', classes: { read: {} } },
      mended: { version: '1', default: 'deny', classes: { read: { trust: 'derived' } } },
    },
  },
  no_effect: {
    title: 'A part that changes nothing',
    why: 'Something beside it decides before it is looked at, or it has nothing to work on.',
    example: {
      policy: tools({ send: { action: 'deny', rate_limit: '10/minute' } }),
      mended: tools({ send: { action: 'deny' } }),
    },
  },
}
