import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { z } from 'zod'
import { isAlive } from './is-alive.ts'

/** Tells a process from all others, also from a later one with the same number. */
export const processIdentitySchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  /** When it began, as the system says it; empty where the system does not say. */
  started: z.string(),
})
/** See {@link processIdentitySchema}. */
export type ProcessIdentity = z.infer<typeof processIdentitySchema>

/** This process, for those who come later. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? '' }
}

/**
 * True when a process of this machine has ended. Of other machines, which may share the folder, nobody here knows:
 * false.
 */
export function isGone({ pid, host, started }: ProcessIdentity): boolean {
  if (host !== hostname()) return false
  if (!isAlive(pid)) return true
  const now = startOf(pid)
  return started !== '' && now !== undefined && now !== started
}

/** True when a process of this machine is at work, as far as the system can tell. Of other machines, nobody here knows. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identity.host === hostname() && !isGone(identity)
}

/** When a process began: undefined where that cannot be found out. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      // The name, in parentheses, may itself hold anything; the start is the 20th field behind it.
      return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''}`
    }
    if (process.platform === 'darwin')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        // Whoever asks later may live in another language or time zone.
        env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      }).trim()
  } catch {
    return undefined
  }
  return undefined
}
