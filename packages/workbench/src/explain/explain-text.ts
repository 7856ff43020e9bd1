/** Explanations for people: every rule in order, with its place and what came of it. */
import {
  type Candidate,
  type ConditionExplanation,
  type DocumentExplanation,
  type Explanation,
  formatAmount,
  MAX_AMOUNT,
  type RuleId,
  type Step,
  type VisibilityExplanation,
} from '@portcullis/engine'

/** Where a rule of a document stands: `policy.json:12:7`; undefined where it stands in no file. */
export type FindPlace = (document: string, rule: RuleId) => string | undefined

/** Paints a text; the identity where there is no terminal. */
export interface ExplainPaint {
  good(text: string): string
  bad(text: string): string
  faint(text: string): string
}

/** How it is written. */
export interface ExplainStyle {
  readonly find: FindPlace
  readonly paint: ExplainPaint
}

/** A whole explanation as a tree. */
export function explanationText({ decision, documents, shadow }: Explanation, style: ExplainStyle): string {
  const isWithLimits = documents.some(({ steps }) => steps.some(({ kind }) => kind === 'limit'))
  const lines = [
    answerLine(decision, style),
    ...(decision.effect === 'allow' ? [] : [`  ${clean(decision.message)}`]),
    ...documents.flatMap((each) => documentLines(each, style)),
    ...(shadow.length === 0
      ? []
      : ['', 'As if nothing were in shadow mode:', ...shadow.flatMap((each) => documentLines(each, style))]),
    ...(isWithLimits && decision.effect !== 'deny'
      ? ['', 'What the counters hold is not known here: a limit that is used up would refuse the call.']
      : []),
  ]
  return `${lines.join('\n')}\n`
}

const WORDS = { allow: 'ALLOWED', ask: 'ASKED ABOUT', deny: 'DENIED' } as const

function answerLine(
  { effect, rule, document, ...rest }: Explanation['decision'],
  { find, paint }: ExplainStyle,
): string {
  const word = effect === 'allow' ? paint.good(WORDS.allow) : paint.bad(WORDS[effect])
  const code = effect === 'deny' && 'code' in rest ? ` (${rest.code})` : ''
  return `${word}${code} by ${placed(document.id, rule, find)}`
}

function placed(document: string, rule: RuleId, find: FindPlace): string {
  const place = find(document, rule)
  return `${place === undefined ? `${document} ` : `${place} `}${clean(rule)}`
}

function documentLines({ document, candidates, steps }: DocumentExplanation, style: ExplainStyle): readonly string[] {
  return [
    '',
    `${document.id}`,
    '  what fits the tool',
    ...candidateLines(document.id, candidates, style),
    ...(steps.length === 0
      ? ['  nothing is judged: no rule has conditions or limits']
      : ['  what is judged, in order']),
    ...steps.flatMap((step) => stepLines(document.id, step, style)),
  ]
}

function candidateLines(
  document: string,
  candidates: readonly Candidate[],
  { find, paint }: ExplainStyle,
): readonly string[] {
  return candidates.map(({ rule, applies, because }) => {
    const line = `    ${applies ? '+' : '-'} ${placed(document, rule, find)}: ${clean(because)}`
    return applies ? line : paint.faint(line)
  })
}

const OUTCOMES: Readonly<Record<Step['outcome'], string>> = {
  passes: 'passes',
  refuses: 'refuses',
  asks: 'asks',
  fails: 'cannot be judged, and refuses',
  claims: 'claims',
}

function stepLines(document: string, step: Step, { find, paint }: ExplainStyle): readonly string[] {
  const { rule, kind, outcome, decides, because, conditions, claim } = step
  const claimed = claim === undefined ? '' : ` ${claimWords(claim)}`
  const said = `${OUTCOMES[outcome]}${claimed}${because === undefined ? '' : `: ${clean(because)}`}`
  const painted = outcome === 'passes' || outcome === 'claims' ? said : paint.bad(said)
  return [
    `    ${decides ? '>' : ' '} ${kind} ${placed(document, rule, find)} ${painted}${decides ? '   <- this decides' : ''}`,
    ...conditions.flatMap((condition) => conditionLines(condition, 8)),
  ]
}

function claimWords({ amount, max, counter, current, terms }: NonNullable<Step['claim']>): string {
  const taken = amount === undefined ? 'an amount' : formatAmount(amount)
  const asks = terms?.asks === undefined ? '' : `; a person is asked beyond ${formatAmount(terms.asks.max)}`
  // A limit that only asks has no end of its own.
  const end = max === MAX_AMOUNT ? '' : ` of ${formatAmount(max)}`
  const rolling = terms?.rolling
  const window =
    rolling === undefined ? `until ${new Date(current.to).toISOString()}` : `in any ${rolling / 1_000} seconds`
  return `${taken}${end} from ${JSON.stringify(counter)} ${window}${asks}`
}

function conditionLines(
  { kind, truth, found, path, op, literal, value, parts }: ConditionExplanation,
  indent: number,
): readonly string[] {
  const pad = ' '.repeat(indent)
  if (kind !== 'comparison')
    return [`${pad}${truthText(truth)}  ${kind} of`, ...parts.flatMap((part) => conditionLines(part, indent + 2))]
  const actual = value === undefined ? '' : `, it is ${shortened(value)}`
  const absent = found === 'absent' ? ', nothing is there' : ''
  return [`${pad}${truthText(truth)}  ${clean(path ?? '')} ${op ?? ''} ${shortened(literal)}${absent || actual}`]
}

const truthText = (truth: boolean | string): string =>
  typeof truth === 'boolean' ? String(truth).padEnd(5) : `error (${clean(truth)})`

const MOST_SHOWN = 120

function shortened(value: unknown): string {
  const text = clean(JSON.stringify(value) ?? '')
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}

/** Nothing that a terminal would act on. */
const clean = (text: string): string =>
  text.replaceAll(/\p{Cc}|\p{Cf}/gu, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Why a tool stands in a list, or does not. */
export function visibilityText(
  tool: string,
  { visibility, documents }: VisibilityExplanation,
  style: ExplainStyle,
): string {
  const shown = visibility === 'shown'
  const head = `${clean(tool)} ${shown ? style.paint.good('stands in the list') : style.paint.bad('does not stand in the list')}`
  const lines = documents.flatMap(({ document, candidates, because }) => [
    '',
    `${document.id}: ${because === undefined ? 'does not keep it out' : clean(because)}`,
    ...candidateLines(document.id, candidates, style),
  ])
  return `${[head, ...lines].join('\n')}\n`
}
