import { afterEach, expect, test, vi } from 'vitest'
import { fakeApi } from '#renderer/api/fake.ts'
import { hostNow, loadHost } from './host-store.ts'

afterEach(() => {
  vi.useRealTimers()
})

test('the time of the application is told by its own clock', async () => {
  vi.useFakeTimers({ now: 1_000_000 })
  const host = { version: '1', host: 'browser', platform: 'linux', hasDialogs: false, home: '/home' } as const
  const { api } = fakeApi({
    'app.host': () => {
      // It is asked and answers in 200 ms each.
      vi.setSystemTime(1_000_200)
      const nowMs = 5_000_000
      vi.setSystemTime(1_000_400)
      return { ...host, nowMs }
    },
  })
  await loadHost(api, new AbortController().signal)
  vi.setSystemTime(1_001_200)
  expect(hostNow()).toBe(5_001_000)
})
