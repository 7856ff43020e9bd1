/** How the editor looks: in the colours of the page. */
import { syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

const CLASSES: Readonly<Record<string, string>> = {
  propertyName: 'key',
  string: 'text',
  number: 'other',
  bool: 'other',
  null: 'other',
  separator: 'mark',
  squareBracket: 'mark',
  brace: 'mark',
}

/** Kinds of JSON's words, as classes of the looks below. */
export const jsonColours: Extension = syntaxHighlighting({
  style: (tags) => CLASSES[String(tags[0])] ?? null,
})

const popup = {
  backgroundColor: 'var(--surface)',
  border: '1px solid var(--line)',
  borderRadius: '7px',
  color: 'var(--ink)',
}

/** Surfaces, and what pops up. */
export const editorLooks: Extension = EditorView.theme({
  '&': { backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: '0.93rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55', minHeight: '24rem', maxHeight: '70vh' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--ink-soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': {
    backgroundColor: 'color-mix(in srgb, var(--accent-soft) 45%, transparent)',
  },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--accent-soft)',
  },
  '.key': { color: 'var(--accent)' },
  '.text': { color: 'var(--low)' },
  '.other': { color: 'var(--medium)' },
  '.mark': { color: 'var(--ink-soft)' },
  // The library draws these as pictures within its styles, which no page of ours may load.
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--critical)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--medium)' },
  '.cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline dotted var(--ink-soft)' },
  '.cm-tooltip': popup,
  '.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionDetail': { color: 'var(--ink-soft)', fontStyle: 'normal' },
  '.cm-diagnostic': { whiteSpace: 'pre-line', fontFamily: 'var(--sans)' },
  '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--ink)' },
  '.cm-panels input, .cm-panels button': { ...popup, backgroundImage: 'none' },
})
