import { spawn } from 'node:child_process'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkerReport, WorkerTask } from './merge-worker.ts'
import { nodeFlags } from '#main/node-flags.ts'
import { buildWorker } from './program.ts'

/** A finished process. */
export interface Finished {
  /** From asking the system to start it to its end. */
  readonly seconds: number
  readonly stdout: string
}

/** Runs a program to its end. Throws with what it said on its standard error when it fails. */
export async function run(command: string, args: readonly string[], env = process.env): Promise<Finished> {
  const start = performance.now()
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (bytes: Buffer) => stdout.push(bytes))
  child.stderr.on('data', (bytes: Buffer) => stderr.push(bytes))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const seconds = (performance.now() - start) / 1000
  if (code !== 0)
    throw new Error(
      `${command} ended with ${code ?? 'a signal'}:\n${Buffer.concat(stderr).toString().slice(-2000)}`,
    )
  return { seconds, stdout: Buffer.concat(stdout).toString() }
}

/** A merge in a process of its own. */
export interface MergeRun extends WorkerReport {
  /** The whole process, Node's own start included. */
  readonly seconds: number
}

/** The largest memory of all merges so far. */
export const peaks = { bytes: 0 }

let program: Promise<string> | undefined

/** Merges in a fresh process. */
export async function merge(task: WorkerTask): Promise<MergeRun> {
  program ??= buildWorker()
  const { seconds, stdout } = await run(process.execPath, [...nodeFlags, await program, JSON.stringify(task)])
  const report = JSON.parse(stdout) as WorkerReport
  if (task.until !== 'plan') peaks.bytes = Math.max(peaks.bytes, report.peakBytes)
  return { seconds, ...report }
}

/** Removes a result, and waits until the disk has nothing left to do, so that no run pays for the one before it. */
export async function settle(...outputs: readonly string[]): Promise<void> {
  for (const output of outputs) await rm(output, { recursive: true, force: true })
  await run('sync', []).catch(() => undefined)
}

/** Runs all contestants `rounds` times in turn, A B C A B C: what disturbs one disturbs the others. */
export async function interleave<T extends Record<string, () => Promise<unknown>>>(
  rounds: number,
  contestants: T,
): Promise<{ [K in keyof T]: Awaited<ReturnType<T[K]>>[] }> {
  const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, [] as unknown[]]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, contest] of Object.entries(contestants)) results[name]!.push(await contest())
  }
  return results as { [K in keyof T]: Awaited<ReturnType<T[K]>>[] }
}

/** The middle value; of an even number, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value that a share of all values does not exceed: the smallest of them that is enough. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
}

/** Bytes of all files below a folder. */
export async function folderBytes(dir: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size
  }
  return bytes
}
