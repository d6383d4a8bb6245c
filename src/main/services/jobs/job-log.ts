import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { JobId, LogPage } from '#shared/model/job.ts'

/** A log that grew beyond this loses its older half. Bytes. */
const MAX_BYTES = 512 * 1024
const MAX_LINE = 2000
const MAX_LOGS = 100

/**
 * What happened in a job, a line each with its time, in a file of its own. Bounded, whatever a process prints; a disk
 * that takes no log does not stop a merge.
 */
export class JobLog {
  readonly path: string
  #bytes = 0

  constructor(path: string) {
    this.path = path
  }

  /** Writes down one or more lines. */
  add(text: string): void {
    const time = new Date().toISOString()
    const lines = text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '')
      .map((line) => `${time} ${line.slice(0, MAX_LINE)}\n`)
      .join('')
    this.#bytes += Buffer.byteLength(lines)
    try {
      appendFileSync(this.path, lines)
      if (this.#bytes > MAX_BYTES) this.#halve(time)
    } catch {
      // A merge matters more than its log.
    }
  }

  /** All lines that are kept. */
  lines(): string[] {
    try {
      return readFileSync(this.path, 'utf8').split('\n').slice(0, -1)
    } catch {
      return []
    }
  }

  page(from: number, count: number): LogPage {
    const lines = this.lines()
    return { from, lines: lines.slice(from, from + count), total: lines.length }
  }

  #halve(time: string): void {
    const lines = this.lines()
    const kept = lines.slice(Math.floor(lines.length / 2))
    const text = [`${time} (older lines were left out)`, ...kept].map((line) => `${line}\n`).join('')
    writeFileSync(this.path, text)
    this.#bytes = Buffer.byteLength(text)
  }
}

/** Begins the log of a job in the home folder, and removes the oldest ones beyond a hundred. */
export function openJobLog(home: string, job: JobId): JobLog {
  const folder = join(home, 'logs')
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    removeOldest(folder)
  } catch {
    // The log says nothing then.
  }
  return new JobLog(join(folder, `job-${job}.log`))
}

function removeOldest(folder: string): void {
  const logs = readdirSync(folder)
    .filter((name) => /^job-.*\.log$/.test(name))
    .map((name) => join(folder, name))
    .map((path) => ({ path, modifiedMs: statSync(path).mtimeMs }))
    .sort((a, b) => b.modifiedMs - a.modifiedMs)
  for (const { path } of logs.slice(MAX_LOGS - 1)) rmSync(path, { force: true })
}
