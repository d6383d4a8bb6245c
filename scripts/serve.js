// Serves the application from the folder where the caller stands: npm run serve -- --root DIR
import { spawn } from 'node:child_process'
import { buildIfStale } from './build-if-stale.js'

const child = spawn(process.execPath, [buildIfStale(), 'serve', ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env['INIT_CWD'] ?? process.cwd(),
})
process.on('SIGINT', () => undefined) // The server has it from the terminal, cancels what runs and ends.
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code) => {
  process.exitCode = code ?? 1
})
