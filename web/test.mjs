// Looks at the page in a browser without a screen: it runs, a hand moves a line, links open, and nothing is told as a fault.
//
//     node web/test.mjs FOLDER_OF_PLAYWRIGHT_CORE [FOLDER_FOR_PICTURES]
//
// CHROMIUM names another browser than /usr/bin/chromium.

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { mkdirSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';

const [tools, pictures] = process.argv.slice(2);
const { chromium } = createRequire(resolve(tools, 'package.json'))('playwright-core');
const dist = fileURLToPath(new URL('dist', import.meta.url));
const WAIT_MS = 120_000;
const SIZE = { width: 1280, height: 800 };

const KINDS = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };
const server = createServer(async (request, response) => {
  const name = new URL(request.url, 'http://x').pathname.slice(1) || 'index.html';
  try {
    const bytes = await readFile(join(dist, name.replaceAll('..', '')));
    response.writeHead(200, { 'Content-Type': KINDS[extname(name)] ?? 'application/octet-stream' });
    response.end(bytes);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const address = `http://127.0.0.1:${server.address().port}/`;

const launch = (...more) => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', ...more,
  ],
});
const browser = await launch();

// What the page says in the console that is no mere remark.
const faults = [];
async function open(hash, options = {}, from = browser) {
  const context = await from.newContext({ viewport: SIZE, acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'], ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(WAIT_MS);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/GPU stall|GL Driver Message|Automatic fallback/.test(message.text())) {
      faults.push(`${hash}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => faults.push(`${hash}: ${error}`));
  await page.goto(`${address}${hash}`);
  return page;
}

const state = (page) => page.evaluate(() => globalThis.tightrope?.state() ?? null);

// The state once it is as wanted.
async function until(page, what, wanted) {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const now = await state(page);
    if (now && wanted(now)) {
      return now;
    }
    if (Date.now() > end) {
      const words = await page.evaluate(() => document.getElementById('told').innerText);
      throw new Error(`${what}: still not after ${WAIT_MS / 1000} s; ${JSON.stringify(now)?.slice(0, 600)}; ${words}`);
    }
    await page.waitForTimeout(50);
  }
}

async function keep(page, name) {
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}

// Places of the screen with about this colour, by row: y and the leftmost and rightmost x.
async function coloured(page, [r, g, b]) {
  const picture = (await page.screenshot()).toString('base64');
  return page.evaluate(async ({ picture, r, g, b }) => {
    const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const sheet = new OffscreenCanvas(image.width, image.height).getContext('2d');
    sheet.drawImage(image, 0, 0);
    const { data } = sheet.getImageData(0, 0, image.width, image.height);
    const places = [];
    for (let y = 0; y < image.height; y += 1) {
      for (let x = 0; x < image.width; x += 1) {
        const at = 4 * (y * image.width + x);
        if (Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 24) {
          places.push([x, y]);
        }
      }
    }
    return places;
  }, { picture, r, g, b });
}

async function drag(page, from, to) {
  await page.mouse.move(...from);
  await page.mouse.down();
  for (let part = 1; part <= 8; part += 1) {
    await page.mouse.move(from[0] + ((to[0] - from[0]) * part) / 8, from[1] + ((to[1] - from[1]) * part) / 8);
    await page.waitForTimeout(40);
  }
  await page.mouse.up();
}

const steps = {
  async 'a preset by its name runs and spikes'() {
    const page = await open('#fig-4f');
    const first = await until(page, 'spikes', (now) => now.preset === 'fig-4f' && now.spikes > 20);
    assert.match(await page.title(), /^Fig\. 4f .* – Tightrope$/);
    assert.equal(await page.evaluate(() => document.getElementById('told').hidden), true);
    const { width, height } = await page.evaluate(() => document.getElementById('canvas').getBoundingClientRect());
    assert.deepEqual([width, height], [SIZE.width, SIZE.height]);
    await until(page, 'more spikes', (now) => now.spikes > first.spikes + 20 && now.step > first.step);
    await keep(page, 'fig-4f');
    return page;
  },

  async 'a hand that drags a line changes parameters and spikes'(page) {
    // Its keys stand still, so that nothing else moves.
    await page.focus('#canvas');
    await page.keyboard.press('Space');
    const before = await until(page, 'paused', (now) => !now.running);
    // The dots of the boundaries' lines: take the colour of E on the stage, left of the middle.
    const red = (await coloured(page, [0xf0, 0x5a, 0x47])).filter(([x, y]) => x > 120 && x < 560 && y > 160 && y < 560);
    assert.ok(red.length > 50, `${red.length} places have the colour of a boundary`);
    const middle = red.sort((a, b) => a[0] - b[0])[Math.floor(red.length / 2)];
    await drag(page, middle, [middle[0], middle[1] - 60]);
    const after = await until(page, 'a parameter changed', (now) =>
      Object.entries(now.parameters).some(([id, value]) => before.parameters[id] !== value));
    const changed = Object.keys(after.parameters).filter((id) => before.parameters[id] !== after.parameters[id]);
    await page.keyboard.press('Space');
    await until(page, 'spikes after the drag', (now) => now.running && now.spikes > after.spikes + 20);
    await keep(page, 'fig-4f-dragged');
    await page.keyboard.press('Control+z');
    await until(page, 'taken back', (now) => changed.every((id) => now.parameters[id] === before.parameters[id]));
    return page;
  },

  async 'a shared setup is a link that opens it elsewhere'(page) {
    await page.keyboard.press('Control+Shift+s');
    await page.waitForFunction(() => location.hash.startsWith('#tr1:'), null, { timeout: WAIT_MS });
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, page.url());
    const before = await state(page);
    await page.context().close();
    const other = await open(new URL(link).hash);
    const there = await until(other, 'the shared setup', (now) => now.preset === 'fig-4f' && now.spikes > 5);
    assert.deepEqual(there.parameters, before.parameters);
    return other;
  },

  async 'a new link in an open page opens'(page) {
    await page.evaluate(() => { location.hash = '#fig-8'; });
    await until(page, 'another preset', (now) => now.preset === 'fig-8' && now.spikes > 20);
    assert.match(await page.title(), /8.* – Tightrope$/);
    return page;
  },

  async 'a broken link is told and the run goes on'(page) {
    for (const [hash, told] of [
      ['#no-such-preset', /no-such-preset.*fig-4f.*tr1:/],
      ['#tr1:AAAA', /code is damaged/],
      [`#${'x'.repeat(5000)}`, /^.{1,500}$/s],
      ['#%E0%A4%A', /allowed/],
    ]) {
      const before = await state(page);
      await page.evaluate((hash) => { location.hash = hash; }, hash);
      const now = await until(page, `${hash.slice(0, 40)} is told`, (now) => now.notice !== before.notice);
      assert.match(now.notice, told);
      assert.equal(now.preset, before.preset);
    }
    await keep(page, 'broken-link');
    await page.context().close();
    const other = await open('#no-such-preset');
    const there = await until(other, 'the usual preset', (now) => now.spikes > 5);
    assert.equal(there.preset, 'fig-4f');
    assert.match(there.notice, /no-such-preset/);
    return other;
  },

  async 'a session is downloaded and, dropped, opened'(page) {
    await page.evaluate(() => { location.hash = '#fig-4f'; });
    await until(page, 'the preset', (now) => now.preset === 'fig-4f' && now.spikes > 5);
    const coming = page.waitForEvent('download', { timeout: WAIT_MS });
    await page.keyboard.press('Control+s');
    const download = await coming;
    assert.equal(download.suggestedFilename(), 'fig-4f-session.toml');
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /^# A session of Tightrope/);
    await page.evaluate(() => { location.hash = '#fig-8'; });
    await until(page, 'another preset', (now) => now.preset === 'fig-8');
    await page.evaluate((text) => {
      const files = new DataTransfer();
      files.items.add(new File([text], 'mine.toml'));
      document.getElementById('canvas').dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
    }, text);
    await until(page, 'the session', (now) => now.preset === 'fig-4f' && now.spikes > 5);
    return page;
  },

  async 'the canvas follows the window'(page) {
    await page.setViewportSize({ width: 1600, height: 900 });
    await page.waitForFunction(() => document.getElementById('canvas').width === 1600 * devicePixelRatio, null, { timeout: WAIT_MS });
    await page.waitForTimeout(500);
    await keep(page, 'large');
    await page.context().close();
    // Two pixels a point, as the screen has them; an emulated one tells another size of the canvas.
    const sharp = await launch('--force-device-scale-factor=2', `--window-size=${SIZE.width},${SIZE.height}`);
    const fine = await open('#fig-4f', { viewport: null }, sharp);
    await until(fine, 'spikes', (now) => now.spikes > 5);
    const [pixels, points] = await fine.evaluate(() => [document.getElementById('canvas').width, innerWidth]);
    assert.equal(pixels, 2 * points);
    await keep(fine, 'two-pixels-a-point');
    await sharp.close();
  },

  async 'what a browser lacks is told in words'() {
    const page = await open('', {});
    await page.addInitScript(() => {
      const get = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind === 'webgl2' ? null : get.call(this, kind, ...rest);
      };
    });
    await page.reload();
    await page.waitForSelector('#told.failed', { timeout: WAIT_MS });
    assert.match(await page.innerText('#told'), /WebGL 2/);
    await keep(page, 'no-webgl');
    await page.context().close();
  },
};

let page;
let failed = false;
for (const [name, step] of Object.entries(steps)) {
  const start = Date.now();
  try {
    page = await step(page);
    console.log(`web: ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed = true;
    console.error(`web: FAILED: ${name}\n${error.stack ?? error}`);
    if (page && !page.isClosed()) {
      await keep(page, 'failed');
    }
    break;
  }
}
for (const fault of faults) {
  failed = true;
  console.error(`web: the console says: ${fault}`);
}
await browser.close();
server.close();
process.exit(failed ? 1 : 0);
