/** Groups of nouns that decide what a verb does to them. All in the singular. */

/** A group of nouns. */
type Words = ReadonlySet<string>

function words(text: string): Words {
  return new Set(text.trim().split(/\s+/))
}

/** Money on its way, or a promise of it. */
export const MONEY: Words = words(`
payment charge refund payout invoice bill paymentintent checkout purchase transfer deposit withdrawal disbursement
reimbursement donation payroll paycheck order subscription preapproval mandate creditnote
trade swap bet bid position money fund cash prepayment overpayment billing purchaseorder transaction wire remittance tip credit pledge bounty salary wage
escrow loan advance settlement stake liquidity collateral margin leverage premium topup giftcard directdebit standingorder
`)

/** What makes a money word harmless when it is the thing that is handled: `payment_method`, `order_note`. */
export const ABOUT_MONEY: Words = words(`
method recipient term template setting note comment message tag attachment field schema email reminder label category
type webhook report document pdf config configuration snippet code route test mock example sample customer profile
contact view dashboard filter alert rule form mapping alias event estimate history log status
notification preference topic key account provider gateway page theme title name description metadata attribute option
policy group date list sheet info information portal payee spreadsheet calendar file folder channel property memo reference
`)

/** Coins, tokens and what is done with them on a chain. */
export const COINS: Words = words(`
eth sol btc token bitcoin usdc usdt erc20 erc721 erc1155 nft coin crypto currency lamport xrp ton near apt sui bnb matic
avax trx dot ada algo native spl sats satoshi lightning lamports ether wei gwei stablecoin dai weth memecoin jetton asset
brc20 rune inscription egld nano iota neo icp ftm cro atom kas dash zec xmr ltc doge shib strk bank balance fund money evm solana ethereum ibc nativetoken hbar xlm stellar sei mantra starknet
`)

/** Words that show that a `subscription` is about news, not about money. */
export const NEWS: Words = words(`
webhook event topic notification eventgrid pubsub sns mail newsletter email thread issue repo repository push feed
contact azure board channel status page communication user stream mqtt kafka graph calendar resource alert message
notificationsubscription consumer mailing queue eventsubscription azuresubscription
`)

/** Words that show that an `order` is a sequence, or paper. */
export const SEQUENCE: Words = words(`
sort display navigation column playlist field rank reorder position function archive priority layer tab menu execution
statistic section slide task list card block bookmark element
`)

/** Things that bind until they are cancelled; a cancelled one does not come back by itself. */
export const COMMITMENT: Words = words(`
subscription order booking reservation appointment membership policy contract plan payment payout transfer shipment
event meeting registration enrollment service account invoice refund rental ride trip flight hotel class license domain
workorder purchaseorder charge checkout interview storage lease visit auction parcel bet wager bid offer trade donation
pledge mandate standingorder
`)

/** Links between things: taken away, they can be put back. */
export const RELATION: Words = words(`
tag label member collaborator assignee reaction role permission participant follower like star bookmark favorite favourite
watcher subscriber attendee guest reviewer friend alias membership vote upvote pin emoji association relationship
dependency link highlight flag mute ban hold formatting style override breakpoint restriction blocklist blacklist
whitelist allowlist limit filter access invitee owner admin moderator privilege grant share sharing
assignment follow watch sourcelink parent prefix suffix background effect whitespace connection
issuelink relation approval milestone lock protection badge topic viewer editor
`)

/** Where a removal `from` it ends a membership only. */
export const COLLECTION: Words = words(`
list playlist group team channel segment campaign organization organisation org workspace project board cart watchlist
wishlist favorite favourite library space role ticket issue task calendar event opening goal portfolio section sprint
cycle module epic favoritelist bookmark mailinglist audience tournament server guild conversation chat deck queue
label milestone release album bucketlist roster policy allowlist blocklist post message comment
contact account deal company user order basket
`)

/** Stores whose contents are gone once removed. */
export const DATA: Words = words(`
database db table collection index column schema view partition constraint trigger stream bucket file folder directory
document record row data node entity content page disk volume snapshot backup cluster namespace user graph memory memories
repository repo key object blob message email mail event item branch
`)

/** What a reset or clear throws away for good. */
export const LOSABLE: Words = words(`
database db data environment workspace project device factory all memory graph history storage hard state chain account
sandbox collection draft chat conversation simulator everything store thought message log event session queue table
knowledge trash inbox content document entity node backlog cart board canvas scene record file notification task network
workbook sheet worksheet
range timeline image layer layout
`)

/** What can be cleared or reset without loss. */
export const REBUILDABLE: Words = words(`
cache filter selection highlight breakpoint search status presence screen cookie formatting format override default flag
console field input attribute setting password view camera zoom style counter timer stat cursor rule route
position rotation parameter effect tag label alert mark value option palette theme reminder annotation condition
`)

/** Programs and machines that run once started. */
export const COMPUTE: Words = words(`
server container instance machine vm service process app application pod job workflow pipeline sandbox task build
deployment cluster docker compose stack environment debugger debug execution emulator simulator node agent
script program database db mcp worker lambda function browser batch suite run kernel notebook runtime codespace
orchestrator orchestration droplet ec2 rds workspace replication migration rollout scan monitor gpu vps
daemon host
`)

/** Text that a machine obeys. */
export const CODE: Words = words(`
code script command shell bash python javascript js sql query statement expression macro snippet cmd cli powershell terminal
applescript jxa program notebook cell function keystroke procedure routine ddl dml cypher batch repl
lua ruby php r node typescript java rust go groovy osascript matlab gremlin sparql nosql aql
`)

/** Query languages that can only read. */
export const READ_ONLY_LANGUAGE: Words = words(`
promql logql apl aql kql jql soql select readonly traceql spl wiql lucene jsonpath jmespath xpath grep prometheus loki
esql searchquery
`)

/** Parts of a report: running one only computes. */
export const REPORT: Words = words(`
report search analysis audit check diagnostic diagnostics lookup forecast inspection validation comparison estimation
healthcheck summary review assessment benchmark simulation calculation estimate insight scan lighthouse research backtest
statistic ranking prediction explain lint inference extraction llm prompt
`)

/** Parts of a browser or screen that a hand acts on. */
export const SCREEN: Words = words(`
browser page puppeteer playwright selenium chrome tab element dom webdriver stagehand browserbase devtools cdp button
mouse keyboard key cursor screen window ui webpage dropdown checkbox option locator selector click chromium firefox gui
appium mobile android ios desktop
`)

/** Things made out of thin air by a model, at a price. */
export const MEDIA: Words = words(`
image video audio speech music song voice avatar picture photo sound podcast lipsync clip model3d 3d animation cartoon
meme sticker logo art artwork thumbnail illustration pdf docx document presentation powerpoint ppt slide file invoice
token key apikey credential certificate wallet keypair mockup website site app project card texture mesh
variation sprite
`)

/** Reasons to expect a person at the other end. */
export const PEOPLE: Words = words(`
person phone number contact customer human client lead prospect user patient candidate recipient guest
`)

/** A deletion that hides in a noun. */
export const ENDING: Words = words(
  `deletion removal erasure destruction termination purge wipe deprovisioning decommission uninstall`,
)

/** What closes once it is answered; `resolve` with it changes something, without it looks something up. */
export const RESOLVABLE: Words = words(`
issue comment thread conversation incident alert ticket review discussion error case bug dispute conflict todo task
annotation finding pullrequest mergerequest question problem violation vulnerability report
`)

/** Nouns that, at the end of a name without a verb, say that something is shown. */
export const SHOWN: Words = words(`
status info information detail details list count stat stats statistic statistics log logs summary metadata schema doc docs
documentation help version overview price pricing rate weather forecast balance history type types id name url link report
metric metrics usage profile recommendation recommendations insight insights analytics quote listing catalog guide reference
example examples structure tree trend trends news result results health score rating feed transcript performance profit
leaderboard standings book diff candles ticker holders tags values keys names calendar time date distance directions route
matrix suggestions hints tips rules prompt prompts options candidates similar related nearby top popular trending latest
recent hot active current distribution breakdown comparison preview snapshot screenshot
`)

/** Nouns that, at the end of a name without a verb, say that something is run. */
export const RUNS: Words = words(`
shell terminal bash command cmd executor runner interpreter repl console script powershell exec execution evaluator
sandbox automation cli
`)

/** Nouns that, at the end of a name without a verb, say that something is changed. */
export const CHANGES: Words = words(`
creation editor creator update sender writer builder uploader registration activation deactivation assignment submission
manager management new crud operations ops action actions control controller setter mutation generation
`)
