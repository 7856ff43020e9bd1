/** A label → the rule to paste. */
import type { Limit, Rule } from '@portcullis/engine'
import type { Label, Trait } from '../risk.ts'
import { type Argument, argumentPath, argumentRules } from './argument-rules.ts'

/** What the button beside a recommendation says. */
export type Button = 'Cap' | 'Limit' | 'Restrict' | 'Gate'

/** A rule for one tool. */
export interface Advice {
  readonly button: Button
  /** `hide`: the tool is dropped from lists and unknown when called. */
  readonly rule: Rule | 'hide'
  /** One sentence for people: what the rule means. */
  readonly meaning: string
}

/** Below this confidence even a Read gets a cap. */
const UNSURE = 0.55

/** A day's budget for an amount whose unit nobody knows: a number to replace. */
const DAILY_AMOUNT = 100

function has(label: Label, trait: Trait): boolean {
  return label.findings.some((finding) => finding.trait === trait)
}

function cap(counter: string, max: number, window: 'minute' | 'hour'): Limit {
  return { counter: `${counter}_rate`, window, max, scope: 'grant' }
}

function approval(reason: string, more: Rule = {}): Rule {
  return { action: 'require_approval', reason, ...more }
}

function read(label: Label, counter: string, refusals: Rule): Advice {
  if (label.risk === 'High') {
    return {
      button: 'Gate',
      rule: approval('This returns credentials: a person answers first.', refusals),
      meaning: 'It returns credentials, so a person answers each call first.',
    }
  }
  if (label.confidence < UNSURE) {
    return {
      button: 'Cap',
      rule: { ...refusals, limits: [cap(counter, 30, 'minute')] },
      meaning: 'It seems to read, but too little says so: at most 30 calls a minute.',
    }
  }
  const meaning =
    refusals.deny_if === undefined ? 'It only reads: allowed.' : 'It only reads: allowed, but not everywhere.'
  return { button: 'Cap', rule: refusals, meaning }
}

function write(label: Label, counter: string, refusals: Rule): Advice {
  if (has(label, 'permissions') || label.risk === 'Critical') {
    const why = has(label, 'permissions') ? 'This changes who may do what' : 'This reaches many people at once'
    return {
      button: 'Gate',
      rule: approval(`${why}: a person answers first.`, refusals),
      meaning: `${why}, so a person answers each call first.`,
    }
  }
  if (has(label, 'sends')) {
    return {
      button: 'Limit',
      rule: { ...refusals, limits: [cap(counter, 20, 'hour')] },
      meaning: 'What it sends cannot be called back: at most 20 calls an hour.',
    }
  }
  return {
    button: 'Limit',
    rule: { ...refusals, limits: [cap(counter, 30, 'minute')] },
    meaning: 'It changes something that can be changed back: at most 30 calls a minute.',
  }
}

function execute(counter: string, refusals: Rule): Advice {
  const also = refusals.deny_if === undefined ? '' : ', and not with every argument'
  return {
    button: 'Limit',
    rule: { ...refusals, limits: [cap(counter, 10, 'minute')] },
    meaning: `What it does depends on its arguments: at most 10 calls a minute${also}.`,
  }
}

function financial(label: Label, counter: string, parameters: readonly Argument[]): Advice {
  const amount = label.findings.find(({ trait }) => trait === 'amount')?.parameter
  const parameter = parameters.find(({ name }) => name === amount)
  const countable = parameter?.required === true && /^(?:number|integer)$/.test(parameter.type)
  const path = countable && amount !== undefined ? argumentPath(amount) : undefined
  const reason = 'This moves or commits money: a person answers first.'
  if (path === undefined) {
    return {
      button: 'Gate',
      rule: approval(reason),
      meaning: 'It moves or commits money, so a person answers each call first.',
    }
  }
  const budget: Limit = {
    counter: `${counter}_amount`,
    window: 'day',
    max: DAILY_AMOUNT,
    scope: 'grant',
    increment_from: path,
    on_deny: 'The budget of the day is used up.',
  }
  return {
    button: 'Gate',
    rule: approval(reason, { limits: [budget] }),
    meaning: `It moves or commits money: a person answers each call first, and ${DAILY_AMOUNT} a day is the most (put in your own budget).`,
  }
}

/** The rule for a label. `counter` is the stem of the counters’ names, unique within its document. */
export function advise(label: Label, parameters: readonly Argument[], counter: string): Advice {
  if (has(label, 'hidden-text') || has(label, 'instructions')) {
    return {
      button: 'Restrict',
      rule: 'hide',
      meaning: 'Its definition tries to steer the model that reads it: hidden.',
    }
  }
  const deny_if = argumentRules(label.findings, parameters)
  const refusals: Rule = deny_if.length === 0 ? {} : { deny_if }
  switch (label.category) {
    case 'Read':
      return read(label, counter, refusals)
    case 'Write':
      return write(label, counter, refusals)
    case 'Execute':
      return execute(counter, refusals)
    case 'Destructive':
      return { button: 'Restrict', rule: 'hide', meaning: 'It cannot be undone: hidden from the agent.' }
    case 'Financial':
      return financial(label, counter, parameters)
    default:
      return label.category satisfies never
  }
}
