/** Words of names that English writes or uses otherwise than the rules of `language.ts` would. */

function table(text: string): ReadonlyMap<string, string> {
  const rows = text.trim().split(/\s*[;\n]\s*/)
  return new Map(
    rows.map((row) => {
      const [word = '', as = ''] = row.split(/\s*=\s*/)
      return [word, as]
    }),
  )
}

function set(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Verbs as sentences say them: the first word is inflected, the rest follows it; `~` is where the object stands. */
export const SAID: ReadonlyMap<string, string> = table(`
get=fetch; obtain=fetch; del=delete; rm=remove; rmdir=remove; mv=move; cp=copy; mkdir=create; cat=print; ls=list; exec=run
eval=evaluate; calc=calculate; init=initialize; new=create; srem=remove; zrem=remove; hdel=remove; hset=set
bulkdelete=delete; harddelete=delete ~ for good; softdelete=move ~ to the trash; forcepush=force a push of
wipeout=wipe out; setup=set up; signin=sign in to; signup=sign up for; signout=sign out of; login=log in to
logout=log out of; signoff=sign off; turnon=turn on; turnoff=turn off; checkin=check in; checkout=check out
rollback=roll back; backup=back up; topup=top up; cleanup=clean up; teardown=tear down; lookup=look up; handoff=hand off
optin=opt in to; optout=opt out of; goback=go back; goto=go to; phonecall=call; screenshot=take a screenshot of
stat=describe; tail=print the end of; head=print the start of; pwd=name; whoami=say who is logged in; diff=compare
speechtotext=transcribe; apicall=call; toolcall=call; keypress=press keys in; log=log; feed=feed; fire=fire
finetune=tune; hangup=hang up; bill=bill; wait=wait for; navigate=navigate to; reply=reply to; respond=respond to
comment=comment on; react=react to; subscribe=subscribe to; unsubscribe=unsubscribe from; connect=connect to
disconnect=disconnect from; listen=listen to; vote=vote on; chat=chat with; talk=talk to; converse=converse with
think=think about; reason=reason about; speak=speak; interact=interact with; sign=sign; rsvp=answer; enroll=enroll
apply=apply; inquire=ask about; know=know; act=act on; operate=operate; remind=remind; ocr=read the text of
troubleshoot=troubleshoot; vacuum=vacuum; consult=consult; contribute=contribute to; visit=visit; rank=rank; swap=swap
stake=stake; bid=bid on; bet=bet on; invest=invest in; withdraw=withdraw; experiment=experiment with; help=help with; click=click; scroll=scroll
dispose=dispose of; attend=attend; participate=take part in; ping=ping; plan=plan; crossref=look up; hover=hover over; grep=search
glob=find; ps=list; du=measure; df=measure; blame=annotate; rebase=rebase; nslookup=look up; whois=look up; dig=look up
`)

/** Programs that stand as verbs in names: what is said is that they are run. */
export const PROGRAMS: ReadonlySet<string> = set(
  'bash shell terminal powershell cmd kubectl curl wget ssh npx npm pip ffmpeg nmap sqlmap repl command script exploit attack crack attack curl sniff traceroute hexdump',
)

/** Verbs that make no sentence with an object: the tool is then said by its name alone. */
export const UNSAID: ReadonlySet<string> = set(
  'is has can does are should do use perform hello greet introspect looksup simulatekey zadd sadd lpush rpush xadd setex incr decr hmset lpop rpop xdel emit end step flash continue unread like help know see look say tell sing slice void',
)

/** Words that stand for several, or for a mass, and take no article. */
export const MASS: ReadonlySet<string> = set(
  `data info information content metadata history text html markdown json xml yaml sql javascript python
  traffic memory storage usage access feedback music news help documentation advice research money software hardware
  health performance liquidity knowledge evidence audio mail spam time weather stock inventory
  telemetry progress context output input telemetry guidance syntax sentiment power energy water air bandwidth availability
  activity visibility ownership support compliance security authentication authorization billing pricing demographics
  revenue cash eth btc sol usdc crypto leverage attendance homework equipment
  furniture luggage geography geolocation biodiversity css bash php typescript csv everything anything nothing whitespace
  attribution engagement retention churn throughput latency uptime capacity connectivity coverage infrastructure
  whoami people media children criteria staff police cattle vertices indices matrices schemata kubernetes terraform
  docker git github slack notion linear jira discord telegram whatsapp`,
)

/** Words in `s` that are one thing. */
export const SINGULAR_IN_S: ReadonlySet<string> = set(
  `status analysis canvas redis postgres dns https http aws gas bus lens series sms css rss ios os gps access process
  address class pass business success progress basis axis thesis synopsis campus virus bonus corpus census focus
  radius menus nexus plus apis tls ssl kms sns sqs ecs eks rds cors windows wordpress express canvas atlas sales jenkins
  iris paris texas reuters kudos chaos cosmos ethos pus has sass postgis prometheus always elasticsearch news vs`,
)

/** Words at the end of a name that describe what stands before them. */
export const DESCRIBING: ReadonlySet<string> = set(
  `all latest current recent top active inactive nearby trending popular random multiple many similar related advanced
  available upcoming pending open closed raw local remote global default public private full complete unread staged
  unstaged new old next previous first last featured supported simple basic custom quick paginated filtered detailed
  historical daily weekly monthly yearly hourly live mine enabled disabled failed assigned installed connected deleted
  archived trashed starred saved scheduled published modified changed created updated shared general semantic hybrid
  fuzzy universal smart`,
)

/** Words at the end of a name that say nothing about what is handled. */
export const SILENT: ReadonlySet<string> = set(
  `async sync v1 v2 v3 v4 bulk batch tool tools mcp api endpoint function now here only too again via 1 2 3 4 5 beta
  legacy up down soft hard`,
)

/** Words at the end of a name that are an aspect of what stands before them, or what becomes of it. */
export const ASPECTS: ReadonlySet<string> = set(
  `status state detail info information list count id name data history setting settings config configuration metadata
  property attribute value type summary stats statistic metric option preference content size deletion removal creation
  update erasure result output url link by field title description`,
)

/** Words that are a mass when they stand alone, and one of several after another: `coupon code`. */
export const MASS_ALONE: ReadonlySet<string> = set('code')

/** Words that are written in capitals. */
export const CAPITALS: ReadonlySet<string> = set(
  `id ids url urls uri uris api apis sql dns ip ips html css csv pdf pdfs json xml yaml http https ssh ssl tls ftp sftp
  aws gcp s3 ec2 rds vpc iam kms sns sqs ecs eks vm vms db crm seo sms mms rss svg png jpg gif ui ux cpu gpu ram os ios
  cve cves eth btc sol usdc usdt nft nfts dao dex defi evm kyc otp mfa 2fa sso saml oauth jwt ldap acl rbac pr prs ci cd
  nlp llm llms ai ml ocr tts stt gps esg rpc abi utc iso qr vat iban swift b2b sla slas kpi kpis roi faq faqs cdn waf vpn
  lan wan nat mac tcp udp mqtt smtp imap dag dags etl bi hr erp po fbx cad 3d 2d ar vr tv dm dms ssn dob eta`,
)

/** Words that were joined to be understood, as they are written. */
export const APART: ReadonlyMap<string, string> = table(`
pullrequest=pull request; mergerequest=merge request; checkrun=check run; checksuite=check suite; codereview=code review
blogpost=blog post; searchengine=search engine; searchconsole=search console; searchterm=search term
searchindex=search index; calllog=call log; callrecording=call recording; calltranscript=call transcript
workorder=work order; purchaseorder=purchase order; orderbook=order book; releasenote=release note
featureflag=feature flag; testcase=test case; testrun=test run; testplan=test plan; testsuite=test suite
testresult=test result; postcode=postcode; phonecall=phone call; sorting=sort order; repo=repository; repos=repositories
db=database; dbs=databases; config=configuration; configs=configurations; org=organization; orgs=organizations
env=environment; envs=environments; msg=message; msgs=messages; doc=document; docs=documentation; dir=directory
params=parameters; param=parameter; img=image; imgs=images; stats=statistics; stat=statistic; info=information
desc=description; dept=department; acct=account; txn=transaction; tx=transaction; txs=transactions; addr=address
pkg=package; pkgs=packages; cmd=command; btn=button; num=number; resultset=result set; ruleset=rule set
ppt=slides; attr=attribute; attrs=attributes; perms=permissions; auth=authentication; creds=credentials
subscribers=subscribers; workitem=work item; workitems=work items; datasource=data source; datasources=data sources
lineitem=line item; lineitems=line items; todos=to-dos; todo=to-do; wiki=wiki; wikis=wikis; submodule=submodule; fs=file system; k8s=Kubernetes
github=GitHub; gitlab=GitLab; jira=Jira; hubspot=HubSpot; slack=Slack; notion=Notion; discord=Discord; trello=Trello
asana=Asana; linear=Linear; whatsapp=WhatsApp; telegram=Telegram; twitter=Twitter; youtube=YouTube; google=Google
linkedin=LinkedIn; instagram=Instagram; facebook=Facebook; reddit=Reddit; spotify=Spotify; stripe=Stripe; okta=Okta
azure=Azure; docker=Docker; figma=Figma; salesforce=Salesforce; shopify=Shopify; zoho=Zoho; confluence=Confluence
datadog=Datadog; sentry=Sentry; airtable=Airtable; mongodb=MongoDB; postgresql=PostgreSQL; mysql=MySQL; redis=Redis
kubernetes=Kubernetes; terraform=Terraform; gmail=Gmail; outlook=Outlook; npm=npm; nuget=NuGet; excel=Excel
wikipedia=Wikipedia; bitcoin=bitcoin; oncall=on-call; readme=README; javascript=JavaScript; typescript=TypeScript
python=Python; sharepoint=SharePoint; wechat=WeChat; youtrack=YouTrack; bitbucket=Bitbucket; helm=Helm; kafka=Kafka; grafana=Grafana
`)
