import { execFileSync } from 'node:child_process'

/** Ids of the processes that a server started for merges. */
export function jobProcesses(server: number): number[] {
  const list = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
  return list.split('\n').flatMap((line) => {
    const [pid, parent, ...args] = line.trim().split(/\s+/)
    return Number(parent) === server && args.some((arg) => arg.endsWith('job.js')) ? [Number(pid)] : []
  })
}
