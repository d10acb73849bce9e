import { access } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Vite names what it puts there by its content: a changed file has another name. */
const hashedFolder = /[\\/]assets[\\/]/;

/** Serves the console; any path that is not a file is a screen of it. */
export async function serveConsole(app: FastifyInstance, directory: string): Promise<void> {
  if (!(await exists(join(directory, 'index.html')))) {
    app.setNotFoundHandler((request, reply) => {
      if (!wantsScreen(request.method, request.url)) return reply.code(404).send({ appCode: 'not-found', facts: {} });
      return reply.code(503).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(notBuilt);
    });
    return;
  }
  await app.register(fastifyStatic, {
    root: directory,
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('cache-control', hashedFolder.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.setNotFoundHandler((request, reply) => {
    if (!wantsScreen(request.method, request.url)) return reply.code(404).send({ appCode: 'not-found', facts: {} });
    return reply.sendFile('index.html');
  });
}

/** A screen's path has no extension; a missing script must not be answered with a page. */
function wantsScreen(method: string, url: string): boolean {
  const path = url.split('?', 1)[0] ?? '';
  return (
    method === 'GET' &&
    !/\.\w+$/.test(path) &&
    !/^\/(api|media|evidence|clips|snapshots|list-files|health)(\/|$)/.test(path)
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

const notBuilt = `<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<title>Guardroom 值守台</title>
<body style="font: 16px/1.7 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>控制台尚未构建</h1>
<p>值守站已在运行，但缺少控制台页面。请在项目目录运行 <code>npm run build</code>，然后重新启动。</p>
<p lang="en">The station is running, but the console has not been built. Run <code>npm run build</code> in the
project's directory, then start again.</p>
`;
