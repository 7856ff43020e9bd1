/** Forms of English verbs, so that `Deletes`, `deleting` and `delete` are one word. */
import { VERBS, type Verb } from './verbs.ts'

/** Which form of a verb a word is. `past` is also the participle, which in names is an adjective: `deleted_items`. */
export type Form = 'base' | 'third' | 'ing' | 'past'

/** A word that is a form of a known verb. */
export interface VerbForm {
  readonly verb: Verb
  readonly form: Form
}

const IRREGULAR: Readonly<Record<string, string>> = {
  sent: 'send',
  wrote: 'write',
  ran: 'run',
  sold: 'sell',
  bought: 'buy',
  paid: 'pay',
  found: 'find',
  built: 'build',
  made: 'make',
  took: 'take',
  gave: 'give',
  said: 'say',
  told: 'tell',
  hid: 'hide',
  drew: 'draw',
  withdrew: 'withdraw',
}

const DOUBLING = new Set(
  'get set put run stop drop cancel submit commit stop trim flip pin tag log ban chat dig shred rm zip plan crop tap drag dub mix clip bid bet tip grep scan plot'.split(
    ' ',
  ),
)

function third(lemma: string): string {
  if (/(?:s|x|z|ch|sh|o)$/.test(lemma)) return `${lemma}es`
  return /[^aeiou]y$/.test(lemma) ? `${lemma.slice(0, -1)}ies` : `${lemma}s`
}

function ing(lemma: string): string {
  if (DOUBLING.has(lemma)) return `${lemma}${lemma.slice(-1)}ing`
  return /[^e]e$/.test(lemma) ? `${lemma.slice(0, -1)}ing` : `${lemma}ing`
}

function past(lemma: string): string {
  if (DOUBLING.has(lemma)) return `${lemma}${lemma.slice(-1)}ed`
  if (lemma.endsWith('e')) return `${lemma}d`
  return /[^aeiou]y$/.test(lemma) ? `${lemma.slice(0, -1)}ied` : `${lemma}ed`
}

function table(): ReadonlyMap<string, VerbForm> {
  const forms = new Map<string, VerbForm>()
  const put = (word: string, verb: Verb, form: Form) => {
    if (!VERBS.has(word) && !forms.has(word)) forms.set(word, { verb, form })
  }
  for (const verb of VERBS.values()) forms.set(verb.lemma, { verb, form: 'base' })
  for (const verb of VERBS.values()) {
    put(third(verb.lemma), verb, 'third')
    put(ing(verb.lemma), verb, 'ing')
    put(past(verb.lemma), verb, 'past')
  }
  put('cancelling', VERBS.get('cancel') as Verb, 'ing')
  for (const [word, lemma] of Object.entries(IRREGULAR)) {
    const verb = VERBS.get(lemma)
    if (verb !== undefined) put(word, verb, 'past')
  }
  return forms
}

/** Every form of every known verb. */
export const VERB_FORMS: ReadonlyMap<string, VerbForm> = table()
