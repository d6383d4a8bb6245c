import { defineConfig } from 'electron-vite'

/** So far the command line only; the desktop entries join it under `main`, `preload` and `renderer`. */
export default defineConfig({
  main: {
    build: {
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { cli: 'src/main/cli/cli.ts', 'row-stats-worker': 'src/engine/stats/row-stats-worker.ts' },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name].js' },
      },
    },
  },
})
