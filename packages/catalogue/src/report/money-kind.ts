/** In which way a tool is about money, as its evidence says. */
import type { Page } from './page.ts'

/**
 * `pays`: money or assets change hands. `allows`: somebody gets the right to take them. `stakes`: what is at risk in a
 * market changes. `commits`: an obligation is made or changed, which somebody pays by and by.
 */
export type MoneyKind = 'pays' | 'allows' | 'stakes' | 'commits'

const KINDS: readonly (readonly [MoneyKind, RegExp])[] = [
  ['allows', /lets others spend/],
  ['stakes', /at stake|committed in a market|is an order/],
  ['pays', /moves (?:money or )?assets|spends|takes? (?:the )?money|gives money|is settled/],
]

const PAYS = new Set(
  'pay send transfer buy purchase swap charge refund withdraw deposit donate tip bet bid stake fund repay lend disburse sell'.split(
    ' ',
  ),
)

/** The kind of a Financial tool. */
export function moneyKindOf({ label, said }: Page): MoneyKind {
  const because = label.evidence.find(({ category, weight }) => category === 'Financial' && weight > 0)?.because ?? ''
  const kind = KINDS.find(([, pattern]) => pattern.test(because))?.[0]
  return kind ?? (PAYS.has(said.lemma ?? '') ? 'pays' : 'commits')
}
