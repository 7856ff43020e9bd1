/** Cases of a policy, as `cases.yaml` has them: what is given, what is asked, and what must come of it. */
import type { GovernedBy, JsonObject, ToolLabel } from '@portcullis/engine'

/** A whole file. */
export interface Suite {
  readonly $schema?: string
  readonly description?: string
  /** Path of the policy, from the file. */
  readonly policy?: string
  /** Documents that hold together, the most general first; instead of `policy`. */
  readonly layers?: readonly (string | LayerFile)[]
  /** The tools of the server: the path of a saved list, or what is known of them by name. */
  readonly tools?: string | Tools
  readonly given?: Given
  readonly cases: readonly Case[]
}

/** One of several documents that hold together. */
export interface LayerFile {
  readonly policy: string
  /** Without it: the name of the file, without its ending. */
  readonly id?: string
  /** Id of the document that this one would take the place of. */
  readonly draft_of?: string
}

/** What is known of tools, by name. */
export type Tools = Readonly<Record<string, ToolFacts>>

/** What is known of one tool. */
export interface ToolFacts {
  readonly label?: Omit<ToolLabel, 'source'> & { readonly source?: ToolLabel['source'] }
  readonly annotations?: JsonObject
  readonly input_schema?: JsonObject
  /** What its results bring in. */
  readonly reads?: readonly FlowKind[]
}

/** What a result can bring in. */
export type FlowKind = 'private' | 'untrusted' | 'secrets'

/** Who asks, and under which circumstances. */
export interface Circumstances {
  readonly organisation?: string
  readonly server?: string
  readonly grant?: {
    readonly id?: string
    readonly label?: string
    readonly owner?: string
    readonly tags?: Readonly<Record<string, string>>
  }
  readonly client?: { readonly name?: string; readonly version?: string }
  readonly ip?: string
  /** Which of the four places for sessions. */
  readonly session?: 0 | 1 | 2 | 3
  /** Fixes what was read before, whatever the calls of the case bring in. */
  readonly seen?: { readonly [kind in FlowKind]?: boolean }
}

/** What holds when a case begins. */
export interface Given extends Circumstances {
  /** RFC 3339. */
  readonly at?: string
  /** What is used up already, by name of the counter. */
  readonly used?: Readonly<Record<string, number | string>>
  /** Beside those of the file. */
  readonly tools?: Tools
}

/** One case. */
export interface Case {
  readonly name: string
  readonly given?: Given
  readonly when: Step | readonly Step[]
  /** Of the last step. */
  readonly then?: Effect | Expectation
}

/** The kinds of questions: a step has at most one of these keys. */
export const ASKING_KEYS = ['call', 'list', 'read', 'prompt', 'method', 'question'] as const

/** One thing that happens. */
export interface Step {
  /** Time that passes before: a duration, or seconds. */
  readonly after?: string | number
  readonly given?: Circumstances
  /** Name of a tool. */
  readonly call?: string
  readonly arguments?: JsonObject
  /** What a continued call answers to its server's questions. */
  readonly input?: JsonObject
  /** A person was asked, and said yes. */
  readonly approved?: boolean
  /** How the call ends, if it is made. */
  readonly outcome?: CallOutcome
  /** What the server answers: a text, or a whole result. */
  readonly result?: string | JsonObject
  readonly times?: number
  /** A list, as the client gets it. */
  readonly list?: ListName
  /** What the server has, for a list of anything but tools. */
  readonly of?: readonly string[]
  /** Address of a resource. */
  readonly read?: string
  /** Name of a prompt. */
  readonly prompt?: string
  /** Any other method by its name. */
  readonly method?: string
  /** Method of what the server asks of the client. */
  readonly question?: QuestionName
  readonly params?: JsonObject
  readonly then?: Effect | Expectation
}

export const LIST_NAMES = ['tools', 'resources', 'templates', 'prompts'] as const
export type ListName = (typeof LIST_NAMES)[number]

export const QUESTION_NAMES = ['elicitation/create', 'sampling/createMessage', 'roots/list'] as const
export type QuestionName = (typeof QUESTION_NAMES)[number]

export const CALL_OUTCOMES = ['success', 'tool_error', 'protocol_error', 'never_sent'] as const
export type CallOutcome = (typeof CALL_OUTCOMES)[number]

/** What can come of a step. `hidden`: answered as if it did not exist. `withheld`: it ran, and its result is kept back. */
export const EFFECTS = ['allow', 'deny', 'ask', 'hidden', 'withheld'] as const
export type Effect = (typeof EFFECTS)[number]

/** What must come of a step. What is not named may be anything. */
export interface Expectation {
  readonly effect?: Effect
  /** JSON Pointer into the document that decides. */
  readonly rule?: string
  /** Id of that document. */
  readonly document?: string
  readonly by?: GovernedBy
  readonly code?: string
  /** What the agent is told. */
  readonly message?: string | { readonly contains: string }
  /** Seconds after which it may be tried again. */
  readonly retry_after?: number
  /** Every rule that asks. */
  readonly asks?: readonly string[]
  /** What is taken from which counter: all of them. */
  readonly claims?: Readonly<Record<string, number | string>>
  /** Counters that came so far that a warning is due: all of them. */
  readonly warnings?: readonly string[]
  /** How often which detector found something to replace: all of them. */
  readonly redacted?: Readonly<Record<string, number>>
  /** The text of the result, as the client gets it. */
  readonly result?: { readonly contains?: readonly string[]; readonly lacks?: readonly string[] }
  /** What shadow mode would have said; null where nothing is in shadow mode. */
  readonly shadow?: {
    readonly effect?: 'allow' | 'deny' | 'ask'
    readonly rule?: string
    readonly code?: string
  } | null
  /** Of a list: names that stand in it. */
  readonly shows?: readonly string[]
  /** Of a list: names that do not. */
  readonly hides?: readonly string[]
  /** Of a list: all that stands in it, in any order. */
  readonly shows_only?: readonly string[]
}
