/**
 * What the verbs of tools' names and descriptions do when nothing else is known. Objects refine it (`../meaning`).
 *
 * A mark after a word tells how it behaves in names: `~` is also a noun, but a verb when it stands first; `=` is a noun
 * unless an object follows it; `?` says little by itself.
 */
import type { Category } from '../risk.ts'

/** A verb and what it usually does. */
export interface Verb {
  readonly lemma: string
  readonly category: Category
  /** `never` a noun; `inner`: a noun unless it stands first; `often`: a noun unless an object follows. */
  readonly noun: 'never' | 'inner' | 'often'
  /** Says little without its object: `process`, `handle`. */
  readonly weak: boolean
}

const READ = `
get fetch retrieve read list~ search~ find lookup describe show display~ view~ inspect browse query~ explore discover
analyze analyse examine check~ verify validate compare count~ calculate calc compute estimate~ summarize summarise
explain~ diagnose detect identify extract parse scan~ crawl~ scrape preview~ recommend suggest predict forecast= rank=
render? decode ping~ monitor= wait geocode translate transcribe listen ask help= tail= grep peek poll= watch~? trace=?
audit= review=? visualize visualise plot= score= match=? think download~ export~ load~? print~? echo~ filter~?
collect? gather capture? screenshot= tokenize classify recognize recognise lint= simulate assess measure~ locate
enumerate obtain introspect is has can does are should tell? say? greet hello interpret determine evaluate? convert?
format=? generate? research= investigate troubleshoot debug~? profile=? benchmark=? test~? look see know teach
return=? provide? give? answer=? recall~ solve simplify differentiate sum= subtract multiply divide average= round=
reason= brainstorm critique= pick~? sample=? encode hash= hexdump disassemble decompile decrypt? encrypt? outline=
resolve? select~? access=? glob= whois= nslookup dig= traceroute= sniff head= cat= ls pwd stat= du df ps diff~ blame~
whoami correlate triage=? proofread paraphrase rephrase speechtotext aggregate~ demonstrate inquire looksup paginate
observe ocr sense=? probe~ poke~? enrich crossref cite~ expose? deduce infer rewrite? normalize normalise standardize?
rerank refine? shorten capitalize minify obfuscate visit~ autocomplete consult adapt? map=? roll=? await collate
decompose traverse condense localize? randomize? reveal
`

const WRITE = `
create add update edit modify set~ put~? patch~ upsert insert write save store~ upload~ append prepend replace rename
move~ copy~ duplicate~ clone~ fork~ merge~ assign unassign attach detach link~ unlink associate disassociate connect
disconnect enable disable activate deactivate archive~ unarchive restore publish unpublish post= comment= reply~
respond react send submit share~ unshare invite~ forward~ notify email= mail= message= tweet= retweet= broadcast~
schedule= reschedule reserve~ register subscribe unsubscribe follow~ unfollow like~? unlike star~ unstar vote~ upvote
downvote rate=? approve reject accept decline confirm? complete close~ open~? reopen mark~ unmark flag= pin= unpin
lock~ unlock mute~ unmute block= unblock hide unhide pause~ resume~ unpause stop~ cancel toggle~ switch~ change~
configure setup~ initialize initialise init grant= allow permit restrict promote demote transfer= migrate import~
sync~ synchronize synchronise resync backup= commit~ push~ pull~ stage= unstage checkout~ stash= tag= untag label=
relabel annotate organize organise reorder enroll enrol unenroll join~ leave~ login~ logout~ signin~ signup~ signout~
authenticate authorize authorise deauthorize refresh~? renew extend adjust increase decrease increment decrement
resize scale~ upscale rotate draft= compose log= record= track=? provision allocate define declare bind unbind mount=
unmount remember memorize memorise ingest index= reindex claim= redeem fulfill fulfil snooze acknowledge ack escalate
delegate~ transition= process=? fill~ undelete untrash unsend~ play~ skip~ shuffle~ seek control=? turn apply
override~ redo undo rollback~ revert trash= categorize? kick ban~ unban suspend unsuspend customize tune~ train=
finetune retrain learn unset finalize finalise rerequest prepare? hangup~ infill rescue alter reload~ uncomplete
redeliver plan=? curate autoscale unapprove report=? rebase unresolve replicate unschedule exclude remind suppress
unsuppress deflect protect unprotect award= deny unread assume ensure reimagine resubscribe resign enhance? fold
unfold maximize minimize unselect censor vectorize unconfirm repost unmerge color= blur overlay= zoom~ reprocess
cache= slice= goback step=? undelegate redelegate sign=? cordon uncordon crosspost defer delist dissolve elevate
endorse establish expel freeze unfreeze halt hibernate materialize mirror= mutate onboard paste~ propagate propose
raise recover reformat reimport relocate remap reorganize reposition restructure rewind shift= shrink squash
substitute throttle tweak unload unmap unpair unpack vacuum consolidate concatenate introduce produce? consume?
certify appoint cast= relay= convey quit exit=? jump=? ignore act hset hmset sadd zadd lpush rpush xadd setex incr
decr new=? embed? transform? trim~ crop~ flip~ draw paint~ animate design=? construct assemble bump~ pair=? manage?
maintain? handle=? operate? offboard overwrite concat? split~? combine? amend revise correct fix~? repair~? optimize?
optimise? refactor bookmark= unbookmark favorite= unfavorite dismiss reassign resend republish recreate regenerate
deprecate retire unregister deregister unlist relist hold=? unhold release= queue= enqueue dequeue requeue acquire?
mock=? seed=? bootstrap scaffold downgrade~ upgrade~ persist touch~ mkdir mv cp chmod chown symlink= zip= unzip
compress? decompress? scroll~ hover~ focus=? highlight=? spin=? silence~ unsilence wire=? announce chat=? speak~?
talk=? converse phonecall~ dial~ ring=? book= hire~ recruit nominate place=? issue=? deliver ship~ initiate begin~? advance~
continue? finish~ end=? conclude nest collapse? expand? group=? ungroup wrap~? align~ distribute? sort~? arrange
assert? contribute wake~ sleep=? reconnect arm=? disarm dim=? request=? gift= enforce feed=? softdelete checkin~
optin~ optout~ turnon~ turnoff~ signoff~ handoff~ reprioritize prioritize populate clip= reactivate unblacklist
blacklist= whitelist= allowlist= quarantine~ isolate untrack impersonate teleport~ equip craft~ attend rsvp~ reconcile
reclassify unmatch dub= narrate~ synthesize synthesise sing~ stylize illustrate inpaint outpaint storyboard= mix=
stitch~ blend~ bake~ harvest~? compound=? zap=? supply=? reduce boost=? make? unwrap exchange=? rebalance? exercise=?
concede flatten?
`

const EXECUTE = `
run~ execute exec eval invoke trigger~ launch~ spawn deploy~ redeploy start~? restart~ reboot~ boot~ call~ install~
reinstall compile rerun retry~ replay= resubmit script= shell= bash= terminal= powershell= cmd= perform? build~
rebuild~ click~ press~ type=? navigate goto drag~ tap~ swipe~ fuzz~ exploit= inject~ orchestrate instruct command=
curl= ssh= wget= interact keypress= npx pip= ffmpeg= crack attack= nmap= sqlmap= apicall= toolcall= dispatch= eject
simulatekey repl= kubectl= submitsql automate do? use? conduct? serve retrigger relaunch rollout= fire=? emit flash=
drain~?
`

const DESTRUCTIVE = `
delete del destroy drop~ purge~ wipe erase truncate remove rm rmdir clear flush~ terminate kill~ nuke~ teardown~
decommission deprovision discard empty expunge shred uninstall revoke void=? forget cleanup~ clean~? prune~ evict
eradicate obliterate reset~? annihilate unprovision scrub~ redact anonymize anonymise expire invalidate abandon
dispose deallocate abort~? harddelete forcepush wipeout bulkdelete hdel srem zrem xdel lpop rpop nullify relinquish
undeploy
`

const FINANCIAL = `
pay charge= refund= payout= buy sell purchase~ trade= swap~? stake= unstake restake withdraw deposit= donate invest
borrow~ lend repay mint~ burn~ bill= invoice= remit disburse reimburse settle~? liquidate airdrop= topup~ bid= prepay
bridge=? order= tip=? wager= bet=? fund= procure rent= debit deduct cashout~ writeoff~ flashloan wiretransfer= squareoff
`

function add(text: string, category: Category, into: Map<string, Verb>): void {
  for (const word of text.split(/\s+/)) {
    const lemma = word.replace(/[~=?]+$/, '')
    if (lemma === '' || into.has(lemma)) continue
    const noun = word.includes('=') ? 'often' : word.includes('~') ? 'inner' : 'never'
    into.set(lemma, { lemma, category, noun, weak: word.includes('?') })
  }
}

function table(): ReadonlyMap<string, Verb> {
  const verbs = new Map<string, Verb>()
  add(FINANCIAL, 'Financial', verbs)
  add(DESTRUCTIVE, 'Destructive', verbs)
  add(EXECUTE, 'Execute', verbs)
  add(READ, 'Read', verbs)
  add(WRITE, 'Write', verbs)
  return verbs
}

/** All verbs by lemma. */
export const VERBS: ReadonlyMap<string, Verb> = table()
