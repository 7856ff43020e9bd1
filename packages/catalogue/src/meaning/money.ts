/** When a verb moves or commits money. */
import { ABOUT_MONEY, COINS, MONEY, NEWS, SEQUENCE } from '../words/nouns.ts'
import { CHAIN_RULES, TRADING_RULES } from './market.ts'
import { type Rule, words } from './rule.ts'
import { SPENDING_RULES } from './spending.ts'

const MAKES = words(`
  create add make process confirm capture submit place issue send initiate execute finalize authorize approve start open
  complete apply accept record insert new post put run trigger schedule generate request prepare settle launch
  perform do register handle book renew commit retry log upsert save import batch queue release resume build
  initialize initialise`)

const REWRITES = words(
  'update modify change edit upgrade downgrade patch adjust renew extend increase resume reactivate',
)

/** Money before everything else: a payment is a payment whatever the verb. */
export const MONEY_RULES: readonly Rule[] = [
  ...SPENDING_RULES,
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
    verbs: words('enable activate turnon add start'),
    nouns: words('renewal autorenewal autorenew autopay'),
    category: 'Financial',
    weight: 3.2,
    because: '%v on %n commits recurring payments',
  },
  {
    verbs: words('accept concede lose'),
    nouns: words('dispute chargeback'),
    category: 'Financial',
    weight: 3.2,
    because: 'accepting %n gives money back',
  },
  {
    verbs: words('begin start open create commit end finish rollback'),
    nouns: words('transaction'),
    domains: ['database'],
    without: words('payment bank money sql query'),
    category: 'Write',
    weight: 2.4,
    because: 'a database’s %n moves no money',
  },
  {
    verbs: words('award grant give'),
    head: words('bounty prize cashback scholarship stipend payout bonus mana'),
    category: 'Financial',
    weight: 3,
    because: '%v of %n gives money away',
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
      'pay charge refund payout cashout writeoff lend buy sell purchase remit disburse reimburse donate mint burn airdrop stake unstake restake trade bid bet wager swap bill invoice borrow repay invest liquidate topup order tip prepay fund',
    ),
    headNot: ABOUT_MONEY,
    without: words('book library friend index git attention'),
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
  ...CHAIN_RULES,
  {
    verbs: words('send'),
    nouns: words(
      'eth sol btc usdc usdt erc20 nft coin token crypto satoshi sats xrp money fund payment tip invoice payout gift zap currency cryptocurrency remittance giftcard',
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
  ...TRADING_RULES,
  {
    verbs: words('set adjust update change add increase decrease topup'),
    head: words('balance credit fund money giftcard salary wage compensation'),
    nouns: words('balance credit fund money giftcard salary wage compensation'),
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
        'workorder query sql db database file bridge route snippet position text project domain repository ownership branch git commit owner webhook cursor mouse job analysis search report invoiceinbox reading history',
      ),
    ]),
    category: 'Financial',
    weight: 2.8,
    because: '%v with %n moves or commits money',
  },
]
