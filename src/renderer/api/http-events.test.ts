import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HttpEvents } from './http-events.ts'

/** A stream that opens and breaks when the test says so. */
class Stream {
  static last: Stream
  readonly readyState = 0
  onopen = () => undefined
  onerror = () => undefined
  constructor() {
    Stream.last = this
  }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a loss that lasts is told once, and that any is over when the stream is back', () => {
  const events = new HttpEvents(Stream as unknown as typeof EventSource)
  const told: string[] = []
  events.on('app.notice', ({ error }) => told.push(error.code))
  events.on('app.noticeOver', ({ error }) => told.push(`${error.code} over`))
  const { onopen, onerror } = Stream.last
  onopen()
  // A short one is not worth a word.
  onerror()
  vi.advanceTimersByTime(1000)
  onopen()
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['CONNECTION_LOST over'])
  told.length = 0
  onerror()
  vi.advanceTimersByTime(60_000)
  onerror()
  vi.advanceTimersByTime(60_000)
  expect(told).toEqual(['CONNECTION_LOST'])
  onopen()
  expect(told).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST over'])
})
