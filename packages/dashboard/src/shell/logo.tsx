/** The gate. */

/** Draws it. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden="true">
      <path className="fill-ink" d="M3 31V14a13 13 0 0 1 26 0v17h-4V14a9 9 0 0 0-18 0v17z" />
      <path
        className="fill-accent"
        d="M9 9.5h2V22l-1 2.5L9 22zM15 6h2v18l-1 2.5-1-2.5zM21 9.5h2V22l-1 2.5-1-2.5zM8 12h16v2H8zM8 18h16v2H8z"
      />
    </svg>
  )
}
