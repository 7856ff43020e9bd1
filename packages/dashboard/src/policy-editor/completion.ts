/** Completion of policies in the editor. */
import {
  acceptCompletion,
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import type { EditorState, Extension } from '@codemirror/state'
import { type EditorView, keymap } from '@codemirror/view'
import type { JsonObject } from '@portcullis/engine'
import { readDocument } from '../policy-builder/model/session.ts'
import { type JsonPosition, positionIn } from './json-place.ts'
import { type EditorTool, keySuggestions, type Suggestion, valueSuggestions } from './suggestions.ts'

/** Completes keys, values, names of tools and paths of arguments. @param tools asked each time: they may come late */
export function policyCompletion(tools: () => readonly EditorTool[]): Extension {
  // While a text is being written it is often no document: the last one that was says what stands around.
  let last: JsonObject = {}
  const source = (context: CompletionContext): CompletionResult | null => {
    last = readDocument(context.state.doc.toString()) ?? last
    return complete(context, last, tools())
  }
  return [
    autocompletion({ override: [source], icons: false, maxRenderedOptions: 60, interactionDelay: 0 }),
    keymap.of([{ key: 'Tab', run: acceptCompletion }]),
  ]
}

function complete(
  { state, pos, explicit }: CompletionContext,
  document: JsonObject,
  tools: readonly EditorTool[],
): CompletionResult | null {
  const position = positionIn(state, pos)
  if (position === undefined || (!explicit && position.from === position.to)) return null
  const { kind, place, from, to, present } = position
  const found =
    kind === 'key' ? keySuggestions(document, place, present, tools) : valueSuggestions(document, place, tools)
  if (found.length === 0) return null
  return { from, to, options: found.map((suggestion) => option(suggestion, position, state)), filter: true }
}

function option({ text, detail, value }: Suggestion, position: JsonPosition, state: EditorState): Completion {
  const key = JSON.stringify(text)
  const label = position.kind === 'key' || !isBare(text) ? key : text
  const hasColon = /^\s*:/.test(state.sliceDoc(position.to, position.to + 20))
  const written = position.kind === 'key' && !hasColon ? `${label}: ${JSON.stringify(value ?? '')}` : label
  return {
    label,
    displayLabel: text,
    detail: detail.length > 60 ? `${detail.slice(0, 60)}…` : detail,
    ...(detail.length > 60 && { info: detail }),
    apply: (view: EditorView) => write(view, position, written),
  }
}

/** Values that are no texts. */
const isBare = (text: string): boolean => /^(?:true|false|null|-?\d+(?:\.\d+)?)$/.test(text)

/** Writes it, and leaves the cursor where the next thing is written: within quotes or brackets that are empty. */
function write(view: EditorView, { from, to }: JsonPosition, text: string): void {
  const inside = /(?:""|\[\]|\{\})$/.test(text) ? 1 : 0
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length - inside },
    userEvent: 'input.complete',
  })
}
