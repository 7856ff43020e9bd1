/** References to environment variables, and the environment of programs that are started. */

/** Variables by name, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A text with its references replaced, or why that cannot be. Values never stand in a cause. */
export type Expanded =
  | { readonly ok: true; readonly text: string; readonly referred: boolean }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly remedy: string }

/** How a reference to a variable is written. */
export function referenceTo(name: string): string {
  return `$\{${name}}`
}

const reference = /\$\$\{|\$\{([^}]*)(\}?)/g
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Replaces `${NAME}` by the variable's value and `$${` by `${`. A variable that is not set, or is empty, is an error:
 * a credential that is missing would only be noticed by refusals of the server.
 * @param environment undefined: references are judged by their form only
 */
export function expand(text: string, environment: Environment | undefined): Expanded {
  let failed: Expanded | undefined
  let referred = false
  const expanded = text.replaceAll(reference, (whole: string, name: string | undefined, end: string | undefined) => {
    if (whole === '$${') return '${'
    referred = true
    failed ??= judgeReference(name ?? '', end === '}', environment)
    return environment === undefined ? '' : (environment[name ?? ''] ?? '')
  })
  return failed ?? { ok: true, text: expanded, referred }
}

function judgeReference(name: string, closed: boolean, environment: Environment | undefined): Expanded | undefined {
  if (!closed || !variableName.test(name)) {
    return {
      ok: false,
      code: 'wrong_reference',
      message: `A reference to an environment variable has not the form ${referenceTo('NAME')}.`,
      remedy:
        'Write letters, digits and `_` within the braces; write `$${` where the two characters themselves are meant.',
    }
  }
  if (isOwn(name)) {
    return {
      ok: false,
      code: 'forbidden_variable',
      message: `The variable ${name} belongs to the gateway and is not passed on.`,
      remedy: 'Put the value into a variable of another name.',
    }
  }
  if (environment === undefined || (Object.hasOwn(environment, name) && (environment[name] ?? '') !== ''))
    return undefined
  return {
    ok: false,
    code: 'unset_variable',
    message: `The environment variable ${name} is not set, or is empty.`,
    remedy: `Set ${name} in the environment of the gateway before it starts.`,
  }
}

const isOwn = (name: string): boolean => name.toUpperCase().startsWith('PORTCULLIS_')

/** Variables that a started program inherits; nothing else is. */
export const inheritedVariables: readonly string[] = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']

/** The part of the gateway's environment that every started program gets. */
export function inherited(environment: Environment): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of inheritedVariables) {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (value !== undefined) kept[name] = value
  }
  return kept
}

/** Why a program must not be given a variable of this name; undefined where it may. */
export function whyForbidden(name: string): string | undefined {
  const folded = name.toUpperCase()
  if (folded === 'NODE_OPTIONS') return 'it would load code into the program'
  if (folded.startsWith('LD_') || folded.startsWith('DYLD_')) return 'it would load libraries into the program'
  if (isOwn(name)) return 'such names belong to the gateway'
  return undefined
}

/** Whether a name can be that of an environment variable. */
export function isVariableName(name: string): boolean {
  return variableName.test(name)
}
