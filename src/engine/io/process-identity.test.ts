import { expect, it, onTestFinished, vi } from 'vitest'
import { isGone, ownIdentity } from './process-identity.ts'

// As `ps` of macOS does: the time of day in the language and time zone of who asks.
vi.mock('node:child_process', () => ({
  execFileSync: (_: string, __: string[], { env = process.env }: { env?: NodeJS.ProcessEnv }) =>
    env['LC_ALL'] === 'de_DE' ? 'Sa. 28 Nov.' : `Sat Nov 28 ${env['TZ'] ?? 'CET'}`,
}))

it('knows a process again from another language and time zone', () => {
  const { platform } = process
  Object.defineProperty(process, 'platform', { value: 'darwin' })
  onTestFinished(() => {
    Object.defineProperty(process, 'platform', { value: platform })
    vi.unstubAllEnvs()
  })
  const identity = ownIdentity()
  vi.stubEnv('LC_ALL', 'de_DE')
  vi.stubEnv('TZ', 'Asia/Tokyo')
  expect(isGone(identity)).toBe(false)
})
