/** Keys to be pressed, as hints. */

/** Shows them: `Keys({ keys: ['g', 's'] })`. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded border border-line bg-sunken px-1 text-center font-mono text-[0.8rem] leading-5 text-ink-soft"
        >
          {key}
        </kbd>
      ))}
    </span>
  )
}
