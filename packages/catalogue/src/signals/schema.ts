/** What the parameters suggest. */
import type { Facts } from '../facts.ts'
import { type Parameter, parameterName } from '../parameters.ts'
import type { Evidence } from '../risk.ts'
import { evidenceOf, type Signal } from './signal.ts'

const evidence = evidenceOf('schema', 'schema')

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

const PAGING = words(
  'limit offset page cursor pagesize perpage pagination sort sortby orderby top skip maxresults since until filter fields expand',
)
const LOOKING = words('query q search keyword keywords term filter filters')
const CONTENT = words(
  'content body text html markdown message comment payload values attributes properties data fields updates changes patch title',
)
const KEEPING = words(
  'outputpath outputdir outputfile outputfilepath outputdirectory savepath savedir destinationpath targetpath',
)
const CONFIRMING = words('confirm confirmed force dryrun permanent cascade recursive overwrite')
const RUNNING = words(
  'code script command cmd shell javascript js python bash sourcecode codesnippet snippet pycode statement statements program',
)
const QUERYING = words('sql sqlquery')
const AMOUNT = words('amount price qty quantity lamports value amountin tokenamount')
const MONEY_NEAR = words('currency recipient walletid payeeid slippage side limitprice')
const ON_CHAIN = words(
  'toaddress destinationaddress recipientaddress receiveraddress privatekey spender spenderaddress tokenaddress mnemonic walletaddress',
)

function firstIn(parameters: readonly Parameter[], set: ReadonlySet<string>): Parameter | undefined {
  return parameters.find((one) => set.has(one.key))
}

function looking(parameters: readonly Parameter[]): readonly Evidence[] {
  const paging = parameters.filter((one) => PAGING.has(one.key))
  const found = paging[0]
  if (found !== undefined) {
    return [evidence('Read', Math.min(0.8, 0.4 * paging.length), `it pages or filters: ${parameterName(found)}`)]
  }
  const search = firstIn(parameters, LOOKING)
  return search === undefined ? [] : [evidence('Read', 0.3, `it looks for something: ${parameterName(search)}`)]
}

function changing(parameters: readonly Parameter[]): readonly Evidence[] {
  const content = parameters.filter((one) => CONTENT.has(one.key))
  const found = content[0]
  const evidenceList: Evidence[] = []
  if (found !== undefined) {
    const weight = Math.min(0.7, 0.35 * content.length)
    evidenceList.push(evidence('Write', weight, `it takes something to keep: ${parameterName(found)}`))
  }
  const target = firstIn(parameters, KEEPING)
  if (target !== undefined) evidenceList.push(evidence('Write', 1.2, `it writes its result: ${parameterName(target)}`))
  const confirm = firstIn(parameters, CONFIRMING)
  if (confirm !== undefined)
    evidenceList.push(evidence('Write', 0.4, `it wants to be confirmed: ${parameterName(confirm)}`))
  return evidenceList
}

function running({ parameters, reading }: Facts): readonly Evidence[] {
  const code = firstIn(parameters, RUNNING)
  const verb = reading.clauses[0]?.clause.verb ?? ''
  const only = parameters.filter((one) => one.required).length <= 2
  if (code !== undefined && /^(?:run|execute|exec|eval|evaluate|query|test|call|invoke|send|write)?$/.test(verb)) {
    return [evidence('Execute', only ? 1.6 : 1, `it takes code or a command: ${parameterName(code)}`)]
  }
  const sql = firstIn(parameters, QUERYING)
  return sql === undefined ? [] : [evidence('Execute', 1.2, `it takes SQL: ${parameterName(sql)}`)]
}

const PAYING: ReadonlySet<string> = words(
  'send transfer pay charge swap buy sell deposit withdraw stake order trade place create approve mint',
)

function paying({ parameters, reading, domains }: Facts): readonly Evidence[] {
  const amount = firstIn(parameters, AMOUNT)
  const verb = reading.clauses[0]?.clause.verb
  if (amount === undefined || verb === undefined || !PAYING.has(verb)) return []
  const onChain = firstIn(parameters, ON_CHAIN)
  const near = onChain ?? firstIn(parameters, MONEY_NEAR)
  const market = onChain !== undefined || domains.has('crypto') || domains.has('trading')
  if (near === undefined && !(market && verb !== 'create')) return []
  const certain = near !== undefined && market
  return [evidence('Financial', certain ? 4.2 : 1.2, `it takes an amount: ${parameterName(amount)}`)]
}

function bare({ hasSchema, parameters, reading }: Facts): readonly Evidence[] {
  if (!hasSchema || parameters.length > 0 || reading.clauses.length > 0) return []
  return [evidence('Read', 0.3, 'it takes no arguments')]
}

/** What the parameters suggest: paging reads, contents are kept, code is run, amounts are paid. */
export const schema: Signal = (facts) => [
  ...looking(facts.parameters),
  ...changing(facts.parameters),
  ...running(facts),
  ...paying(facts),
  ...bare(facts),
]
