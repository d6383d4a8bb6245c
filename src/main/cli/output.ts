import { EngineError, toAppError, type ErrorCode } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { findingsText } from './findings-text.ts'
import { harmless } from './text.ts'

/** Whoever read what is printed may be gone (`| head`, a closed terminal). That ends no merge. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })

/** How the command line ends; scripts rely on these. */
export const exitCodes = { done: 0, failed: 1, usage: 2, blocked: 3, cancelled: 130 } as const

/** Errors that mean "you asked for something that makes no sense", as opposed to something that went wrong. */
const usageCodes: readonly ErrorCode[] = [
  'NO_SOURCES',
  'OPTION_INVALID',
  'SELECTION_INVALID',
  'RECIPE_INVALID',
  'PLAN_INVALID',
  'MERGE_UNKNOWN',
]

/** The exit code for what a command threw. */
export function exitCodeOf(thrown: unknown): number {
  const { code, details } = toAppError(thrown)
  // Sources of a recorded merge or a recipe that changed stand in the way until that is accepted.
  const isDrift = code === 'SOURCE_CHANGED' && (details?.['drift'] ?? details?.['others']) !== undefined
  if (code === 'BLOCKED' || isDrift) return exitCodes.blocked
  if (code === 'CANCELLED') return exitCodes.cancelled
  return usageCodes.includes(code) ? exitCodes.usage : exitCodes.failed
}

/** Writes a result: JSON on standard output, or text. */
export function printResult(json: boolean, value: unknown, text: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(value, undefined, 2)}\n` : `${harmless(text())}\n`)
}

/** Says something beside the result: lines on standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${harmless(text)}\n`)
}

/** Reports a failure: as JSON on standard output, or in words on standard error. */
export function printError(json: boolean, thrown: unknown): void {
  const error = toAppError(thrown)
  if (json) {
    process.stdout.write(`${JSON.stringify({ ok: false, error }, undefined, 2)}\n`)
    return
  }
  const findings = error.details?.['findings']
  if (error.code === 'BLOCKED' && Array.isArray(findings))
    printNote(`${findingsText(findings as Finding[], { hideAdvisory: true })}\n`)
  printNote(`error ${error.code}: ${error.message}`)
  if (error.hint !== undefined) printNote(`  ${error.hint}`)
  if (error.code === 'INTERNAL' && thrown instanceof Error && !(thrown instanceof EngineError))
    printNote(thrown.stack ?? '')
}
