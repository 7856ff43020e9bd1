/** The question that the engine answers, in the words of OpenID AuthZEN 1.0: subject, action, resource, context. */
import type { ToolLabel } from '../name/label.ts'

/** A value as `JSON.parse` gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** An object as `JSON.parse` gives it. Only own properties count, whatever their names. */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** Milliseconds since the Unix epoch, UTC. Time is an argument: nothing in the engine reads a clock. */
export type Instant = number

/** One of the four places in which a grant's sessions keep their `session`-scoped counters. */
export type SessionSlot = 0 | 1 | 2 | 3

/** Who asks. */
export interface Subject {
  /** Id of the organisation that the grant belongs to; `local` where there is only one. */
  readonly organisation: string
  /** Id of the grant. */
  readonly grant: string
  readonly label: string
  /** Id of the person or team that the grant was given to. */
  readonly owner: string
  readonly tags: Readonly<Record<string, string>>
}

/** What is asked for: one tool of one configured server. */
export interface Tool {
  /** Slug of the server. */
  readonly server: string
  readonly name: string
  /** Absent where nothing is known of it: what a rule says of labels then refuses the call. */
  readonly label?: ToolLabel | undefined
  /**
   * What the server says of the tool's behaviour, as its definition has it; empty where it says nothing. Absent where
   * the definition is not known: a rule that reads it then refuses the call.
   */
  readonly annotations?: JsonObject | undefined
}

/** What the grant (its session slot) read within the flow window. */
export interface Seen {
  readonly private: boolean
  readonly untrusted: boolean
  readonly secrets: boolean
}

/** The circumstances of a request. */
export interface Context {
  readonly at: Instant
  readonly slot: SessionSlot
  /** As the client reports itself; never an identity. */
  readonly client?: { readonly name?: string; readonly version?: string } | undefined
  /** Address of the client as the listener saw it. */
  readonly address?: string | undefined
  /** Absent where nobody keeps account of it: a rule that reads it then refuses the call. */
  readonly seen?: Seen | undefined
  /**
   * Keyed digest of a text, in base64url: names the counter of a value (`by`) without holding the value. Absent where
   * nothing can make one: a limit that counts by value then refuses the call.
   */
  readonly digest?: ((text: string) => string) | undefined
}

/** "May this tool be seen in a list?" */
export interface ListRequest {
  readonly subject: Subject
  readonly tool: Tool
  readonly context: Context
}

/** "May this tool be called with these arguments?" */
export interface CallRequest extends ListRequest {
  readonly arguments: JsonObject
  /**
   * JSON Pointers, relative to `arguments`, of numbers whose source text has more digits or a larger exponent than a
   * decimal of 15 significant digits: a rule that reads one denies. Nearly always empty.
   */
  readonly inexact: ReadonlySet<string>
  /** What a continued call answers to its server's questions, by the name of each; absent where it is no continuation. */
  readonly input?: JsonObject | undefined
  /** As `inexact`, relative to `input`. */
  readonly inexactInput?: ReadonlySet<string> | undefined
}
