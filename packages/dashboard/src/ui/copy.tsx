/** Text to be copied: in a line, or as a block. */
import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { classes } from '../lib/classes.ts'
import { IconButton } from './button.tsx'
import { sayFailed } from './toast.tsx'

const SHOWN = 1600

/** Copies a text. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(true)
      setTimeout(() => setCopied(false), SHOWN)
    } catch {
      sayFailed(new Error('The browser did not let this page copy. Select the text and copy it.'))
    }
  }
  return (
    <IconButton
      size="small"
      icon={copied ? Check : Copy}
      label={copied ? 'Copied' : label}
      onClick={() => void copy()}
    />
  )
}

/** A line that can be copied. */
export function CopyField({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div className="flex min-w-0 items-center gap-1 rounded-[7px] border border-line bg-sunken py-0.5 pr-1 pl-2.5">
      <code className="one-line flex-1 text-[0.92rem]" title={text}>
        {text}
      </code>
      <CopyButton text={text} label={`Copy ${label}`} />
    </div>
  )
}

/** A block of code that can be copied. */
export function CodeBlock({
  text,
  label = 'the text',
  tall,
}: {
  readonly text: string
  readonly label?: string
  readonly tall?: boolean
}) {
  return (
    <div className="relative rounded-[7px] border border-line bg-sunken">
      <div className="absolute top-1 right-1">
        <CopyButton text={text} label={`Copy ${label}`} />
      </div>
      <textarea
        readOnly
        spellCheck={false}
        aria-label={label}
        value={text}
        rows={Math.min(text.split('\n').length, tall ? 60 : 16)}
        className={classes(
          'block field-sizing-content max-h-96 w-full resize-none bg-transparent p-3 pr-10 font-mono text-[0.9rem] leading-normal',
        )}
      />
    </div>
  )
}
