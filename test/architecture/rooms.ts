/**
 * The table of rooms (docs/architecture.md). A room may import itself, and what it lists; `packages` are the npm
 * packages only some rooms may touch. A folder that is in no row is an error.
 */
export interface Room {
  /** Folder from the top of the repository. The longest match wins. */
  folder: string;
  mayImport: readonly string[];
  /** Also, but types only: nothing of it is in the build. */
  mayImportTypesOf?: readonly string[];
}

const contract = 'preload/contract';
const system = 'main/system';
const domain = [
  'main/cameras',
  'main/recognition',
  'main/journal',
  'main/watchlist',
  'main/alarms',
  'main/county',
  'main/duty',
  'main/access',
];

export const rooms: readonly Room[] = [
  { folder: contract, mayImport: [] },
  { folder: 'preload', mayImport: [contract] },
  { folder: system, mayImport: [contract] },
  ...domain.map((folder) => ({ folder, mayImport: [system, contract] })),
  { folder: 'main/storage', mayImport: [system, contract, ...domain] },
  { folder: 'main/gateway', mayImport: [system, contract, ...domain] },
  { folder: 'main/station', mayImport: [system, contract, ...domain, 'main/storage', 'main/gateway', 'resources'] },
  { folder: 'main/shell', mayImport: [system, contract] },
  { folder: 'main/launch', mayImport: [system, contract] },
  { folder: 'renderer/text', mayImport: [contract] },
  { folder: 'renderer/styles', mayImport: [] },
  { folder: 'renderer/ui', mayImport: ['renderer/text', 'renderer/styles', contract] },
  { folder: 'renderer/api', mayImport: [contract] },
  { folder: 'renderer/video', mayImport: [contract] },
  {
    folder: 'renderer/features',
    mayImport: ['renderer/api', 'renderer/video', 'renderer/ui', 'renderer/text', 'renderer/styles', contract],
  },
  {
    folder: 'renderer/app',
    mayImport: [
      'renderer/features',
      'renderer/api',
      'renderer/video',
      'renderer/ui',
      'renderer/text',
      'renderer/styles',
      contract,
    ],
  },
  { folder: 'test', mayImport: ['main', 'preload', 'renderer', 'resources'] },
];

/** Packages that only the named folders may import. */
export const packageOwners: Readonly<Record<string, readonly string[]>> = {
  electron: ['main/shell', 'preload', 'test/e2e'],
  'electron-store': ['main/shell'],
  knex: ['main/storage', 'test'],
  sqlite3: ['main/storage', 'main/station', 'test'],
  fastify: ['main/gateway', 'main/recognition', 'test'],
  mqtt: ['main/recognition'],
  jsmodbus: ['main/alarms'],
  '@zip.js/zip.js': ['main/county', 'main/launch', 'renderer', 'test'],
  '@napi-rs/canvas': ['main/county', 'test'],
  react: ['renderer', 'test'],
  antd: ['renderer', 'test'],
};
