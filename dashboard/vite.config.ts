import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The gateway that `make dev-frontend` talks to.
const gateway = process.env.TASKMASTER_GATEWAY ?? 'http://127.0.0.1:8081';

export default defineConfig({
  // Relative, so that one build works under any base path; index.html has the <base>.
  base: './',
  plugins: [react()],
  build: {
    target: 'es2022',
    // Nothing is inlined: the content security policy takes no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  server: {
    port: 5173,
    strictPort: true,
    // The Host header stays that of the page, so that the gateway sees one origin.
    proxy: { '/api': { target: gateway, ws: true, changeOrigin: false } },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    restoreMocks: true,
    css: false,
    testTimeout: 15_000,
  },
});
