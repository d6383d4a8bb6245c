const pad = (value: number) => String(value).padStart(2, '0')

/** A span as people say it: `0:07`, `12:04`, `1:02:40`. Rounded to seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`
}

/** A moment or a length within a recording, with hundredths of a second: `0:07.33`. */
export function formatTime(seconds: number): string {
  const hundredths = Math.max(0, Math.round(seconds * 100))
  const whole = Math.floor(hundredths / 100)
  return `${Math.floor(whole / 60)}:${pad(whole % 60)}.${pad(hundredths % 100)}`
}

/** How long something may still take, no more exact than it can be: `about 2 min`. */
export function formatEstimate(seconds: number): string {
  if (seconds < 10) return 'a few seconds'
  if (seconds < 90) return `about ${Math.round(seconds / 10) * 10} s`
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min`
  const hours = Math.round(seconds / 1800) / 2
  return `about ${hours} h`
}
