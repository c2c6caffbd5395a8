// Opens files of Gaussians in SuperSplat's viewer, in Chromium, and prints what was seen of each as JSON:
// node supersplat.mjs CHROMIUM OUT SIZE FILE...
// The viewer turns files by half a turn about z, so that what is y down comes to be y up and our front looks towards -z; the
// camera is there. Of each picture it prints the bounds of what is red and of what is blue, as shares of the picture from the
// left and the top, and leaves a screenshot in OUT.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { defaultSettings } from '@playcanvas/supersplat-viewer/settings';

const [executablePath, out, size, ...files] = process.argv.slice(2);
const viewer = join(dirname(fileURLToPath(import.meta.resolve('@playcanvas/supersplat-viewer'))), '..', 'public');
const settings = defaultSettings('object');
settings.background.color = [1, 1, 1];
settings.tonemapping = 'none';
settings.cameras[0].initial = { position: [0, 0, -2], target: [0, 0, 0], fov: 45 };

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
const server = createServer((request, response) => {
  const path = new URL(request.url, 'http://localhost').pathname;
  const file = files.find((each) => path === `/files/${basename(each)}`);
  try {
    if (path === '/favicon.ico') return response.writeHead(204).end();
    const content = path === '/settings.json' ? JSON.stringify(settings) : readFileSync(file ?? join(viewer, path));
    response.writeHead(200, { 'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream' });
    response.end(content);
  } catch (error) {
    response.writeHead(404);
    response.end(String(error));
  }
}).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const origin = `http://127.0.0.1:${server.address().port}`;

/** In the page: where a picture is red and where it is blue. */
async function bounds(base64) {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const found = {};
  for (const [color, channel] of [['red', 0], ['blue', 2]]) {
    let [left, top, right, bottom] = [image.width, image.height, 0, 0];
    for (let p = 0; p < image.width * image.height; p++) {
      const others = channel === 0 ? Math.max(data[4 * p + 1], data[4 * p + 2]) : Math.max(data[4 * p], data[4 * p + 1]);
      if (data[4 * p + channel] < others + 60) continue;
      const x = p % image.width;
      const y = Math.floor(p / image.width);
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
    found[color] = { left: left / image.width, right: right / image.width,
      top: top / image.height, bottom: bottom / image.height };
  }
  return found;
}

const browser = await chromium.launch({
  executablePath,
  args: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox'],
});
const seen = {};
for (const file of files) {
  const name = basename(file);
  const errors = [];
  const page = await browser.newPage({ viewport: { width: Number(size), height: Number(size) } });
  page.setDefaultTimeout(60000);
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(() => {
    window.firstFrame = () => { window.drawn = true; };
  });
  await page.goto(`${origin}/index.html?webgl&noui&noanim&nofx&content=/files/${name}`);
  await page.waitForFunction(() => window.drawn);
  const picture = await page.screenshot({ path: join(out, `${name}.png`) });
  seen[name] = { errors, ...(await page.evaluate(bounds, picture.toString('base64'))) };
  await page.close();
}
await browser.close();
server.close();
console.log(JSON.stringify(seen));
