import { expect, it } from 'vitest'
import { visible } from './visible.ts'

it('shows what hides, and leaves what is read', () => {
  expect(visible('delete‮elif')).toBe('delete⟨U+202E⟩elif')
  expect(visible('a​b\u{e0041}')).toBe('a⟨U+200B⟩b⟨U+E0041⟩')
  expect(visible('naïve 日本 😀 اسم')).toBe('naïve 日本 😀 اسم')
  expect(visible('one\ntwo')).toBe('one⟨U+000A⟩two')
  expect(visible('one\n\ttwo\r', true)).toBe('one\n\ttwo⟨U+000D⟩')
})
