const dayMs = 24 * 60 * 60 * 1000
const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

/** Milliseconds since 1970 as a local moment, shorter the closer it is: `today 14:05`, `3 Nov 14:05`, `3 Nov 2025`. `nowMs` is any moment of today. */
export function formatWhen(ms: number, nowMs: number): string {
  const date = new Date(ms)
  const today = new Date(nowMs)
  const daysAgo = Math.round((startOfDay(today) - startOfDay(date)) / dayMs)
  if (daysAgo === 0) return `today ${time.format(date)}`
  if (daysAgo === 1) return `yesterday ${time.format(date)}`
  if (date.getFullYear() === today.getFullYear()) return `${day.format(date)} ${time.format(date)}`
  return dayOfYear.format(date)
}

/** Milliseconds since 1970 as a full local date and time, for the title of a shorter one. */
export function formatDateTime(ms: number): string {
  const date = new Date(ms)
  return `${dayOfYear.format(date)} ${time.format(date)}`
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}
