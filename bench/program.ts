import { build } from 'vite'

const OUT = new URL('work/program/', import.meta.url).pathname

/**
 * Builds the worker as the command line is built: what people run has its types stripped beforehand. Returns the
 * path of the program.
 */
export async function buildWorker(): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'warn',
    root: new URL('..', import.meta.url).pathname,
    build: {
      target: 'node24',
      minify: false,
      ssr: true,
      outDir: OUT,
      emptyOutDir: true,
      rolldownOptions: {
        // The engine looks for the programs of its threads beside its own.
        input: {
          'merge-worker': new URL('merge-worker.ts', import.meta.url).pathname,
          'data-worker': new URL('../src/engine/merge/data-worker.ts', import.meta.url).pathname,
          'row-stats-worker': new URL('../src/engine/stats/row-stats-worker.ts', import.meta.url).pathname,
          'video-worker': new URL('../src/engine/video/video-worker.ts', import.meta.url).pathname,
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  })
  return `${OUT}merge-worker.js`
}
