/** What a server is about, as far as its words tell: some verbs mean something else on a chain, in a market or in a browser. */
import { singular } from '../tokens.ts'

/** A field in which verbs have their own meaning. */
export type Domain = 'crypto' | 'trading' | 'browser' | 'database'

const WORDS: Readonly<Record<Domain, string>> = {
  crypto: `crypto cryptocurrency wallet eth ethereum solana sol bitcoin btc erc20 erc721 nft defi onchain evm web3
    blockchain fungible dex swap stake staking usdc lightning slippage gasprice gaslimit memecoin privatekey tokenaddress mnemonic
    lamport chainid walletaddress tokenin tokenout amountin senderaddress recipientaddress metamask uniswap coinbase
    polygon algorand aptos cosmos ripple xrpl stellar tron starknet avalanche arbitrum bnb bsc cardano tezos hedera monero
    dogecoin litecoin filecoin zksync celo mainnet testnet gwei wei airdrop pumpfun utxo mempool psbt stablecoin`,
  trading: `trading trader broker brokerage futures leverage orderbook portfolio ticker stock forex margin metatrader ccxt
    alpaca binance kraken okx bybit kucoin bitget bitfinex hyperliquid deribit bitmex robinhood oanda schwab etrade ibkr
    orderflow ohlc ohlcv candlestick kline pnl stoploss takeprofit tradingview hedging`,
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

/** Words that end as the names of chains do, and are none. */
const NO_CHAIN = new Set('langchain toolchain keychain supplychain chain'.split(' '))

/** The domain that a word belongs to. */
export function domainOf(word: string): Domain | undefined {
  const known = DOMAIN_OF.get(word) ?? DOMAIN_OF.get(singular(word))
  return known ?? (word.endsWith('chain') && !NO_CHAIN.has(word) ? 'crypto' : undefined)
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

/** Words of names that together show what a server is about: each alone could mean something else. */
const CLUES: Readonly<Partial<Record<Domain, { readonly strong: string; readonly weak: string }>>> = {
  crypto: {
    strong: `wallet swap nft erc20 erc721 erc1155 eth sol btc usdc usdt gas airdrop stake unstake staking liquidity mint
      onchain blockchain defi bridge delegate ens sats lightning lamport faucet`,
    weak: 'token coin transaction tx block contract address balance validator pool chain network asset price burn',
  },
  trading: {
    strong: `position holding margin leverage candle kline ohlc ohlcv orderbook ticker pnl gtt ltp stoploss forex equity
      portfolio futures broker`,
    weak: 'order trade quote market instrument symbol stock option watchlist exchange fund balance limit',
  },
}

/** Verbs that only a token of a chain can follow. */
const DEALS = ['buy', 'sell', 'mint', 'burn', 'swap', 'stake', 'trade'] as const

/** Weight of different clues from which on a domain is believed: two strong ones, or one and two weak ones. */
const ENOUGH = 2

const WORTH: ReadonlyMap<string, readonly (readonly [Domain, number])[]> = clues()

function clues(): ReadonlyMap<string, readonly (readonly [Domain, number])[]> {
  const worth = new Map<string, (readonly [Domain, number])[]>()
  for (const [domain, { strong, weak }] of Object.entries(CLUES) as [Domain, { strong: string; weak: string }][]) {
    for (const [text, weight] of [
      [strong, 1],
      [weak, 0.5],
    ] as const) {
      for (const word of text.trim().split(/\s+/)) worth.set(word, [...(worth.get(word) ?? []), [domain, weight]])
    }
  }
  for (const verb of DEALS) worth.set(`${verb} token`, [['crypto', 1]])
  return worth
}

/** The market that names of a server's tools speak of together, each word counted once. Linear in them. */
export function domainsBeside(names: Iterable<readonly string[]>): ReadonlySet<Domain> {
  const seen = new Set<string>()
  for (const words of names) {
    const nouns = words.map(singular)
    for (const noun of nouns) seen.add(noun)
    const sold = DEALS.find((verb) => nouns.includes(verb))
    if (sold !== undefined && nouns.includes('token')) seen.add(`${sold} token`)
  }
  const sums = new Map<Domain, { sum: number; strong: boolean }>()
  for (const word of seen) {
    for (const [domain, weight] of WORTH.get(word) ?? []) {
      const { sum, strong } = sums.get(domain) ?? { sum: 0, strong: false }
      sums.set(domain, { sum: sum + weight, strong: strong || weight === 1 })
    }
  }
  return new Set([...sums].flatMap(([domain, { sum, strong }]) => (strong && sum >= ENOUGH ? [domain] : [])))
}
