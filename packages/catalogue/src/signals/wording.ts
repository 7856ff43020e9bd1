/** Turns of phrase in the description that say more than its verb. */
import type { Category } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('wording', 'description')

interface Turn {
  readonly pattern: RegExp
  /** Where it does not count. */
  readonly not?: RegExp
  readonly says: readonly (readonly [Category, number])[]
  readonly because: string
}

/** How much of the description each turn may stand in. */
const NEAR = 400

const TURNS: readonly Turn[] = [
  {
    pattern:
      /permanent(?:ly)? (?:\w+ )?(?:delet|remov|destroy|eras)|cannot be (?:undone|recovered|reversed|restored)|can't be undone|irreversibl|not reversible|no undo/,
    says: [['Destructive', 1.6]],
    because: 'the description says that it cannot be undone',
  },
  {
    pattern:
      /can be (?:restored|recovered|undone|reverted)|recycling bin|recycle bin|to (?:the )?trash|soft[- ]delet|\(reversible\)|is reversible/,
    not: /permanent|empty/,
    says: [
      ['Destructive', -1],
      ['Write', 0.8],
    ],
    because: 'the description says that it can be undone',
  },
  {
    pattern:
      /read[- ]?only[\s.,)\]]*(?:$|quer|sql|tool|access|operation|function|request|transaction|select|call|statement|command|connection|and |api)|[([]read[- ]only|(?:is|strictly|safe,) read[- ]only|^read[- ]only|does not (?:modify|change|alter|write)|without (?:modifying|changing|altering)|no side effects|non-mutating|only select|select (?:statements?|queries|query) only|only allows? select|(?:contains?|rejects?|no|refuses) (?:ddl|dml)|执行 ?select|executes? (?:a )?select\b/,
    not: /read[- ]only (?:mode|flag|=|is )|non-read-only|not read[- ]only|readonly mode/,
    says: [
      ['Read', 2.4],
      ['Execute', -1.4],
    ],
    because: 'the description says that it only reads',
  },
  {
    pattern: /arbitrary (?:\w+ )?(?:code|command|script|sql|javascript|python|shell|queries|query)/,
    says: [['Execute', 2]],
    because: 'the description says that what it runs is arbitrary',
  },
  {
    pattern:
      /(?:execut\w+|\bruns?|\brunning) (?:\w+ ){0,3}(?:shell|bash|terminal|powershell|commands?|scripts?|code|javascript|python|sql|snippets?|applescript)\b/,
    not: /(?:before|after|without|from|when) (?:execut|running)|command palette|slash command/,
    says: [['Execute', 1.5]],
    because: 'the description says that it runs code or commands',
  },
  {
    pattern:
      /real (?:money|funds)|charges? (?:the|your|a) (?:card|customer|account|wallet)|places? (?:a |an )?(?:\w+ )?order\b/,
    not: /quote|simulat|preview|estimate/,
    says: [['Financial', 1.2]],
    because: 'the description says that money is moved or committed',
  },
  {
    pattern: /^.{0,60}\boverwrit|existing (?:file|data|contents?) (?:will be |is |are )?(?:overwritten|replaced)/,
    says: [['Write', 0.6]],
    because: 'the description says that it overwrites',
  },
]

/** What the description’s turns of phrase say. Bounded: only its beginning is read. */
export const wording: Signal = ({ lower }) => {
  if (lower === '') return []
  const near = lower.slice(0, NEAR)
  return TURNS.flatMap((turn) => {
    if (!turn.pattern.test(near) || turn.not?.test(near) === true) return []
    return turn.says.map(([category, weight]) => evidence(category, weight, turn.because))
  })
}
