/** What a server is about, as far as its words tell: some verbs mean something else on a chain, in a shop or in a browser. */
import { singular } from '../tokens.ts'

/** A field in which verbs have their own meaning. */
export type Domain = 'crypto' | 'trading' | 'payments' | 'browser' | 'database'

const WORDS: Readonly<Record<Domain, string>> = {
  crypto: `crypto wallet eth ethereum solana sol bitcoin btc erc20 erc721 nft defi onchain evm web3 blockchain token0 dex
    swap stake staking usdc lightning metamask uniswap jupiter coinbase starknet aptos sui near algorand polygon bsc bnb
    privatekey tokenaddress mnemonic lamport slippage gasprice gaslimit memecoin pumpfun launchpad multiversx stellar xrpl
    ripple ton tron cosmos hedera goat coti arbitrum optimism viem ethers chainid walletaddress tokenin tokenout amountin
    senderaddress recipientaddress`,
  trading: `trading broker brokerage alpaca binance bybit ccxt futures leverage orderbook portfolio ticker kraken okx bitget
    robinhood ibkr mt5 metatrader polymarket kalshi stock stocks forex margin positions hyperliquid paradex groww zerodha
    kite tradingview bithumb upbit kucoin`,
  payments: `stripe paypal payment payments square squareup paystack razorpay adyen billing invoicing xero quickbooks chargebee
    lemonsqueezy gumroad checkout mercury plaid wise sumup dodopayments zbd payman bank banking klarna shopify payout
    payouts paddle mollie flutterwave braintree`,
  browser: `browser playwright puppeteer selenium chrome webdriver stagehand browserbase devtools chromium firefox appium
    playwrite navigate simulator automation computer desktop mouse keyboard`,
  database: `database mysql postgres postgresql sqlite sql mssql oracle clickhouse duckdb snowflake bigquery redshift mariadb
    supabase neon starrocks spanner tidb dremio trino db`,
}

function table(): ReadonlyMap<string, Domain> {
  const domains = new Map<string, Domain>()
  for (const [domain, text] of Object.entries(WORDS) as [Domain, string][]) {
    for (const word of text.split(/\s+/)) domains.set(word, domain)
  }
  return domains
}

const DOMAIN_OF = table()

/** The domains that any of the words belongs to. */
export function domainsOf(words: Iterable<string>): ReadonlySet<Domain> {
  const found = new Set<Domain>()
  for (const word of words) {
    const domain = DOMAIN_OF.get(word) ?? DOMAIN_OF.get(singular(word))
    if (domain !== undefined) found.add(domain)
  }
  return found
}
