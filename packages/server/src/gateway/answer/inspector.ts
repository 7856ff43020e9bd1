/** Puts what comes back for one request through the policy's plan for results, and keeps account of what was done. */
import { isAscii, isUtf8 } from 'node:buffer'
import {
  type CallRequest,
  type Inspection,
  inspectAnswer,
  inspectMessage,
  type RedactionCount,
  type ResultPlan,
  type ResultRefusal,
  type TextEdit,
  tooLarge,
} from '@portcullis/engine'
import type { ResultRecord } from '../../ports/audit-sink.ts'
import { type Refusal, refusal } from '../errors.ts'

/** What was done with what came back: summed as it is done, for a stream may go on for days. */
export class ResultAccount {
  /** A secret passed that no redaction took out. */
  secrets = false
  withheldBy: string | undefined
  private readonly redacted = new Map<string, RedactionCount>()
  private readonly onSecret: (() => void) | undefined

  /** @param onSecret told of each message with a secret, at once */
  constructor(onSecret?: () => void) {
    this.onSecret = onSecret
  }

  noteSecret(): void {
    this.secrets = true
    this.onSecret?.()
  }

  noteRedacted(counts: readonly RedactionCount[]): void {
    for (const each of counts) {
      const key = `${each.document.id}\n${each.rule}`
      const before = this.redacted.get(key)
      this.redacted.set(key, before === undefined ? each : { ...each, count: before.count + each.count })
    }
  }

  /** Undefined: nothing was done. */
  record(): ResultRecord | undefined {
    const { redacted, withheldBy } = this
    return redacted.size === 0 && withheldBy === undefined
      ? undefined
      : { redacted: [...redacted.values()], withheldBy }
  }
}

/** Inspects what comes back for one request. */
export class Inspector {
  private readonly plan: ResultPlan
  private readonly request: CallRequest
  private readonly account: ResultAccount

  /** @param account where it is noted what was done */
  constructor(plan: ResultPlan, request: CallRequest, account: ResultAccount = new ResultAccount()) {
    this.plan = plan
    this.request = request
    this.account = account
  }

  /** A secret passed that no redaction took out. */
  get secrets(): boolean {
    return this.account.secrets
  }

  /** The refusal of an answer of which so many bytes came already, if that is too much: it need not be read to its end. */
  refuseSize(size: number): Refusal | undefined {
    const found = tooLarge(this.plan, { size })
    return found && this.withhold(found)
  }

  /** @returns the answer as it may go on (the same buffer where nothing changed), or why it may not */
  answer(bytes: Buffer): Buffer | Refusal {
    return this.inspect(bytes, (message) => inspectAnswer(this.plan, message, this.request))
  }

  /** The same for a message that the server sends beside its answer, such as progress or a question. */
  message(bytes: Buffer): Buffer | Refusal {
    return this.inspect(bytes, (message) => inspectMessage(this.plan, message, this.request))
  }

  /** What was done; undefined: nothing. */
  record(): ResultRecord | undefined {
    return this.account.record()
  }

  private inspect(
    bytes: Buffer,
    judge: (message: { readonly text: string; readonly size: number }) => Inspection,
  ): Buffer | Refusal {
    // Text that cannot be read cannot be searched; its readers would put something else in its place.
    if (!isUtf8(bytes)) return refusal('upstream_garbage')
    const ascii = isAscii(bytes)
    const text = ascii ? bytes.toString('latin1') : bytes.toString()
    const { refusal: found, edits, redacted, secrets } = judge({ text, size: bytes.length })
    if (found !== undefined) return this.withhold(found)
    this.account.noteRedacted(redacted)
    if (secrets) this.account.noteSecret()
    return edits.length === 0 ? bytes : splice(bytes, text, edits, ascii)
  }

  private withhold({ rule, document, message }: ResultRefusal): Refusal {
    this.account.withheldBy ??= rule
    return { code: 'result_withheld', message: `${message} It was carried out: do not repeat it.`, rule, document }
  }
}

/** Applies edits of a text to its bytes; every other byte stays. */
function splice(bytes: Buffer, text: string, edits: readonly TextEdit[], ascii: boolean): Buffer {
  const pieces: Buffer[] = []
  let textAt = 0
  let byteAt = 0
  for (const { start, end, text: replacement } of edits) {
    const from = byteAt + (ascii ? start - textAt : Buffer.byteLength(text.slice(textAt, start)))
    pieces.push(bytes.subarray(byteAt, from), Buffer.from(replacement))
    byteAt = from + (ascii ? end - start : Buffer.byteLength(text.slice(start, end)))
    textAt = end
  }
  pieces.push(bytes.subarray(byteAt))
  return Buffer.concat(pieces)
}
