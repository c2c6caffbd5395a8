// Opens viewer pages in Chromium, as a user's browser would from disk, and prints what was seen as JSON.
// node viewer.mjs CHROMIUM OUT PAGE SIZE [SCREENSHOT]
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [executablePath, out, file, size, screenshot] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox'],
});
const seen = { errors: [], requests: [] };
const page = await browser.newPage({
  viewport: { width: 1200, height: 760 }, reducedMotion: 'reduce', colorScheme: 'light' });
page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
page.on('pageerror', (error) => seen.errors.push(String(error)));
page.on('request', (request) => seen.requests.push(request.url().slice(0, 5)));
page.setDefaultTimeout(120000);

await page.goto(pathToFileURL(file).href);
await page.waitForFunction(() => window.ouroboros3d);
await page.evaluate(() => window.ouroboros3d.ready);

const state = () => page.evaluate(() => {
  const { step, mode, background, count, shDegree } = window.ouroboros3d.state();
  return { step, mode, background, count, shDegree, camera: window.ouroboros3d.camera() };
});

// Pictures from cameras that the rasterizer renders too.
async function pixels(name) {
  const text = await page.evaluate(async () => {
    const { rgba } = await window.ouroboros3d.pixels();
    let binary = '';
    for (let i = 0; i < rgba.length; i += 8192) binary += String.fromCharCode(...rgba.subarray(i, i + 8192));
    return btoa(binary);
  });
  writeFileSync(join(out, name), Buffer.from(text, 'base64'));
}

seen.start = await state();
seen.accessible = {
  canvas: await page.locator('#canvas').getAttribute('aria-label'),
  unlabelled: await page.evaluate(() => [...document.querySelectorAll('input, button')]
    .filter((each) => !each.textContent.trim() && each.labels?.length !== 1).map((each) => each.id)),
};
await page.evaluate((pixels) => window.ouroboros3d.setSize(pixels), Number(size));
const began = performance.now();
await pixels('front');
seen.pixelsMilliseconds = performance.now() - began;
await page.evaluate(() => window.ouroboros3d.setCamera({ azimuth: 130, elevation: 25, radius: 1.2 }));
await pixels('behind');
await page.getByRole('radio', { name: 'Coordinates', exact: true }).check();
await pixels('coordinates');
seen.coordinates = await state();
await page.getByRole('radio', { name: 'Black', exact: true }).check();
await page.getByRole('radio', { name: 'Color', exact: true }).check();
await pixels('black');
await page.getByRole('radio', { name: 'White', exact: true }).check();
seen.hasMesh = await page.locator('#meshMode').isVisible();
if (seen.hasMesh) {
  await page.evaluate(() => window.ouroboros3d.setCamera({ azimuth: 0, elevation: 0, radius: 1.5 }));
  await page.getByRole('radio', { name: 'Mesh', exact: true }).check();
  await pixels('mesh');
  seen.mesh = await state();
  await page.getByRole('radio', { name: 'Color', exact: true }).check();
}

// The slider, by keyboard, and the Gaussians that it shows.
const slider = page.locator('#step');
if (await slider.isVisible()) {
  await slider.focus();
  await page.keyboard.press('Home');
  await page.evaluate(() => window.ouroboros3d.whenSorted());
  seen.firstStep = { ...(await state()), label: await page.locator('#stepName').textContent(),
    status: await page.locator('#status').textContent() };
  await page.evaluate(() => window.ouroboros3d.setCamera({ azimuth: 0, elevation: 0, radius: 1.5 }));
  await pixels('first');
  await page.keyboard.press('End');
  await page.evaluate(() => window.ouroboros3d.whenSorted());
}

// Keys, mouse, wheel and buttons. Chromium draws in software here, so that small pictures save time.
await page.evaluate(() => window.ouroboros3d.setSize(16));
await page.getByRole('button', { name: 'Reset view' }).click();
seen.reset = await state();
await page.locator('#canvas').focus();
await page.keyboard.press('ArrowRight');
await page.keyboard.press('+');
seen.keys = await state();
const box = await page.locator('#canvas').boundingBox();
await page.mouse.move(box.x + 300, box.y + 300);
await page.mouse.down();
await page.mouse.move(box.x + 350, box.y + 340, { steps: 4 });
await page.mouse.up();
await page.mouse.wheel(0, 200); // which is not waited for
await page.waitForFunction((before) => window.ouroboros3d.camera().radius !== before, seen.keys.camera.radius);
seen.mouse = await state();
await page.keyboard.down('Shift');
await page.mouse.down();
await page.mouse.move(box.x + 380, box.y + 340, { steps: 2 });
await page.mouse.up();
await page.keyboard.up('Shift');
seen.panned = await state();
await page.getByRole('button', { name: 'Reset view' }).click();
await page.getByRole('button', { name: 'Turn' }).click();
await page.waitForFunction(() => window.ouroboros3d.camera().azimuth > 1);
await page.getByRole('button', { name: 'Turn' }).click();
seen.turned = await state();

async function download(name, target) {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name }).click();
  const got = await waiting;
  await got.saveAs(join(out, target));
  return got.suggestedFilename();
}
seen.downloads = [await download('Save model.ply', 'model.ply'), await download('Save picture', 'picture.png')];
seen.pictureBytes = readFileSync(join(out, 'picture.png')).length;

// The page's own worker sorts 65,536 Gaussians from 25 directions: the shortest time, and whether the order is right.
Object.assign(seen, await page.evaluate(async () => {
  const count = 65536;
  const text = document.getElementById('sort.js').textContent;
  const worker = new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
  const means = Float32Array.from({ length: 3 * count }, () => 2 * Math.random() - 1);
  const sorted = (message, transfer) => new Promise((done) => {
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage(message, transfer);
  });
  const times = [];
  let wrong = 0;
  let order = new Uint32Array(count);
  for (let i = 0; i < 25; i++) {
    const [x, y, z] = [Math.sin(0.25 * i) * 0.8, 0.6, Math.cos(0.25 * i) * 0.8];
    const message = { order, model: 1, x, y, z };
    const data = await sorted(i === 0 ? { ...message, means: means.slice() } : message, [order.buffer]);
    order = data.order;
    times.push(data.milliseconds);
    const depth = (n) => x * means[3 * order[n]] + y * means[3 * order[n] + 1] + z * means[3 * order[n] + 2];
    for (let n = 1; n < count; n++) wrong += depth(n) > depth(n - 1) + 1e-4;
    wrong += new Set(order).size !== count;
  }
  worker.terminate();
  return { sortMilliseconds: Math.min(...times), wronglySorted: wrong };
}));

// As narrow as a phone, nothing may be wider than the screen.
await page.setViewportSize({ width: 375, height: 740 });
seen.phoneOverflow = await page.evaluate(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth);

// As people see it.
async function shot(path, width, height, colorScheme) {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height });
  await page.mouse.move(2, 2);
  await page.evaluate(() => document.activeElement.blur());
  await page.evaluate(() => window.ouroboros3d.setSize(null));
  await page.evaluate(
    () => window.ouroboros3d.setCamera({ azimuth: 20, elevation: 12, radius: 1.5, target: [0, 0, 0] }));
  await page.evaluate(() => window.ouroboros3d.pixels());
  await page.screenshot({ path });
}
if (screenshot) {
  await shot(screenshot, 1200, 760, 'light');
  await shot(screenshot.replace('.png', '-phone.png'), 375, 740, 'light');
  await shot(screenshot.replace('.png', '-dark.png'), 1200, 760, 'dark');
}
await browser.close();
console.log(JSON.stringify(seen));
