// Runs the built command line where the caller stands: npm changes to the project's folder, people mean their own.
import { spawnSync } from 'node:child_process'
import { nodeFlags } from '../src/main/node-flags.ts'
import { buildIfStale } from './build-if-stale.js'

process.on('SIGINT', () => undefined) // The command line cancels by itself and says how it ended.
const result = spawnSync(process.execPath, [...nodeFlags, buildIfStale(), ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
})
process.exitCode = result.status ?? 1
