/** What the gateway's thread and the control plane's thread say to each other. */
import type { Claim, Instant, Policy } from '@portcullis/engine'
import type { Guarded } from '../config/exposure.ts'
import type { Watchers } from '../config/operations.ts'
import type { ApprovalAnswer, ApprovalWish, GatewayBoot } from '../ports/approval-line.ts'
import type { CommandTemplate } from '../ports/command-template.ts'
import type { ContactMail } from '../ports/contact.ts'
import type { Adjusted, Adjustment, Standing, Unavailable } from '../ports/counter-store.ts'
import type { FeedChange } from '../ports/directory-feed.ts'
import type { Vitals, Wanted } from '../ports/measures.ts'
import type { Neighbour } from '../ports/neighbours.ts'
import type { Supplied } from '../ports/vault.ts'

/** What the control plane's thread is started with. Holds secrets: never shown. */
export interface ControlStart {
  readonly host: string
  /** 0 lets the system choose. */
  readonly port: number
  /** `Host` values that are answered, in lower case; port 0 in them stands for the one that was bound. */
  readonly hosts: readonly string[]
  /** The address at which people know the control plane; undefined: that of the listener. */
  readonly origin: string | undefined
  /** Undefined: without TLS. */
  readonly tls: ListenerTls | undefined
  /** Proxies whose `X-Forwarded-For` is believed: networks in CIDR notation. */
  readonly trustedProxies: readonly string[]
  readonly dataFolder: string
  /** Files of the keys; variables of the environment stand for them. */
  readonly keys: { readonly installation: string; readonly sealing: string }
  /** The gateway that this control plane is part of. */
  readonly gateway: OwnGateway
  /** Path of the decision log of `local`; those of others are in a folder beside it. */
  readonly log: string
  /** URL of a PostgreSQL database; undefined: a file in the data folder. */
  readonly database: string | undefined
  /** Months for which facts of calls can be compared. */
  readonly factsMonths: number
  /** Who gets an account. */
  readonly registration: 'closed' | 'invite' | 'open'
  /** How mails are sent; undefined: they are not. */
  readonly mail: ContactMail | undefined
  /** Who may see how the gateway does. */
  readonly watchers: Watchers
  /** What the operator's file says of servers, as the thread begins. */
  readonly file: FileFacts
}

/** A gateway among those of its database. */
export interface OwnGateway {
  /** `[A-Za-z0-9_-]{1,64}`, another one after each start. */
  readonly name: string
  readonly boot: GatewayBoot
  /** Milliseconds after which it closes where it cannot confirm that it knows every change. */
  readonly confirmWithin: number
  /** Connections to PostgreSQL. */
  readonly connections: number
}

/** Certificate chain and private key of the listener, PEM. Holds a secret: never shown. */
export interface ListenerTls {
  readonly cert: string
  readonly key: string
}

/** What the operator's file says that organisations have to know of. */
export interface FileFacts {
  readonly templates: readonly CommandTemplate[]
  /** `host:port`: destinations that are not public, and that organisations may use as servers all the same. */
  readonly allowDestinations: readonly string[]
  /** `host:port`: where this installation itself listens. */
  readonly ownListeners: readonly string[]
  /** Files and folders that govern the gateway, and that no server may be given. */
  readonly guarded: readonly Guarded[]
  /** Slugs of the file's own servers. */
  readonly servers: readonly string[]
  /** Address of the sample server that runs beside the gateway; absent: none does. */
  readonly sample?: string
  /** Origin of the catalogue's pages; absent: there are none, or it is not known beforehand. */
  readonly catalogue?: string
  readonly holdings: FileHoldings
}

/** What the operator's file holds for the organisation `local`: seen there, and edited in the file alone. Holds no secret. */
export interface FileHoldings {
  readonly servers: readonly FileServer[]
  readonly policies: readonly FilePolicy[]
  readonly grants: readonly FileGrant[]
}

/** A server of the file. */
export interface FileServer {
  readonly slug: string
  readonly kind: 'http' | 'sse' | 'stdio'
  /** The URL's origin, or the program: what stands behind either may hold secrets. */
  readonly where: string
}

/** A policy of the file. */
export interface FilePolicy {
  readonly id: string
  /** Changes with the document's text. */
  readonly version: string
  readonly document: Policy
}

/** A grant of the file, without its token's digest. */
export interface FileGrant {
  readonly id: string
  readonly label: string
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
  readonly expires: Instant | undefined
  readonly reaches: readonly FileReach[]
}

/** What a grant of the file holds on one server. */
export interface FileReach {
  /** Slug. */
  readonly server: string
  /** Ids of policies; null: every call is denied. */
  readonly policy: string | null
  readonly shadow: string | null
  /** What stands over the grant's own policy. */
  readonly baselines: readonly string[]
}

/** A credential as the gateway sends it upstream; never shown, never logged. */
export type SuppliedCredential = Supplied

/** A tool's definition as it was heard in a list. */
export interface HeardTool {
  readonly name: string
  readonly fingerprint: string
  /** The definition, JSON. */
  readonly definition: string
}

/** What is asked about counters: the gateway owns them. Claims of an ask to look take nothing. */
export type CounterWish =
  | { readonly kind: 'look'; readonly claims: readonly Claim[] }
  | { readonly kind: 'adjust'; readonly claim: Claim; readonly how: Adjustment }

/** What it answers: of a look the counters in the order of the claims. */
export type CounterAnswer =
  | { readonly outcome: 'looked'; readonly standing: readonly Standing[] }
  | Adjusted
  | Unavailable

/** To the control plane's thread. */
export type ToControl =
  /** The operator's file was edited. */
  | { readonly kind: 'file'; readonly file: FileFacts }
  /** The files of the listener's certificate are others: it holds for the next connections. */
  | { readonly kind: 'tls'; readonly tls: ListenerTls }
  /**
   * The gateway listens: what people are told to connect to, such as `http://127.0.0.1:4100`, and where the other gateways
   * reach it; undefined: nothing says where.
   */
  | { readonly kind: 'gateway'; readonly origin: string; readonly address: string | undefined }
  /** A change of the directory holds from now on. */
  | { readonly kind: 'in_force'; readonly number: number }
  /** The whole list of a server's tools was heard. */
  | { readonly kind: 'tools'; readonly server: string; readonly tools: readonly HeardTool[] }
  /** Grants that were used since the last message, at most one message a second. */
  | { readonly kind: 'used'; readonly grants: readonly { readonly grant: string; readonly at: Instant }[] }
  /** How a server was reached, when that changed. */
  | { readonly kind: 'reached'; readonly server: string; readonly at: Instant; readonly problem: string | undefined }
  /** Wanted: a credential that is not there, or that the server did not take (its challenge, at most 2 kB). */
  | {
      readonly kind: 'credential'
      readonly ask: number
      readonly server: string
      readonly owner: string
      readonly grant: string
      readonly refused: { readonly status: 401 | 403; readonly challenge: string } | undefined
    }
  /** Wanted: whose a token of another issuer is; never kept, never logged. */
  | { readonly kind: 'token'; readonly ask: number; readonly token: string; readonly audience: string }
  /** What counters are, or were set to. */
  | { readonly kind: 'counters'; readonly ask: number; readonly answer: CounterAnswer }
  /** How the gateway does. */
  | { readonly kind: 'vitals'; readonly ask: number; readonly vitals: Vitals }
  /** Something of approvals is wanted; the answer is `approval` with the same ask. */
  | { readonly kind: 'approval'; readonly ask: number; readonly boot: GatewayBoot; readonly wish: ApprovalWish }
  /** Take no new requests, end the present ones, and go. */
  | { readonly kind: 'close'; readonly grace: number }

/** From the control plane's thread. */
export type FromControl =
  /** It listens; `setUp` is the link by which the first account is made, a secret, where there is none yet. */
  | { readonly kind: 'listening'; readonly port: number; readonly setUp: string | undefined }
  /** It cannot listen: the system's code, such as `EADDRINUSE`. */
  | { readonly kind: 'refused'; readonly code: string }
  /** It cannot work at all, such as with a database of a newer version: what was tried, and what to do. */
  | { readonly kind: 'failed'; readonly problem: string }
  /** A line for the operator. */
  | { readonly kind: 'says'; readonly text: string }
  /** A change of the directory, numbered; the answer is `in_force`. */
  | { readonly kind: 'directory'; readonly number: number; readonly change: FeedChange }
  /** Credentials, unasked or in answer to an ask. */
  | { readonly kind: 'credentials'; readonly ask: number | undefined; readonly put: readonly SuppliedCredential[] }
  /** What was told of credentials may be out of date: each is asked for again. */
  | { readonly kind: 'forget_credentials' }
  /** Ends of chains of changes that are different now. */
  | {
      readonly kind: 'change_heads'
      readonly heads: readonly { readonly organisation: string; readonly seq: number; readonly hash: string }[]
    }
  /** Days for which organisations want their decisions kept; who is not named keeps them for ever. */
  | { readonly kind: 'retention'; readonly days: Readonly<Record<string, number>> }
  /** Wanted: how counters stand, or another amount in one of them; the answer is `counters` with the same ask. */
  | { readonly kind: 'counters'; readonly ask: number; readonly wish: CounterWish }
  /** Wanted: how the gateway does; the answer is `vitals` with the same ask. */
  | { readonly kind: 'vitals'; readonly ask: number; readonly wanted: Wanted }
  /** A token was looked into: the directory already knows it, if it is anybody's. */
  | { readonly kind: 'token'; readonly ask: number }
  /** What was asked of approvals. */
  | { readonly kind: 'approval'; readonly ask: number; readonly answer: ApprovalAnswer }
  /**
   * At that instant of the machine's time every change of the database was in force here. What was told last serves for
   * `within` milliseconds from then on.
   */
  | { readonly kind: 'current'; readonly at: number; readonly within: number }
  /** The other gateways of the database that run, and what keeps this one from taking calls; undefined: nothing. */
  | {
      readonly kind: 'neighbours'
      readonly gateways: readonly Neighbour[]
      readonly problem: string | undefined
    }
  /** Approvals that stand otherwise now: whoever waits for one asks how. */
  | { readonly kind: 'approvals_moved'; readonly ids: readonly string[] }
