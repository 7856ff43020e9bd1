/** A reader of the part of PromQL that our files use: enough to find a mistake in it. */

const FUNCTIONS: ReadonlySet<string> = new Set(['histogram_quantile', 'rate', 'increase', 'min_over_time'])
const AGGREGATIONS: ReadonlySet<string> = new Set(['sum', 'max', 'topk'])
const WORDS = /^(?:or|and|by)$/
const TOKEN =
  /\s+|(?<text>"(?:[^"\\]|\\.)*")|(?<number>\d+(?:\.\d+)?(?:e\d+)?)(?<unit>[smhd])?|(?<name>[a-zA-Z_]\w*)|(?<sign>=~|==|!=|>=|<=|[-+*/<>=(){}[\],])/y

/** Tokens in order; undefined: something is none. */
function tokensOf(text: string): readonly string[] | undefined {
  const tokens: string[] = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const found = TOKEN.exec(text)
    if (found === null) return undefined
    if (found[0].trim() !== '') tokens.push(found[0])
  }
  return tokens
}

const isName = (token: string | undefined): token is string => token !== undefined && /^[a-zA-Z_]\w*$/.test(token)

/** Reads an expression; a fault says where it is none. */
class Reader {
  readonly metrics: string[] = []
  readonly #tokens: readonly string[]
  #at = 0

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  whole(): void {
    this.#comparison()
    if (this.#at < this.#tokens.length) throw new Error(`more after its end: ${this.#peek()}`)
  }

  #peek(): string | undefined {
    return this.#tokens[this.#at]
  }

  #take(wanted?: string): string {
    const token = this.#tokens[this.#at++]
    if (token === undefined || (wanted !== undefined && token !== wanted))
      throw new Error(`${wanted ?? 'something'} is missing before ${token ?? 'the end'}`)
    return token
  }

  #comparison(): void {
    this.#term()
    while (/^(?:==|!=|>=|<=|[-+*/<>]|or|and)$/.test(this.#peek() ?? '')) {
      this.#take()
      this.#term()
    }
  }

  #term(): void {
    const token = this.#take()
    if (token === '(') {
      this.#comparison()
      this.#take(')')
    } else if (isName(token)) this.#named(token)
    else if (!/^\d/.test(token)) throw new Error(`${token} stands where a value should`)
  }

  #named(name: string): void {
    if (AGGREGATIONS.has(name)) return this.#aggregation()
    if (FUNCTIONS.has(name)) return this.#call()
    if (WORDS.test(name)) throw new Error(`${name} stands where a value should`)
    this.metrics.push(name)
    if (this.#peek() === '{') this.#selector()
    if (this.#peek() !== '[') return
    this.#take('[')
    if (!/^\d+[smhd]$/.test(this.#take())) throw new Error('a range has no unit')
    this.#take(']')
  }

  #aggregation(): void {
    if (this.#peek() === 'by') {
      this.#take()
      this.#take('(')
      this.#list(() => this.#label())
    }
    this.#call()
  }

  #call(): void {
    this.#take('(')
    this.#list(() => this.#comparison())
  }

  #list(member: () => void): void {
    member()
    while (this.#peek() === ',') {
      this.#take()
      member()
    }
    this.#take(')')
  }

  #label(): void {
    if (!isName(this.#take())) throw new Error('a label has no name')
  }

  #selector(): void {
    this.#take('{')
    for (;;) {
      this.#label()
      if (!/^(?:=|=~|!=)$/.test(this.#take())) throw new Error('a label is not compared')
      if (!this.#take().startsWith('"')) throw new Error('a label is compared with no text')
      if (this.#peek() !== ',') break
      this.#take()
    }
    this.#take('}')
  }
}

function read(text: string): Reader {
  const tokens = tokensOf(text)
  if (tokens === undefined) throw new Error('something in it is no token')
  const reader = new Reader(tokens)
  reader.whole()
  return reader
}

/** What is wrong with an expression; undefined: it can be read. */
export function expressionFault(text: string): string | undefined {
  try {
    read(text)
    return undefined
  } catch (fault) {
    return `${text}: ${fault instanceof Error ? fault.message : String(fault)}`
  }
}

/** Metrics that it reads, by the names under which the reference has them. */
export const metricsIn = (text: string): readonly string[] =>
  read(text).metrics.map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))
