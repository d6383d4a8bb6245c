import babel from '@rolldown/plugin-babel'
import react, { reactCompilerPreset } from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

/**
 * `main`: the command line (which also serves browsers), the Electron entry and the entries of processes and threads,
 * each a file of its own beside the others. `preload`: one CommonJS file, as a sandboxed window needs it.
 */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: {
          cli: 'src/main/cli/cli.ts',
          index: 'src/main/index.ts',
          job: 'src/main/runner/job.ts',
          reader: 'src/main/runner/reader.ts',
          'data-worker': 'src/engine/merge/data-worker.ts',
          'row-stats-worker': 'src/engine/stats/row-stats-worker.ts',
          'video-worker': 'src/engine/video/video-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
  preload: {
    build: {
      externalizeDeps: false,
      rolldownOptions: { input: { index: 'src/preload/index.ts' }, output: { format: 'cjs' } },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react(), babel({ presets: [reactCompilerPreset()] })],
    build: {
      minify: true,
      assetsInlineLimit: 0,
      rolldownOptions: { input: 'src/renderer/index.html' },
    },
  },
})
