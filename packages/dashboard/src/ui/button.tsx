/** Buttons, and links that look like them. */
import type { LucideIcon } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'wouter'
import { classes } from '../lib/classes.ts'

/** `primary`: the one thing to do here; `danger`: what cannot be taken back; `quiet`: without a frame. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger'

const LOOKS: Readonly<Record<ButtonKind, string>> = {
  primary: 'border-accent bg-accent text-on-accent hover:brightness-110',
  plain: 'border-line-strong bg-surface text-ink hover:border-ink',
  quiet: 'border-transparent bg-transparent text-ink-soft hover:bg-sunken hover:text-ink',
  danger: 'border-critical bg-surface text-critical hover:bg-critical-soft',
}

const FORM =
  'inline-flex items-center justify-center gap-1.5 rounded-[7px] border font-semibold whitespace-nowrap disabled:opacity-50 disabled:pointer-events-none'
const SIZES = { normal: 'min-h-9 px-3 text-[0.95rem]', small: 'min-h-7 px-2 text-[0.9rem]' } as const

interface Looks {
  readonly kind?: ButtonKind
  readonly size?: keyof typeof SIZES
  readonly icon?: LucideIcon
}

interface ButtonProps extends Looks, Omit<ComponentProps<'button'>, 'type'> {
  readonly type?: 'button' | 'submit'
  /** It is being done: pressing it again does nothing. */
  readonly busy?: boolean
}

const looksOf = ({ kind = 'plain', size = 'normal' }: Looks): string => classes(FORM, SIZES[size], LOOKS[kind])

/** A button. */
export function Button({ kind, size, icon: Icon, busy, type = 'button', className, children, ...rest }: ButtonProps) {
  const looks = looksOf({ ...(kind && { kind }), ...(size && { size }) })
  return (
    <button
      {...rest}
      type={type}
      disabled={rest.disabled || busy}
      aria-busy={busy}
      className={classes(looks, className)}
    >
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </button>
  )
}

interface IconButtonProps extends Omit<ButtonProps, 'children'> {
  readonly icon: LucideIcon
  /** What it does: its name, and what is said on hover. */
  readonly label: string
}

/** A button that is a picture. */
export function IconButton({
  icon: Icon,
  label,
  kind = 'quiet',
  size,
  busy,
  type = 'button',
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={rest.disabled || busy}
      aria-label={label}
      title={label}
      className={classes(FORM, LOOKS[kind], size === 'small' ? 'size-7' : 'size-9', 'shrink-0 p-0', className)}
    >
      <Icon size={size === 'small' ? 15 : 17} aria-hidden />
    </button>
  )
}

interface ButtonLinkProps extends Looks {
  readonly href: string
  readonly children: ReactNode
  readonly className?: string
}

/** A link to a page that looks like a button. */
export function ButtonLink({ href, kind, size, icon: Icon, children, className }: ButtonLinkProps) {
  const looks = looksOf({ ...(kind && { kind }), ...(size && { size }) })
  return (
    <Link href={href} className={classes(looks, className)}>
      {Icon && <Icon size={16} aria-hidden />}
      {children}
    </Link>
  )
}
