import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = join(import.meta.dirname, '..');

/** The console: plain files the station serves, the same in Electron's windows and in a browser. */
export default defineConfig({
  root: join(root, 'renderer'),
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  cacheDir: join(root, 'node_modules/.cache/vite-renderer'),
  build: {
    outDir: join(root, 'dist/renderer'),
    emptyOutDir: true,
    target: 'chrome120',
    sourcemap: false,
    // Read from the machine's own disk or the unit's LAN, and kept: fewer, larger files are fine.
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      output: {
        manualChunks(id) {
          if (!id.includes('node_modules')) return undefined;
          if (/node_modules\/(antd|@ant-design|@rc-component|rc-[^/]+|dayjs)\//.test(id)) return 'antd';
          if (/node_modules\/(react|react-dom|scheduler)\//.test(id)) return 'react';
          if (/node_modules\/(echarts|zrender)\//.test(id)) return 'charts';
          // Not of the first load.
          if (/node_modules\/(jsmpeg-player|@zip\.js)\//.test(id)) return undefined;
          return 'libraries';
        },
      },
    },
  },
});
