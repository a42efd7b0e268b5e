import { builtinModules } from 'node:module';
import { readFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  dependencies: Record<string, string>;
};

/** A file for each thread: the packages of this workspace go in, what npm installs beside it stays outside. */
export default defineConfig({
  define: { BUILD_ID: JSON.stringify(Date.now().toString(36)) },
  build: {
    ssr: true,
    rolldownOptions: {
      input: ['src/main.ts', 'src/readings/reading-worker.ts', '../../packages/store/src/sqlite-thread.ts'],
      output: { chunkFileNames: '[name].js' },
    },
    outDir: 'dist',
    target: 'node20',
    sourcemap: true,
  },
  ssr: {
    noExternal: true,
    external: [...Object.keys(dependencies), ...builtinModules],
  },
});
