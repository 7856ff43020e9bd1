/** Words that mean something else together. */

const PHRASES = `
who am i = whoami
check in = checkin
check out = checkout
log in = login
log out = logout
sign in = signin
sign up = signup
sign out = signout
sign off = signoff
set up = setup
clean up = cleanup
tear down = teardown
roll back = rollback
look up = lookup
back up = backup
top up = topup
opt in = optin
opt out = optout
turn on = turnon
turn off = turnoff
switch on = turnon
switch off = turnoff
power on = start
power off = stop
shut down = stop
hand off = handoff
find and replace = replace
search and replace = replace
find replace = replace
search replace = replace
move to trash = softdelete
move to bin = softdelete
move to recycle bin = softdelete
send to trash = softdelete
soft delete = softdelete
soft deleted = trashed
hard delete = harddelete
delete permanently = harddelete
permanently delete = harddelete
permanent delete = harddelete
force delete = harddelete
force push = forcepush
force terminate = terminate
bulk delete = bulkdelete
batch delete = bulkdelete
mass delete = bulkdelete
multi delete = bulkdelete
take screenshot = screenshot
text to speech = synthesize
text to audio = synthesize
text to voice = synthesize
text to image = synthesize
text to video = synthesize
text to music = synthesize
text to sound = synthesize
text to song = synthesize
text to 3d = synthesize
image to video = synthesize
image to image = synthesize
image to 3d = synthesize
voice clone = clone
speech to text = speechtotext
audio to text = speechtotext
drag and drop = drag
drag drop = drag
copy paste = copy
cut paste = move
pull request = pullrequest
pull requests = pullrequest
merge request = mergerequest
merge requests = mergerequest
check run = checkrun
check runs = checkrun
check suite = checksuite
check suites = checksuite
check list = checklist
code review = codereview
blog post = blogpost
blog posts = blogpost
data set = dataset
data sets = dataset
rule set = ruleset
rule sets = ruleset
result set = resultset
change set = changeset
skill set = skillset
answer set = answerset
search engine = searchengine
search console = searchconsole
search term = searchterm
search terms = searchterm
search index = searchindex
call log = calllog
call logs = calllog
call recording = callrecording
call transcript = calltranscript
work order = workorder
work orders = workorder
purchase order = purchaseorder
purchase orders = purchaseorder
sort order = sorting
display order = sorting
order book = orderbook
release note = releasenote
release notes = releasenote
feature flag = featureflag
feature flags = featureflag
test case = testcase
test cases = testcase
test run = testrun
test runs = testrun
test plan = testplan
test plans = testplan
test suite = testsuite
test suites = testsuite
test results = testresult
post code = postcode
start date = startdate
end date = enddate
start time = starttime
end time = endtime
follow up = followup
stop loss = stoploss
stop words = stopword
view count = viewcount
dry run = dryrun
long running = longrunning
load balancer = loadbalancer
load balancers = loadbalancer
block list = blocklist
allow list = allowlist
access list = accesslist
price list = pricelist
mailing list = mailinglist
play list = playlist
watch list = watchlist
wish list = wishlist
to do = todo
to dos = todo
hot search = hotlist
deep link = deeplink
deep research = research
read only = readonly
read write = write
on call = oncall
call center = callcenter
run time = runtime
time range = timerange
web hook = webhook
web hooks = webhook
address book = addressbook
design system = designsystem
access control = accesscontrol
access token = accesstoken
access tokens = accesstoken
access key = accesskey
access keys = accesskey
message queue = queuename
transfer learning = learning
raw transaction = transaction
short url = shorturl
exchange rate = exchangerate
exchange rates = exchangerate
trial balance = balance
show case = showcase
help desk = helpdesk
help center = helpcenter
help article = article
form submission = submission
build system = buildsystem
build log = buildlog
build logs = buildlog
build artifacts = artifact
app store = appstore
play store = appstore
post install = postinstall
post mortem = postmortem
start up = startup
re run = rerun
go back = goback
navigate back = goback
go forward = goback
navigate forward = goback
go to = goto
long press = press
api call = apicall
api request = apicall
http request = apicall
rest call = apicall
rest request = apicall
graphql request = apicall
make request = apicall
send request = apicall
call api = apicall
raw request = apicall
tool call = toolcall
make call = phonecall
make phone call = phonecall
phone call = phonecall
start call = phonecall
place call = phonecall
outbound call = phonecall
initiate call = phonecall
place order = order
place market order = order
place limit order = order
place trade = trade
place bid = bid
place bet = bet
submit order = order
make payment = pay
gift card = giftcard
gift cards = giftcard
credit note = creditnote
credit notes = creditnote
credit memo = creditnote
credit card = creditcard
credit cards = creditcard
debit card = creditcard
direct debit = directdebit
write off = writeoff
cash out = cashout
square off = squareoff
auto renew = autorenew
auto renewal = autorenewal
auto pay = autopay
flash loan = flashloan
wire transfer = wiretransfer
take profit = takeprofit
bill of materials = bom
bill of lading = lading
line item = lineitem
line items = lineitem
standing order = standingorder
get or set = set
`

interface Phrase {
  readonly words: readonly string[]
  readonly becomes: string
}

function table(): ReadonlyMap<string, readonly Phrase[]> {
  const byFirst = new Map<string, Phrase[]>()
  for (const line of PHRASES.trim().split('\n')) {
    const [left = '', becomes = ''] = line.split(' = ')
    const words = left.split(' ')
    const first = words[0] ?? ''
    const list = byFirst.get(first) ?? []
    list.push({ words, becomes })
    byFirst.set(first, list)
  }
  for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length)
  return byFirst
}

const BY_FIRST = table()

function fits(words: readonly string[], at: number, phrase: readonly string[]): boolean {
  return phrase.every((word, offset) => words[at + offset] === word)
}

/** The words with every known phrase as one word: `pull request read` is `pullrequest read`. Linear. */
export function joinPhrases(words: readonly string[]): readonly string[] {
  const joined: string[] = []
  for (let at = 0; at < words.length; ) {
    const word = words[at] ?? ''
    const phrase = BY_FIRST.get(word)?.find((candidate) => fits(words, at, candidate.words))
    joined.push(phrase?.becomes ?? word)
    at += phrase?.words.length ?? 1
  }
  return joined
}
