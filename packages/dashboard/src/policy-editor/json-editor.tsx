/** The JSON editor: completes as you type, and shows what the checker found where it stands. */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { json } from '@codemirror/lang-json'
import { bracketMatching, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { type Diagnostic, lintKeymap, setDiagnostics } from '@codemirror/lint'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { Annotation, Compartment, EditorState, type Extension, type Text } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import { policyCompletion } from './completion.ts'
import { editorLooks, jsonColours } from './editor-looks.ts'
import type { EditorTool } from './suggestions.ts'

/** The text was not typed: nobody need be told of it. */
const FROM_OUTSIDE = Annotation.define<boolean>()

/** Something that was found in the text. */
export interface EditorFinding {
  readonly severity: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  readonly message: string
  readonly remedy: string
}

interface JsonEditorProps {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly tools: readonly EditorTool[]
  readonly findings: readonly EditorFinding[]
  readonly locked: boolean
}

/** Shows it, in a shadow root of its own: its styles are sheets that no content policy has to allow. */
export function JsonEditor({ label, text, onText, tools, findings, locked }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const lock = useRef(new Compartment())
  const underway = useRef<string[]>([])
  // The editor is made once; what changes afterwards is told to it below.
  const said = useRef({ label, text, onText, tools })
  said.current = { label, text, onText, tools }
  useEffect(() => {
    if (host.current === null) return
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' })
    const begun = said.current
    const told = EditorView.updateListener.of(({ docChanged, state, transactions }) => {
      const isOwn = transactions.some((each) => each.annotation(FROM_OUTSIDE) === true)
      if (!docChanged || isOwn) return
      const typed = state.doc.toString()
      underway.current.push(typed)
      said.current.onText(typed)
    })
    const every = [extensions(begun.label, () => said.current.tools), lock.current.of([]), told]
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({ doc: begun.text, extensions: every }),
    })
    view.current = made
    return () => made.destroy()
  }, [])
  useEffect(() => {
    // The page hears of a text later than it was typed: what is on its way back is no other text.
    const isShown = view.current?.state.doc.toString() === text
    if (!isShown && underway.current.includes(text)) return
    underway.current = []
    if (!isShown) show(view.current, text)
  })
  useEffect(() => mark(view.current, findings), [findings])
  useEffect(() => {
    const isLocked = EditorState.readOnly.of(locked)
    view.current?.dispatch({ effects: lock.current.reconfigure(isLocked) })
  }, [locked])
  return <div ref={host} className="min-w-0 overflow-hidden rounded-[7px] border border-line-strong" />
}

function extensions(label: string, tools: () => readonly EditorTool[]): Extension {
  return [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    json(),
    jsonColours,
    policyCompletion(tools),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
    EditorState.tabSize.of(2),
    EditorView.lineWrapping,
    EditorView.domEventHandlers({ beforeinput: typeOver }),
    EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
    editorLooks,
  ]
}

/** Shows another text; the cursor stays as near as it can. */
function show(view: EditorView | undefined, text: string): void {
  if (view === undefined) return
  const { head } = view.state.selection.main
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: Math.min(head, text.length) },
    annotations: FROM_OUTSIDE.of(true),
  })
}

function mark(view: EditorView | undefined, findings: readonly EditorFinding[]): void {
  if (view === undefined) return
  const { doc } = view.state
  view.dispatch(
    setDiagnostics(
      view.state,
      findings.map((finding) => diagnostic(finding, doc)),
    ),
  )
}

function diagnostic({ severity, line, column, message, remedy }: EditorFinding, doc: Text): Diagnostic {
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines))
  const from = Math.min(at.from + Math.max(column - 1, 0), at.to)
  const word = /^(?:"(?:[^"\\]|\\.)*"|[^\s,{}[\]]+)/.exec(doc.sliceString(from, at.to))?.[0] ?? ''
  return {
    from,
    to: Math.max(from + word.length, Math.min(from + 1, at.to)),
    severity: severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'info',
    message: `${message}\n${remedy}`,
  }
}

/**
 * What is typed over a selection is written by the editor itself: where browsers do it they leave style attributes behind
 * for a moment, which the content policy reports.
 */
function typeOver(event: InputEvent, view: EditorView): boolean {
  const { from, to } = view.state.selection.main
  const { data, inputType } = event
  if (inputType !== 'insertText' || data === null || from === to || view.composing) return false
  const typed = () =>
    view.state.update({
      changes: { from, to, insert: data },
      selection: { anchor: from + data.length },
      userEvent: 'input.type',
      scrollIntoView: true,
    })
  const isHandled = view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, data, typed))
  if (!isHandled) view.dispatch(typed())
  event.preventDefault()
  return true
}
