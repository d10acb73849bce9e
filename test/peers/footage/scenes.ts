/**
 * The simulated site's scenes, drawn by us on a canvas: flat, wide, each moving, each a loop of `loopSeconds`.
 * Runs in a browser page (draw.ts loads it there). Units: a stage of 1280×720.
 */
export const loopSeconds = 12;

type Context = CanvasRenderingContext2D;
/** Draws the scene at `t` seconds into its loop. `plate` replaces the number on the leading car. */
export type Scene = (c: Context, t: number, plate?: string) => void;

const tau = Math.PI * 2;
const wave = (t: number, period: number, phase = 0): number => Math.sin((t / period) * tau + phase);
/** Moves from `from` to `to` in the loop's part [start, end], seconds; rests outside it. */
function glide(t: number, start: number, end: number, from: number, to: number): number {
  const k = Math.min(1, Math.max(0, (t - start) / (end - start)));
  return from + (to - from) * (k * k * (3 - 2 * k));
}

function box(c: Context, x: number, y: number, w: number, h: number, fill: string, radius = 0): void {
  c.fillStyle = fill;
  c.beginPath();
  c.roundRect(x, y, w, h, radius);
  c.fill();
}
function sky(c: Context, top: string, bottom: string, horizon: number): void {
  const gradient = c.createLinearGradient(0, 0, 0, horizon);
  gradient.addColorStop(0, top);
  gradient.addColorStop(1, bottom);
  c.fillStyle = gradient;
  c.fillRect(0, 0, 1280, horizon);
}
function ground(c: Context, y: number, near: string, far: string): void {
  const gradient = c.createLinearGradient(0, y, 0, 720);
  gradient.addColorStop(0, far);
  gradient.addColorStop(1, near);
  c.fillStyle = gradient;
  c.fillRect(0, y, 1280, 720 - y);
}
function tree(c: Context, x: number, y: number, size: number, t: number): void {
  box(c, x - size * 0.06, y - size * 0.5, size * 0.12, size * 0.5, '#5a4636');
  const sway = wave(t, 4, x) * size * 0.02;
  for (const [dx, dy, r] of [
    [-0.22, -0.62, 0.26],
    [0.2, -0.66, 0.27],
    [0, -0.88, 0.3],
  ] as const) {
    c.fillStyle = dy < -0.8 ? '#4f8a57' : '#3f7549';
    c.beginPath();
    c.arc(x + dx * size + sway, y + dy * size, r * size, 0, tau);
    c.fill();
  }
}
function building(
  c: Context,
  x: number,
  y: number,
  w: number,
  h: number,
  wall: string,
  glass: string,
  columns: number,
  rows: number,
): void {
  box(c, x, y, w, h, wall);
  const [dx, dy] = [w / columns, h / rows];
  for (let i = 0; i < columns; i++)
    for (let j = 0; j < rows; j++) box(c, x + dx * (i + 0.2), y + dy * (j + 0.22), dx * 0.6, dy * 0.52, glass, 3);
  box(c, x - 6, y - 10, w + 12, 12, '#00000030');
}
function person(
  c: Context,
  x: number,
  y: number,
  h: number,
  t: number,
  coat: string,
  trousers: string,
  still = false,
): void {
  const step = still ? 0 : wave(t, 0.9, x * 0.01);
  c.lineCap = 'round';
  c.lineWidth = h * 0.11;
  c.strokeStyle = trousers;
  for (const side of [-1, 1]) {
    c.beginPath();
    c.moveTo(x, y - h * 0.48);
    c.lineTo(x + side * step * h * 0.14 + side * h * 0.03, y);
    c.stroke();
  }
  box(c, x - h * 0.13, y - h * 0.84, h * 0.26, h * 0.4, coat, h * 0.08);
  c.lineWidth = h * 0.075;
  c.strokeStyle = coat;
  for (const side of [-1, 1]) {
    c.beginPath();
    c.moveTo(x + side * h * 0.12, y - h * 0.78);
    c.lineTo(x + side * h * 0.14 - side * step * h * 0.12, y - h * 0.48);
    c.stroke();
  }
  c.fillStyle = '#d9a98a';
  c.beginPath();
  c.arc(x, y - h * 0.92, h * 0.085, 0, tau);
  c.fill();
  c.fillStyle = '#2a2320';
  c.beginPath();
  c.arc(x, y - h * 0.945, h * 0.085, Math.PI, tau);
  c.fill();
}
const plateLooks: Record<string, [string, string]> = {
  blue: ['#1a5fd0', '#fff'],
  green: ['#7fd8a0', '#10241a'],
  yellow: ['#f2b91d', '#1a1405'],
};
export function plateSign(c: Context, x: number, y: number, w: number, text: string): void {
  const look = text.length >= 8 ? 'green' : text.startsWith('鲁PA') ? 'yellow' : 'blue';
  const [back, ink] = plateLooks[look] ?? ['#1a5fd0', '#fff'];
  box(c, x, y, w, w * 0.3, back, w * 0.03);
  c.strokeStyle = ink;
  c.lineWidth = w * 0.012;
  c.strokeRect(x + w * 0.025, y + w * 0.025, w * 0.95, w * 0.25);
  c.fillStyle = ink;
  c.font = `700 ${w * (text.length >= 8 ? 0.175 : 0.19)}px "Noto Sans CJK SC", sans-serif`;
  c.textAlign = 'center';
  c.textBaseline = 'middle';
  c.fillText(`${text.slice(0, 2)}·${text.slice(2)}`, x + w / 2, y + w * 0.158, w * 0.9);
}
/** A car seen from the front, `s` wide; its wheels stand on y. */
function carFront(c: Context, x: number, y: number, s: number, paint: string, plate: string): void {
  c.fillStyle = '#00000055';
  c.beginPath();
  c.ellipse(x, y, s * 0.56, s * 0.07, 0, 0, tau);
  c.fill();
  for (const side of [-1, 1])
    box(c, x + side * s * 0.38 - s * 0.08, y - s * 0.2, s * 0.16, s * 0.21, '#15181c', s * 0.03);
  c.fillStyle = paint;
  c.beginPath();
  c.moveTo(x - s * 0.34, y - s * 0.42);
  c.lineTo(x - s * 0.26, y - s * 0.74);
  c.quadraticCurveTo(x, y - s * 0.8, x + s * 0.26, y - s * 0.74);
  c.lineTo(x + s * 0.34, y - s * 0.42);
  c.fill();
  box(c, x - s * 0.5, y - s * 0.46, s, s * 0.38, paint, s * 0.08);
  c.fillStyle = '#1d2a38';
  c.beginPath();
  c.moveTo(x - s * 0.29, y - s * 0.45);
  c.lineTo(x - s * 0.22, y - s * 0.7);
  c.quadraticCurveTo(x, y - s * 0.75, x + s * 0.22, y - s * 0.7);
  c.lineTo(x + s * 0.29, y - s * 0.45);
  c.fill();
  box(c, x - s * 0.2, y - s * 0.36, s * 0.4, s * 0.09, '#10141a', s * 0.02);
  for (const side of [-1, 1])
    box(c, x + side * s * 0.37 - s * 0.09, y - s * 0.38, s * 0.18, s * 0.09, '#f4f1dc', s * 0.03);
  plateSign(c, x - s * 0.19, y - s * 0.235, s * 0.38, plate);
}
function carSide(c: Context, x: number, y: number, s: number, paint: string): void {
  c.fillStyle = '#00000044';
  c.fillRect(x - s * 0.5, y - 3, s, 7);
  box(c, x - s * 0.5, y - s * 0.27, s, s * 0.2, paint, s * 0.06);
  c.fillStyle = paint;
  c.beginPath();
  c.moveTo(x - s * 0.32, y - s * 0.25);
  c.lineTo(x - s * 0.2, y - s * 0.42);
  c.lineTo(x + s * 0.16, y - s * 0.42);
  c.lineTo(x + s * 0.32, y - s * 0.25);
  c.fill();
  c.fillStyle = '#22303e';
  c.beginPath();
  c.moveTo(x - s * 0.26, y - s * 0.26);
  c.lineTo(x - s * 0.17, y - s * 0.385);
  c.lineTo(x + s * 0.14, y - s * 0.385);
  c.lineTo(x + s * 0.26, y - s * 0.26);
  c.fill();
  for (const side of [-0.29, 0.29]) {
    c.fillStyle = '#14171b';
    c.beginPath();
    c.arc(x + side * s, y - s * 0.07, s * 0.085, 0, tau);
    c.fill();
    c.fillStyle = '#8b949e';
    c.beginPath();
    c.arc(x + side * s, y - s * 0.07, s * 0.04, 0, tau);
    c.fill();
  }
}
function barrier(c: Context, x: number, y: number, length: number, up: number): void {
  box(c, x - 22, y - 118, 44, 118, '#d8722c', 6);
  c.save();
  c.translate(x, y - 96);
  c.rotate((-up * Math.PI) / 2.25);
  for (let i = 0; i < 9; i++) box(c, (i * length) / 9, -8, length / 9, 16, i % 2 === 0 ? '#e8e8e8' : '#d13b34');
  c.restore();
}
function lane(c: Context, horizon: number): void {
  c.fillStyle = '#4a5058';
  c.beginPath();
  c.moveTo(540, horizon);
  c.lineTo(740, horizon);
  c.lineTo(1180, 720);
  c.lineTo(100, 720);
  c.fill();
  c.strokeStyle = '#cfd3d6';
  c.lineWidth = 4;
  for (const [x1, x2] of [
    [556, 146],
    [724, 1134],
  ] as const) {
    c.beginPath();
    c.moveTo(x1, horizon);
    c.lineTo(x2, 720);
    c.stroke();
  }
}

function gate(paint: string, plate: string, name: string, leaving: boolean): Scene {
  return (c, t, otherPlate) => {
    sky(c, '#9fc0da', '#dbe7ee', 300);
    building(c, 40, 70, 420, 230, '#c9b8a0', '#7d95a8', 8, 4);
    building(c, 840, 110, 400, 190, '#bfae97', '#7d95a8', 7, 3);
    ground(c, 300, '#7d8a6a', '#9aa78a');
    lane(c, 300);
    for (const x of [60, 210, 1080, 1230]) tree(c, x, 380, 150, t);
    box(c, 250, 250, 150, 190, '#e7e2d8', 6);
    box(c, 268, 285, 114, 70, '#5c7a90', 4);
    person(c, 430, 470, 130, t, '#22314d', '#1b2230', true);
    box(c, 420, 178, 470, 46, '#7a2323', 4);
    c.fillStyle = '#f3e3b3';
    c.font = '700 30px "Noto Sans CJK SC", sans-serif';
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.fillText(name, 655, 202);
    for (const x of [420, 866]) box(c, x, 178, 24, 250, '#8b6f5a');
    const k = leaving ? glide(t, 1, 8, 1, 0) : glide(t, 1, 8, 0, 1);
    if (t < 10.5) carFront(c, 640 + 20 * k, 340 + k * 300, 80 + k * 300, paint, otherPlate ?? plate);
    barrier(c, 470, 500, 330, Math.max(0, glide(t, 4, 5.5, 0, 1) - glide(t, 9.5, 11, 0, 1)));
    person(c, glide(t, 0, 12, 1180, 980), 560, 150, t, '#a8483f', '#2b3444');
  };
}
const hall: Scene = (c, t) => {
  sky(c, '#cfd6da', '#e4e7e6', 400);
  for (let i = 0; i < 6; i++) box(c, 60 + i * 200, 90, 150, 230, '#9db7c6', 4);
  box(c, 0, 330, 1280, 34, '#a9aeb0');
  ground(c, 364, '#b9b1a4', '#d3ccc0');
  for (let i = 0; i < 12; i++) {
    c.strokeStyle = '#a59c8d';
    c.lineWidth = 2;
    c.beginPath();
    c.moveTo(640 + (i - 6) * 70, 364);
    c.lineTo(640 + (i - 6) * 330, 720);
    c.stroke();
  }
  for (const x of [180, 1050]) box(c, x, 60, 50, 480, '#e9e6df', 4);
  person(c, glide(t, 0, 7, -60, 700), 560, 230, t, '#2f6f8f', '#25303c');
  person(c, glide(t, 3, 12, 1340, 420), 610, 260, t, '#8a4f7d', '#1f252e');
  person(c, glide(t, 6, 12, 300, 900), 470, 170, t, '#c9893a', '#3a4450');
};
const playground: Scene = (c, t) => {
  sky(c, '#8db6d6', '#cfe2ee', 200);
  building(c, 0, 60, 500, 140, '#b9a68f', '#71889b', 12, 3);
  for (const x of [560, 680, 800, 1180]) tree(c, x, 230, 120, t);
  ground(c, 200, '#5f8f4f', '#86ab72');
  for (const [rx, colour] of [
    [600, '#b0523f'],
    [520, '#5f9a52'],
  ] as const) {
    c.fillStyle = colour;
    c.beginPath();
    c.ellipse(640, 470, rx, rx * 0.36, 0, 0, tau);
    c.fill();
  }
  c.strokeStyle = '#f0e9df';
  c.lineWidth = 3;
  c.beginPath();
  c.ellipse(640, 470, 560, 200, 0, 0, tau);
  c.stroke();
  for (let i = 0; i < 7; i++) {
    const angle = (t / loopSeconds) * tau + (i * tau) / 7;
    const y = 470 + Math.sin(angle) * 195;
    person(
      c,
      640 + Math.cos(angle) * 555,
      y,
      60 + (y - 260) * 0.12,
      t * 1.6,
      ['#d34a3d', '#2d6bc4', '#e0a92e'][i % 3] ?? '#fff',
      '#23303f',
    );
  }
  c.fillStyle = '#f5f5f0';
  c.beginPath();
  c.arc(640 + wave(t, 6) * 180, 480 + wave(t, 3) * 40, 9, 0, tau);
  c.fill();
};
const canteen: Scene = (c, t) => {
  sky(c, '#e2ddd2', '#efe9dd', 330);
  box(c, 100, 90, 1080, 150, '#7a3b2c', 6);
  for (let i = 0; i < 6; i++) box(c, 130 + i * 175, 120, 140, 90, '#f3dca6', 4);
  ground(c, 330, '#a89f92', '#c6bdae');
  for (let row = 0; row < 3; row++)
    for (let i = 0; i < 4; i++) {
      const [x, y, w] = [150 + i * 290 + row * 12, 430 + row * 105, 190 + row * 14];
      box(c, x, y, w, 18, '#d9cfbb', 4);
      for (let seat = 0; seat < 3; seat++)
        person(
          c,
          x + 35 + seat * 58,
          y + 6,
          92 + wave(t, 3, i + seat) * 3,
          t,
          ['#5d7fa3', '#a3695d', '#6d9a6f'][(i + seat + row) % 3] ?? '#888',
          '#2a333d',
          true,
        );
    }
  for (let i = 0; i < 5; i++) {
    const x = ((t / loopSeconds) * 1480 + i * 296) % 1480;
    person(
      c,
      x - 100,
      372 + (i % 2) * 18,
      140,
      t,
      ['#c4574a', '#3f7bb0', '#e2b04a', '#7a5ea6', '#4d9a84'][i] ?? '#888',
      '#28323e',
    );
  }
};
const shed: Scene = (c, t) => {
  sky(c, '#b7c6d0', '#dfe5e6', 260);
  ground(c, 260, '#8f9390', '#adb1ad');
  box(c, 60, 150, 1160, 30, '#47698a', 4);
  for (let i = 0; i < 6; i++) box(c, 90 + i * 215, 180, 14, 260, '#5d6d7a');
  for (let i = 0; i < 12; i++) {
    const x = 130 + i * 92;
    c.strokeStyle = ['#c0392b', '#2c3e50', '#1f7a5a'][i % 3] ?? '#333';
    c.lineWidth = 6;
    for (const dx of [-22, 22]) {
      c.beginPath();
      c.arc(x + dx, 420, 24, 0, tau);
      c.stroke();
    }
    c.beginPath();
    c.moveTo(x - 22, 420);
    c.lineTo(x, 380);
    c.lineTo(x + 22, 420);
    c.stroke();
  }
  const x = glide(t, 0, 11, -120, 1400);
  c.strokeStyle = '#24384c';
  c.lineWidth = 9;
  for (const dx of [-55, 55]) {
    c.beginPath();
    c.arc(x + dx, 640, 46, 0, tau);
    c.stroke();
  }
  box(c, x - 50, 580, 100, 26, '#d0493c', 10);
  person(c, x, 625, 200, 0, '#e0a92e', '#2b3340', true);
};
const wall: Scene = (c, t) => {
  sky(c, '#1d2733', '#38434c', 330);
  for (const x of [120, 360, 700, 1010, 1220]) tree(c, x, 360, 190, t);
  box(c, 0, 300, 1280, 120, '#6b6259');
  for (let i = 0; i < 32; i++) box(c, i * 40 + 2, 276, 8, 26, '#8a8178');
  ground(c, 420, '#2f3a2f', '#414b3d');
  const light = c.createRadialGradient(980, 120, 10, 980, 380, 420);
  light.addColorStop(0, '#ffe9b088');
  light.addColorStop(1, '#ffe9b000');
  c.fillStyle = light;
  c.fillRect(0, 0, 1280, 720);
  box(c, 972, 110, 12, 310, '#3d4349');
  const cat = glide(t, 1, 10, -80, 1360);
  box(c, cat - 26, 268, 52, 16, '#15171a', 8);
  c.fillStyle = '#15171a';
  c.beginPath();
  c.arc(cat + 28, 266, 11, 0, tau);
  c.fill();
  c.strokeStyle = '#15171a';
  c.lineWidth = 5;
  c.beginPath();
  c.moveTo(cat - 24, 272);
  c.quadraticCurveTo(cat - 52, 262 + wave(t, 1) * 8, cat - 58, 246);
  c.stroke();
};
const road: Scene = (c, t) => {
  sky(c, '#a9c3d4', '#dde6ea', 260);
  building(c, 60, 60, 300, 200, '#aab4ba', '#6c8496', 6, 4);
  building(c, 420, 20, 360, 240, '#bfae97', '#73889a', 7, 5);
  building(c, 860, 80, 360, 180, '#a39b92', '#6c8496', 6, 3);
  ground(c, 260, '#8d9577', '#a4ac90');
  box(c, 0, 400, 1280, 190, '#4b5158');
  for (let i = 0; i < 9; i++) box(c, i * 160 + 20, 492, 90, 7, '#d9d6c8');
  for (const x of [100, 480, 860, 1200]) tree(c, x, 390, 140, t);
  carSide(c, (t / loopSeconds) * 1800 - 260, 480, 270, '#b63a34');
  carSide(c, 1540 - (((t + 4) % loopSeconds) / loopSeconds) * 1800, 578, 300, '#dfe3e6');
  person(c, glide(t, 0, 12, 200, 760), 676, 150, t, '#3d6fa0', '#2a3038');
};

/** By the name of the camera that looks at it. */
export const scenes: Record<string, Scene> = {
  'east-in': gate('#2f6fb0', '鲁P6K271', '东 门', false),
  'east-out': gate('#d8dbde', '鲁P1A205', '东 门', true),
  west: gate('#3b8f6a', '鲁PD16F35', '西 门', false),
  south: road,
  hall,
  playground,
  canteen,
  shed,
  'north-wall': wall,
};

/** A face as a face camera crops it; drawn, nobody's. */
export function drawFace(c: Context, w: number, seed: number): void {
  const pick = <T>(list: readonly T[]): T => list[seed % list.length] as T;
  box(c, 0, 0, w, w * 1.25, pick(['#9fb0b8', '#b8ab9c', '#93a595']));
  box(
    c,
    w * 0.12,
    w * 0.98,
    w * 0.76,
    w * 0.4,
    pick(['#2f6f8f', '#8a4f7d', '#c9893a', '#33415a', '#7a2f2f']),
    w * 0.16,
  );
  box(c, w * 0.42, w * 0.82, w * 0.16, w * 0.22, '#c9997b');
  c.fillStyle = pick(['#d9a98a', '#e0b596', '#cf9d7d']);
  c.beginPath();
  c.ellipse(w / 2, w * 0.58, w * 0.25, w * 0.33, 0, 0, tau);
  c.fill();
  c.fillStyle = '#2a2320';
  c.beginPath();
  c.ellipse(w / 2, w * 0.43, w * 0.28, w * pick([0.24, 0.2, 0.27]), 0, Math.PI, tau);
  c.fill();
  if (seed % 2 === 1) {
    box(c, w * 0.22, w * 0.4, w * 0.09, w * 0.42, '#2a2320', w * 0.04);
    box(c, w * 0.69, w * 0.4, w * 0.09, w * 0.42, '#2a2320', w * 0.04);
  }
  for (const side of [-1, 1]) {
    box(c, w / 2 + side * w * 0.105 - w * 0.035, w * 0.555, w * 0.07, w * 0.026, '#33261f', w * 0.01);
    if (seed % 3 === 0) {
      c.strokeStyle = '#1b1b1b';
      c.lineWidth = w * 0.014;
      c.strokeRect(w / 2 + side * w * 0.105 - w * 0.07, w * 0.525, w * 0.14, w * 0.09);
    }
  }
  c.strokeStyle = '#a5705a';
  c.lineWidth = w * 0.016;
  c.beginPath();
  c.arc(w / 2, w * 0.7, w * 0.07, 0.3, Math.PI - 0.3);
  c.stroke();
}
