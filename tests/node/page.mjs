// Uses the page of a running server as people do, in Chromium, and prints what was seen as JSON.
// node page.mjs CHROMIUM OUT URL PICTURE BROKEN GUARDED_URL TOKEN [SCREENSHOT [STEPS]]
// GUARDED_URL is that of another server, which asks for TOKEN.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [executablePath, out, url, picture, broken, guarded, token, screenshot, steps = '2'] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath,
  args: ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--no-sandbox'],
});
const seen = { errors: [], expectedErrors: [], origins: [] };
let failing = false; // whether the browser is to report a failed request
const isError = (message) => message.type() === 'error';
// What fails on the server: done when the page and the browser have both said so.
async function refused(act) {
  failing = true;
  const reported = page.waitForEvent('console', isError);
  await act();
  await page.waitForFunction(() => document.getElementById('error').textContent);
  await reported;
  failing = false;
}
const page = await browser.newPage({
  viewport: { width: 1200, height: 900 }, reducedMotion: 'reduce', colorScheme: 'light' });
page.on('console', (message) =>
  isError(message) && (failing ? seen.expectedErrors : seen.errors).push(message.text()));
page.on('pageerror', (error) => seen.errors.push(String(error)));
page.on('request', (request) => {
  const { protocol, origin } = new URL(request.url());
  seen.origins.push(protocol === 'http:' ? origin : protocol);
});
page.setDefaultTimeout(120000);
await page.goto(url);

const text = (selector) => page.locator(selector).textContent();
const status = (pattern) => page.waitForFunction(
  (source) => new RegExp(source).test(document.getElementById('status').textContent), pattern.source);
// What a screen reader is told, in order.
await page.evaluate(() => {
  window.said = [];
  const node = document.getElementById('status');
  new MutationObserver(() => window.said.push(node.textContent)).observe(node, { childList: true });
});

// What has no label, and where the Tab key goes.
seen.unlabelled = await page.evaluate(() => [...document.querySelectorAll('input, select, button')]
  .filter((each) => !each.textContent.trim() && !each.labels?.length).map((each) => each.outerHTML));
await page.locator('#make').click();
seen.withoutPicture = { error: await text('#error'), empty: await page.locator('#empty').isVisible(),
  focus: await page.evaluate(() => document.activeElement.id) };

// Pick a picture, and go on by keyboard.
await page.locator('#file').setInputFiles(picture);
seen.chosen = await text('#chosenName');
await page.locator('#file').focus();
seen.focus = [];
for (let i = 0; i < 5; i++) {
  await page.keyboard.press('Tab');
  seen.focus.push(await page.evaluate(() => document.activeElement.id || document.activeElement.tagName));
}
await page.getByLabel('Seed').fill('7');
await page.getByLabel('Steps', { exact: true }).fill(steps);
await page.locator('#make').focus();
await page.keyboard.press('Enter');
await page.waitForFunction(() => document.getElementById('object').naturalWidth > 0);
if (screenshot) {
  await page.waitForFunction(() => document.querySelectorAll('#previews img').length > 1);
  await page.screenshot({ path: screenshot.replace('.png', '-progress.png') });
}
await status(/^Done/);
seen.done = await text('#status');
seen.said = await page.evaluate(() => window.said);
seen.object = await page.evaluate(() => document.getElementById('object').naturalWidth);
await page.waitForFunction(() => [...document.querySelectorAll('#previews img')].every((image) => image.complete));
seen.previews = await page.evaluate(() => [...document.querySelectorAll('#previews img')]
  .map((image) => ({ alt: image.alt, width: image.naturalWidth })));

// The viewer, in its frame.
const viewer = await (await page.waitForSelector('#viewer')).contentFrame();
await viewer.waitForFunction(() => window.ouroboros3d);
await viewer.evaluate(() => window.ouroboros3d.ready);
await viewer.locator('#step').focus();
await page.keyboard.press('Home');
await viewer.evaluate(() => window.ouroboros3d.whenSorted());
seen.firstStep = await viewer.locator('#stepName').textContent();
await page.keyboard.press('End');
const look = () => viewer.evaluate(async () => {
  await window.ouroboros3d.whenSorted();
  window.ouroboros3d.setSize(64);
  const { rgba } = await window.ouroboros3d.pixels();
  let colored = 0;
  for (let i = 0; i < rgba.length; i += 4) colored += rgba[i] + rgba[i + 1] + rgba[i + 2] < 720;
  window.ouroboros3d.setSize(null);
  const { count, mode } = window.ouroboros3d.state();
  return { colored, count, mode, origin: window.origin };
});
seen.viewer = await look();
await viewer.getByRole('radio', { name: 'Mesh', exact: true }).check();
seen.mesh = await look();
if (screenshot) await page.screenshot({ path: screenshot.replace('.png', '-mesh.png'), fullPage: true });
await viewer.getByRole('radio', { name: 'Color', exact: true }).check();

async function download(link) {
  const waiting = page.waitForEvent('download');
  await link.click();
  const got = await waiting;
  await got.saveAs(join(out, got.suggestedFilename()));
  return { name: got.suggestedFilename(), bytes: readFileSync(join(out, got.suggestedFilename())).length };
}
seen.files = await page.locator('#files a').evaluateAll((links) => links.map((link) => link.download));
seen.downloads = [];
for (const name of ['model.ply', 'model.spz', 'views.png', 'viewer.html']) {
  seen.downloads.push(await download(page.locator(`#files a[download="${name}"]`)));
}
seen.downloads.push(await download(viewer.getByRole('button', { name: 'Save model.ply' })));

const overflow = () => page.evaluate(
  () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
async function phone(path) {
  await page.setViewportSize({ width: 375, height: 740 });
  const wider = await overflow();
  if (screenshot) await page.screenshot({ path, fullPage: true });
  await page.setViewportSize({ width: 1200, height: 900 });
  return wider;
}
seen.phone = [await phone(screenshot?.replace('.png', '-phone.png'))];
if (screenshot) {
  await page.mouse.move(2, 2);
  await page.evaluate(() => document.activeElement.blur());
  await viewer.evaluate(() => window.ouroboros3d.pixels());
  await page.screenshot({ path: screenshot, fullPage: true });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: screenshot.replace('.png', '-dark.png'), fullPage: true });
  await page.emulateMedia({ colorScheme: 'light' });
}

// Drop a damaged picture, and a file that is none; paste one that is sound.
const transfer = (file, type, name) => page.evaluateHandle(([base64, mediaType, fileName]) => {
  const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], fileName, { type: mediaType }));
  return data;
}, [readFileSync(file).toString('base64'), type, name]);
await page.dispatchEvent('#zone', 'drop', { dataTransfer: await transfer(broken, 'text/plain', 'notes.txt') });
seen.noPicture = await text('#error');
await page.dispatchEvent('#zone', 'drop', { dataTransfer: await transfer(broken, 'image/png', 'broken.png') });
seen.dropped = await text('#chosenName');
await refused(() => page.locator('#make').click());
seen.refused = { error: await text('#error'), status: await text('#status') };
await page.evaluate(
  (clipboardData) => document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true })),
  await transfer(picture, 'image/png', 'pasted.png'));
seen.pasted = await text('#chosenName');

// A setting out of its range is said here, without a request.
await page.getByLabel('Steps', { exact: true }).fill('0');
await page.locator('#make').click();
seen.outOfRange = { error: await text('#error'),
  focus: await page.evaluate(() => document.activeElement.id) };

// Cancel a long one.
await page.getByLabel('Steps', { exact: true }).fill('1000');
await page.locator('#make').click();
await status(/^Step \d+ of 1000/);
await page.getByRole('button', { name: 'Cancel' }).press('Space');
await status(/^Canceled/);
seen.canceled = { error: await text('#error'), cancel: await page.locator('#cancel').isVisible(),
  focus: await page.evaluate(() => document.activeElement.id) };
seen.phone.push(await phone(screenshot?.replace('.png', '-phone-canceled.png')));

// The history brings the first one back.
seen.history = await page.locator('#past button').evaluateAll(
  (buttons) => buttons.map((button) => button.querySelector('.name').textContent
    + ': ' + button.querySelector('small').textContent));
await page.locator('#past button').last().click();
await status(/^Done/);
const again = await (await page.waitForSelector('#viewer')).contentFrame();
await again.waitForFunction(() => window.ouroboros3d);
await again.evaluate(() => window.ouroboros3d.ready);
await again.evaluate(() => window.ouroboros3d.whenSorted());
seen.again = await again.evaluate(() => window.ouroboros3d.state().count);

// A server that asks for a token.
await page.goto(guarded);
seen.tokenAtFirst = await page.locator('#tokenField').isVisible();
await page.locator('#file').setInputFiles(picture);
await page.getByLabel('Steps', { exact: true }).fill('1000');
await refused(() => page.locator('#make').click());
seen.tokenAsked = { error: await text('#error'), focus: await page.evaluate(() => document.activeElement.id) };
await page.getByLabel('Access token').fill(token);
await page.keyboard.press('Enter');
await status(/^Step \d+ of 1000/);
// Of a thousand steps the last is far away.
await page.waitForFunction(() => document.getElementById('object').naturalWidth > 0);
seen.cutOutBeforeTheEnd = await page.locator('#done').isHidden();
await page.getByRole('button', { name: 'Cancel' }).click();
await status(/^Canceled/);
await page.waitForTimeout(200);
seen.origins = [...new Set(seen.origins)];
await browser.close();
console.log(JSON.stringify(seen));
