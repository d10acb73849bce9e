/**
 * Draws the demo's footage and captures into resources/demo: `node test/peers/footage/draw.ts`.
 * Needs Chromium, ffmpeg and a Chinese font; what it makes is kept in the repository, so that nobody else needs them.
 */
import { spawn } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';

const output = resolve(import.meta.dirname, '..', '..', '..', 'resources', 'demo');
const framesPerSecond = 12;
const streams = { main: { width: 1280, height: 720, crf: 27 }, sub: { width: 640, height: 360, crf: 29 } } as const;

/** Plates of the captures; the first is on the demo's blacklist. */
export const plates = ['鲁P12345', '鲁P1A205', '鲁PD16F35', '鲁P1Q875', '鲁P19025', '鲁PA8C52', '鲁P17795', '鲁P6K271'];
const faces = 8;

async function openStage(): Promise<{ page: Page; close(): Promise<void> }> {
  const browser = await chromium.launch({
    executablePath: process.env.GUARDROOM_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage();
  const source = await readFile(join(import.meta.dirname, 'scenes.ts'), 'utf8');
  const script = `${stripTypeScriptTypes(source).replaceAll(/^export /gm, '')}
    window.stage = { scenes, drawFace, plateSign, loopSeconds };`;
  await page.setContent('<canvas></canvas>');
  await page.addScriptTag({ content: script });
  return { page, close: () => browser.close() };
}

/** Asks the page for one JPEG; `what` is evaluated there with c (context), w and h. */
async function jpeg(page: Page, width: number, height: number, what: string, quality = 0.92): Promise<Buffer> {
  const data = await page.evaluate(
    `(() => {
      const canvas = document.querySelector('canvas');
      canvas.width = ${width}; canvas.height = ${height};
      const c = canvas.getContext('2d');
      ${what}
      return canvas.toDataURL('image/jpeg', ${quality});
    })()`,
  );
  return Buffer.from(String(data).split(',')[1] ?? '', 'base64');
}

async function drawScene(page: Page, name: string): Promise<void> {
  const frames: Buffer[] = [];
  for (let n = 0; n < framesPerSecond * 12; n++) {
    frames.push(await jpeg(page, 1280, 720, `stage.scenes['${name}'](c, ${n / framesPerSecond});`, 0.95));
  }
  for (const [stream, { width, height, crf }] of Object.entries(streams)) {
    const encoder = spawn(
      'ffmpeg',
      [
        ...['-loglevel', 'error', '-y', '-f', 'mjpeg', '-r', String(framesPerSecond), '-i', 'pipe:0'],
        ...['-vf', `scale=${width}:${height}`, '-c:v', 'libx264', '-profile:v', 'main', '-preset', 'veryslow'],
        ...['-crf', String(crf), '-g', String(framesPerSecond * 2), '-bf', '0', '-pix_fmt', 'yuv420p'],
        // Access unit delimiters let the camera simulator cut the file without parsing slices.
        ...['-x264-params', 'scenecut=0:repeat-headers=1:aud=1', '-f', 'h264', join(output, `${name}-${stream}.h264`)],
      ],
      { stdio: ['pipe', 'inherit', 'inherit'] },
    );
    encoder.stdin.end(Buffer.concat(frames));
    const code = await new Promise((done) => encoder.once('exit', done));
    if (code !== 0) throw new Error(`ffmpeg ended with ${String(code)}`);
  }
  const size = (await stat(join(output, `${name}-main.h264`))).size;
  process.stdout.write(`${name}: ${Math.round(size / 1024)} KB main\n`);
}

async function drawCaptures(page: Page): Promise<void> {
  const scene = ['east-in', 'east-out', 'west'];
  for (const [index, plate] of plates.entries()) {
    const name = scene[index % 3] ?? 'east-in';
    const draw = `c.scale(0.75, 0.75); stage.scenes['${name}'](c, ${name === 'east-out' ? 2.2 : 6.6}, '${plate}');`;
    await writeFile(join(output, `vehicle-${index}.jpg`), await jpeg(page, 960, 540, draw, 0.8));
    await writeFile(
      join(output, `plate-${index}.jpg`),
      await jpeg(page, 240, 80, `stage.plateSign(c, 4, 4, 232, '${plate}');`),
    );
  }
  for (let n = 0; n < faces; n++) {
    await writeFile(join(output, `face-${n}.jpg`), await jpeg(page, 240, 300, `stage.drawFace(c, 240, ${n});`, 0.85));
    const draw = `c.scale(0.75, 0.75); stage.scenes.hall(c, ${3 + n * 0.5});`;
    await writeFile(join(output, `hall-${n}.jpg`), await jpeg(page, 960, 540, draw, 0.8));
  }
}

await mkdir(output, { recursive: true });
const { page, close } = await openStage();
const only = process.argv.slice(2);
const names = await page.evaluate<string[]>('Object.keys(stage.scenes)');
for (const name of names) if (only.length === 0 || only.includes(name)) await drawScene(page, name);
if (only.length === 0 || only.includes('captures')) await drawCaptures(page);
await close();
