/** Which resources and prompts of a server may be used: compiled once, asked for each name. */
import type { DocumentRef, RuleId } from '../decide/decision.ts'
import { matches, nameTokens, type Pattern, parsePattern } from '../name/pattern.ts'
import type { OrFlaw } from '../policy/problem.ts'
import { fold } from '../text/folding.ts'
import { pointerOf } from '../text/pointer.ts'
import type { ItemRules, Verb } from './surface-rules.ts'
import { readUri } from './uri.ts'
import { looseCandidates, looseTokens } from './uri-looseness.ts'
import { absorbs, overlaps, parseUriPattern, type UriToken, uriTokens } from './uri-pattern.ts'
import { templateTokens } from './uri-template.ts'
import { type Verdict, verdict } from './verdict.ts'

/** Judges the resources or the prompts of a server. */
export interface ItemPlan {
  /** Whatever is asked for is refused: nothing need be asked of the server. */
  readonly closed: Verdict | undefined
  /** Whatever is asked for is permitted: no answer need be looked at. */
  readonly open: boolean
  /** Some may exist that must not be seen. */
  readonly hides: boolean
  /** @param name a prompt's name, or a resource's address */
  judge(name: string): Verdict
  /** Whether a template of addresses may be seen: where some of them may be read, and not all of them are refused. */
  judgeTemplate(template: string): Verdict
}

/** Where the rules stand. */
export interface ItemPlace {
  readonly surface: 'resources' | 'prompts'
  readonly document: DocumentRef
  readonly default: Verb
}

/** One pattern, and what it says. */
interface Entry<P> {
  readonly pattern: P
  readonly says: Verdict
}

interface Lists<P> {
  readonly hide: readonly Entry<P>[]
  readonly deny: readonly Entry<P>[]
  readonly allow: readonly Entry<P>[]
  readonly otherwise: Verdict
}

/**
 * Prepares the rules for prompts. What refuses ignores case, what allows does not.
 * @throws Error for patterns that `parsePolicy` would have refused
 */
export function compilePrompts(rules: ItemRules | undefined, place: ItemPlace): ItemPlan {
  const lists = listsOf(rules, place, (text, key) => sure(parsePattern(key === 'allow' ? text : fold(text))))
  const fits = ({ pattern }: Entry<Pattern>, name: string): boolean => matches(pattern, nameTokens(name))
  const judge = (name: string): Verdict => {
    const folded = fold(name)
    return (
      find(lists.hide, (entry) => fits(entry, folded)) ??
      find(lists.deny, (entry) => fits(entry, folded)) ??
      find(lists.allow, (entry) => fits(entry, name)) ??
      lists.otherwise
    )
  }
  return { ...wholeOf(lists), judge, judgeTemplate: judge }
}

/**
 * Prepares the rules for resources. Addresses that could be spelled otherwise are refused where any pattern is written.
 * @throws Error for patterns that `parsePolicy` would have refused
 */
export function compileResources(rules: ItemRules | undefined, place: ItemPlace): ItemPlan {
  const lists = listsOf(rules, place, (text, key) => {
    const { tokens } = sure(parseUriPattern(text))
    return key === 'allow' ? tokens : looseTokens(tokens)
  })
  const isPlain = lists.hide.length + lists.deny.length + lists.allow.length === 0
  const judge = (uri: string): Verdict => {
    if (isPlain) return lists.otherwise
    const read = readUri(uri)
    if (!read.ok) return verdict('malformed', pointerOf([place.surface]), place.document, read.flaw.message)
    const exact = uriTokens(read.value)
    const candidates = looseCandidates(read.value)
    const refuses = ({ pattern }: Entry<readonly UriToken[]>): boolean =>
      candidates.some((candidate) => absorbs(pattern, candidate))
    return (
      find(lists.hide, refuses) ??
      find(lists.deny, refuses) ??
      find(lists.allow, ({ pattern }) => absorbs(pattern, exact)) ??
      lists.otherwise
    )
  }
  const judgeTemplate = (template: string): Verdict => {
    const tokens = templateTokens(template)
    const loose = looseTokens(tokens)
    return (
      find(lists.hide, ({ pattern }) => absorbs(pattern, loose)) ??
      find(lists.deny, ({ pattern }) => absorbs(pattern, loose)) ??
      find(lists.allow, ({ pattern }) => overlaps(pattern, tokens)) ??
      lists.otherwise
    )
  }
  return { ...wholeOf(lists), judge, judgeTemplate }
}

function sure<T>(read: OrFlaw<T>): T {
  if (!read.ok) throw new Error(`The policy was not checked: ${read.flaw.message}.`)
  return read.value
}

function find<P>(entries: readonly Entry<P>[], fits: (entry: Entry<P>) => boolean): Verdict | undefined {
  return entries.find(fits)?.says
}

/** Without rules of its own a surface is as the document's default says. */
function listsOf<P>(
  rules: ItemRules | undefined,
  { surface, document, default: general }: ItemPlace,
  read: (text: string, key: 'hide' | 'deny' | 'allow') => P,
): Lists<P> {
  const entries = (key: 'hide' | 'deny' | 'allow', effect: Verdict['effect']): readonly Entry<P>[] =>
    (rules?.[key] ?? []).map((text, index) => ({
      pattern: read(text, key),
      says: verdict(effect, pointerOf([surface, key, index]), document),
    }))
  const own = rules?.default
  const rule: RuleId = own === undefined ? `(default ${general})` : pointerOf([surface, 'default'])
  return {
    hide: entries('hide', 'hidden'),
    deny: entries('deny', 'deny'),
    allow: entries('allow', 'allow'),
    otherwise: verdict(own ?? general, rule, document),
  }
}

function wholeOf({ hide, deny, allow, otherwise }: Lists<unknown>): Pick<ItemPlan, 'closed' | 'open' | 'hides'> {
  const isPlain = hide.length + deny.length + allow.length === 0
  return {
    closed: allow.length === 0 && otherwise.effect === 'deny' ? otherwise : undefined,
    open: isPlain && otherwise.effect === 'allow',
    hides: hide.length > 0,
  }
}
