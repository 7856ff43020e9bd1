/** When a verb moves or commits money. */
import { ABOUT_MONEY, COINS, MONEY, NEWS, SEQUENCE } from '../words/nouns.ts'
import { type Rule, words } from './rule.ts'

const MAKES = words(`
  create add make process confirm capture submit place issue send initiate execute finalize authorize approve start open
  complete apply accept record insert new post put run trigger schedule generate request prepare settle launch
  perform do register handle book renew commit retry log upsert save import batch queue release resume build`)

const REWRITES = words(
  'update modify change edit upgrade downgrade patch adjust renew extend increase resume reactivate',
)

/** Money before everything else: a payment is a payment whatever the verb. */
export const MONEY_RULES: readonly Rule[] = [
  {
    verbs: words('book'),
    nouns: words('flight hotel ride trip ticket train taxi tour rental car stay accommodation trade'),
    category: 'Financial',
    weight: 2.6,
    because: 'booking %n commits money',
  },
  {
    verbs: words('checkout'),
    nouns: words('cart order session product commerce basket purchase shop domain stripe'),
    category: 'Financial',
    weight: 3,
    because: 'checking out %n commits money',
  },
  {
    verbs: words('create update start'),
    head: words('subscription'),
    without: NEWS,
    category: 'Financial',
    weight: 2.8,
    because: '%v on %n commits recurring payments',
  },
  {
    verbs: words('withdraw'),
    nouns: words('application contract offer document envelope proposal invitation submission candidate consent'),
    category: 'Destructive',
    weight: 2.2,
    because: 'withdrawing %n cannot be taken back',
  },
  {
    verbs: words('withdraw'),
    nouns: words('tournament swiss competition arena race class course event'),
    category: 'Write',
    weight: 2.5,
    because: 'withdrawing from %n ends a participation',
  },
  {
    verbs: words('swap'),
    nouns: words(
      'index table variable shift position slot layer color colour face card deployment row column item traffic',
    ),
    without: COINS,
    category: 'Write',
    weight: 3,
    because: 'swapping %n can be swapped back',
  },
  {
    verbs: words('transfer'),
    nouns: words(
      'file issue repo repository ownership owner domain project data ticket conversation chat app application member user block blockref workspace organization organisation team folder document playback device cycle leadership state call image profile room task property drive',
    ),
    without: COINS,
    category: 'Write',
    weight: 3,
    because: 'transferring %n moves no money',
  },
  {
    verbs: words('transfer'),
    category: 'Financial',
    weight: 3,
    because: '%v of %n moves money or assets',
  },
  {
    verbs: words('order'),
    nouns: new Set([...SEQUENCE, ...words('filter rule retention pipeline')]),
    category: 'Write',
    weight: 2.4,
    because: 'ordering %n sorts it',
  },
  {
    verbs: words(
      'pay charge refund payout buy sell purchase remit disburse reimburse donate mint burn airdrop stake unstake restake trade bid bet wager swap bill invoice borrow repay invest liquidate topup order tip prepay fund',
    ),
    headNot: ABOUT_MONEY,
    without: words('book library friend index git'),
    category: 'Financial',
    weight: 3.6,
    because: 'to %v moves or commits money',
  },
  {
    verbs: words('sign broadcast send submit execute post create relay push'),
    nouns: words('transaction tx useroperation userop payment money fund'),
    without: words('query database sql db fraud category record'),
    headNot: ABOUT_MONEY,
    category: 'Financial',
    weight: 3,
    because: '%v with %n moves money or assets',
  },
  {
    verbs: words('bridge'),
    nouns: COINS,
    category: 'Financial',
    weight: 3.6,
    because: 'bridging %n moves assets between chains',
  },
  {
    verbs: words('sign'),
    domains: ['crypto'],
    category: 'Financial',
    weight: 2.4,
    because: 'a wallet’s signature can commit what it holds',
  },
  {
    verbs: words(
      'send claim approve add remove deposit withdraw lend supply bridge wrap unwrap redeem fund close open migrate increase decrease harvest compound zap delegate undelegate buyback settle',
    ),
    nouns: COINS,
    domains: ['crypto'],
    headNot: words('account address contract watchlist network key config metadata info'),
    without: words('auth access api authentication list watchlist label webhook'),
    category: 'Financial',
    weight: 2.8,
    because: '%v with %n moves assets on a chain',
  },
  {
    verbs: words('issue create launch deploy'),
    object: words('token coin nft erc20 erc721 erc1155 memecoin jetton collection pool'),
    domains: ['crypto'],
    without: words('auth access api authentication bearer refresh'),
    category: 'Financial',
    weight: 2.6,
    because: '%v of %n spends on a chain',
  },
  {
    verbs: words('claim collect harvest'),
    nouns: words('earning dividend yield airdrop payout royalty interest'),
    category: 'Financial',
    weight: 2.6,
    because: '%v of %n moves money or assets',
  },
  {
    verbs: words('claim approve add remove'),
    nouns: words('allowance spender liquidity reward airdrop faucet yield spend'),
    domains: ['crypto'],
    category: 'Financial',
    weight: 2.8,
    because: '%v with %n moves assets on a chain',
  },
  {
    verbs: words('send'),
    nouns: words(
      'eth sol btc usdc usdt erc20 nft coin token crypto satoshi sats xrp money fund payment tip invoice payout gift',
    ),
    headNot: words('reminder email receipt notification message reset otp code pdf confirmation link password'),
    without: words('reset verification push device fcm email sms reminder'),
    category: 'Financial',
    weight: 2.8,
    because: 'sending %n moves or demands money',
  },
  {
    verbs: words('approve'),
    nouns: words(
      'refund payout payment invoice purchase purchaseorder expense reimbursement disbursement bill allowance spender',
    ),
    category: 'Financial',
    weight: 2.6,
    because: 'approving %n commits money',
  },
  {
    verbs: words('open close modify reduce flip increase'),
    nouns: words('position trade long short leverage margin'),
    domains: ['trading', 'crypto'],
    category: 'Financial',
    weight: 3,
    because: '%v on %n changes what is at stake in a market',
  },
  {
    verbs: words('cancel delete remove'),
    nouns: words('order'),
    domains: ['trading'],
    without: SEQUENCE,
    category: 'Destructive',
    weight: 2.4,
    because: 'a cancelled order does not come back',
  },
  {
    verbs: words('edit modify amend replace update change'),
    nouns: words('order'),
    domains: ['trading'],
    without: SEQUENCE,
    headNot: words('status note tag'),
    category: 'Financial',
    weight: 2.4,
    because: '%v on an order changes what is committed in a market',
  },
  {
    verbs: words('set change adjust'),
    nouns: words('leverage margin'),
    domains: ['trading', 'crypto'],
    category: 'Financial',
    weight: 2,
    because: '%v on %n changes what is at stake in a market',
  },
  {
    verbs: words('set adjust update change add increase decrease topup'),
    head: words('balance credit fund money giftcard'),
    nouns: words('balance credit fund money giftcard'),
    category: 'Financial',
    weight: 2.4,
    because: '%v on %n changes what somebody owns',
  },
  {
    verbs: words('upgrade downgrade change subscribe purchase'),
    nouns: words('plan tier premium billing'),
    category: 'Financial',
    weight: 2.2,
    because: '%v on %n changes what is paid',
  },
  {
    verbs: words('update change'),
    nouns: words('price pricing product item'),
    category: 'Write',
    weight: 2.5,
    because: '%v on %n moves no money by itself',
  },
  {
    verbs: REWRITES,
    head: words('subscription payment paymentintent charge payout transfer payroll mandate'),
    nouns: MONEY,
    without: NEWS,
    category: 'Financial',
    weight: 2.2,
    because: '%v on %n changes what is paid',
  },
  {
    verbs: MAKES,
    object: MONEY,
    headNot: ABOUT_MONEY,
    without: new Set([
      ...NEWS,
      ...SEQUENCE,
      ...words(
        'workorder query sql db database file bridge route snippet position text project domain repository ownership branch git commit owner webhook cursor mouse job analysis search report invoiceinbox reading',
      ),
    ]),
    category: 'Financial',
    weight: 2.8,
    because: '%v with %n moves or commits money',
  },
]
