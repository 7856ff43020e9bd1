/** What a server is about, as far as its words tell: some verbs mean something else on a chain, in a market or in a browser. */
import { singular } from '../tokens.ts'

/** A field in which verbs have their own meaning. */
export type Domain = 'crypto' | 'trading' | 'browser' | 'database'

const WORDS: Readonly<Record<Domain, string>> = {
  crypto: `crypto cryptocurrency wallet eth ethereum solana sol bitcoin btc erc20 erc721 nft defi onchain evm web3
    blockchain fungible dex swap stake staking usdc lightning slippage gasprice gaslimit memecoin privatekey tokenaddress mnemonic
    lamport chainid walletaddress tokenin tokenout amountin senderaddress recipientaddress metamask uniswap coinbase
    polygon algorand aptos cosmos ripple xrpl stellar tron starknet`,
  trading: `trading trader broker brokerage futures leverage orderbook portfolio ticker stock forex margin metatrader ccxt
    alpaca binance kraken`,
  browser: `browser playwright puppeteer selenium chrome webdriver devtools chromium firefox appium navigate simulator
    automation computer desktop mouse keyboard`,
  database: `database mysql postgres postgresql sqlite sql mssql oracle clickhouse duckdb snowflake bigquery redshift mariadb
    supabase spanner db`,
}

function table(): ReadonlyMap<string, Domain> {
  const domains = new Map<string, Domain>()
  for (const [domain, text] of Object.entries(WORDS) as [Domain, string][]) {
    for (const word of text.split(/\s+/)) domains.set(word, domain)
  }
  return domains
}

const DOMAIN_OF = table()

/** The domain that a word belongs to. */
export function domainOf(word: string): Domain | undefined {
  return DOMAIN_OF.get(word) ?? DOMAIN_OF.get(singular(word))
}

/** The domains that any of the words belongs to. */
export function domainsOf(words: Iterable<string>): ReadonlySet<Domain> {
  const found = new Set<Domain>()
  for (const word of words) {
    const domain = domainOf(word)
    if (domain !== undefined) found.add(domain)
  }
  return found
}
