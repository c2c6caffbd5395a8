'use strict';
// A picture goes to POST /predictions; server-sent events tell what becomes of it; files of the result are fetched when they
// are asked for.

const element = (id) => document.getElementById(id);
const PICTURES = ['image/png', 'image/jpeg', 'image/webp'];

// What can be saved: name in the answer's "output", name of the file, what it is.
const FILES = [
  ['model.glb', 'model.glb', 'mesh'],
  ['model.ply', 'model.ply', '3D Gaussians'],
  ['model.spz', 'model.spz', '3D Gaussians, small'],
  ['gaussians.glb', 'model.gaussians.glb', '3D Gaussians, glTF'],
  ['views.png', 'views.png', 'generated views'],
  ['turntable.mp4', 'turntable.mp4', 'video of a turn'],
  ['viewer.html', 'viewer.html', 'this viewer'],
];

let picture = null; // File to be sent
let running = null; // the entry that is being made
let shown = null; // the entry on the page
const visit = []; // all entries, the newest first

// ---- The picture

function choose(file) {
  showError('');
  if (!file) return;
  if (!PICTURES.includes(file.type)) {
    showError(`This is no PNG, JPEG or WebP picture: ${file.name}`);
    return;
  }
  picture = file;
  const image = element('chosen');
  if (image.src) URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  image.hidden = false;
  element('chosenName').textContent = file.name || 'pasted picture';
  element('fileHelp').textContent = 'Choose, drop or paste another.';
}

element('file').addEventListener('change', ({ target }) => {
  choose(target.files[0]);
  target.value = ''; // the same file can be chosen again
});

document.addEventListener('paste', (event) => {
  const file = [...(event.clipboardData?.files ?? [])][0];
  if (file) {
    event.preventDefault();
    choose(file);
  }
});

document.addEventListener('dragover', (event) => {
  if ([...event.dataTransfer.types].includes('Files')) {
    event.preventDefault();
    element('zone').classList.add('over');
  }
});
document.addEventListener('dragleave', (event) => {
  if (!event.relatedTarget) element('zone').classList.remove('over');
});
document.addEventListener('drop', (event) => {
  element('zone').classList.remove('over');
  const file = event.dataTransfer.files[0];
  if (file) {
    event.preventDefault();
    choose(file);
  }
});

element('dice').addEventListener('click', () => {
  element('seed').value = crypto.getRandomValues(new Uint32Array(1))[0];
});

// ---- Asking for a model

element('form').addEventListener('submit', (event) => {
  event.preventDefault();
  if (running) return;
  if (picture) {
    make();
  } else {
    showError('Choose a picture first.');
    element('file').focus();
  }
});

function options() {
  const query = new URLSearchParams({ previews: 'true' });
  for (const field of element('form').elements) {
    if (!field.name) continue;
    if (!field.checkValidity()) {
      field.closest('details')?.setAttribute('open', '');
      field.focus();
      throw new Error(`${field.labels[0].textContent}: ${field.validationMessage}`);
    }
    if (field.value !== '') query.set(field.name, field.value);
  }
  return query;
}

async function make() {
  showError('');
  let query;
  try {
    query = options();
  } catch (error) {
    showError(error.message);
    return;
  }
  const entry = { name: picture.name || 'pasted picture', thumbnail: URL.createObjectURL(picture),
    state: 'sending', previews: [], done: 0, total: 0, place: 0, wantsCancel: false, prediction: null, error: '' };
  running = entry;
  visit.unshift(entry);
  show(entry);
  const headers = { 'Content-Type': picture.type, Prefer: 'respond-async', Accept: 'application/json' };
  const token = element('token').value.trim();
  if (token) headers.Authorization = `Bearer ${token}`;
  try {
    const answer = await fetch(`predictions?${query}`, { method: 'POST', headers, body: picture });
    if (answer.status === 401) {
      askForToken();
      throw new Error(token ? 'The server does not take this token.' : 'This server asks for a token.');
    }
    if (!answer.ok) throw new Error(await sentence(answer));
    accepted(entry, await answer.json());
  } catch (error) {
    fail(entry, message(error));
  }
}

function askForToken() {
  element('tokenField').hidden = false;
  element('token').focus();
}

function accepted(entry, prediction) {
  entry.state = 'waiting';
  entry.prediction = prediction;
  entry.total = prediction.steps.total;
  follow(entry);
  if (entry.wantsCancel) cancel(entry);
  update(entry);
}

function follow(entry) {
  const events = new EventSource(entry.prediction.urls.events);
  const on = (name, action) => events.addEventListener(name, ({ data }) => {
    action(JSON.parse(data));
    update(entry);
  });
  const end = (state) => (prediction) => {
    events.close();
    ended(entry, state, prediction);
  };
  events.onopen = () => {
    entry.lost = false;
    update(entry);
  };
  on('queued', ({ place }) => (entry.place = place));
  on('started', () => (entry.state = 'working'));
  on('step', ({ done, total, preview }) => {
    Object.assign(entry, { state: 'working', done, total });
    if (preview) entry.previews.push({ step: done, source: preview });
  });
  on('succeeded', end('succeeded'));
  on('failed', end('failed'));
  on('canceled', end('canceled'));
  events.onerror = () => {
    entry.lost = true;
    update(entry);
    if (events.readyState === EventSource.CLOSED) lookUp(entry);
  };
}

// The browser does not try again: the prediction has ended, is forgotten, or the server has gone.
async function lookUp(entry) {
  try {
    const answer = await fetch(entry.prediction.urls.get);
    if (!answer.ok) throw new Error(await sentence(answer));
    const prediction = await answer.json();
    if (prediction.completed_at) {
      ended(entry, prediction.status, prediction);
    } else {
      setTimeout(() => follow(entry), 1000);
    }
  } catch (error) {
    fail(entry, message(error));
  }
}

function ended(entry, state, prediction) {
  entry.state = state;
  entry.prediction = prediction;
  entry.error = state === 'failed' ? prediction.error.detail : '';
  finish(entry);
}

function fail(entry, reason) {
  entry.state = 'failed';
  entry.error = reason;
  finish(entry);
}

function finish(entry) {
  if (running === entry) running = null;
  update(entry);
  if (entry.error && shown === entry) showError(entry.error);
}

element('cancel').addEventListener('click', () => running && !running.wantsCancel && cancel(running));

async function cancel(entry) {
  entry.wantsCancel = true;
  update(entry);
  if (!entry.prediction) return; // as soon as it has a name
  try {
    const answer = await fetch(entry.prediction.urls.cancel, { method: 'POST' });
    if (!answer.ok) throw new Error(await sentence(answer));
  } catch (error) {
    showError(message(error));
  }
}

// What the server says of a failure, which is a sentence for people.
async function sentence(answer) {
  try {
    const { detail } = await answer.json();
    const wait = answer.headers.get('Retry-After');
    return wait ? `${detail}; there may be room in ${wait} seconds` : detail;
  } catch {
    return `The server answered ${answer.status} ${answer.statusText}.`;
  }
}

function message(error) {
  return error instanceof TypeError ? 'The server cannot be reached.' : error.message;
}

// ---- The page

function showError(text) {
  element('error').textContent = text && text[0].toUpperCase() + text.slice(1);
}

// Both buttons keep the keyboard's focus, which those that are disabled or hidden lose.
function enable() {
  const cancelButton = element('cancel');
  element('make').setAttribute('aria-disabled', String(running !== null));
  if (running === null && document.activeElement === cancelButton) element('make').focus();
  cancelButton.hidden = running === null;
  cancelButton.setAttribute('aria-disabled', String(running?.wantsCancel ?? false));
}

function show(entry) {
  shown = entry;
  element('object').removeAttribute('src');
  element('viewer').removeAttribute('src');
  element('previews').replaceChildren();
  element('warnings').replaceChildren();
  element('done').hidden = true;
  showError(entry.error);
  update(entry);
}

function statusOf(entry) {
  if (entry.lost && (entry.state === 'waiting' || entry.state === 'working')) return 'Connection lost; trying again.';
  if (entry.wantsCancel && !['succeeded', 'failed', 'canceled'].includes(entry.state)) return 'Canceling.';
  switch (entry.state) {
    case 'sending': return 'Sending the picture and cutting the object out.';
    case 'waiting': return entry.place > 0 ? `Waiting: ${entry.place} before this one.` : 'Waiting for the model.';
    case 'working': return `Step ${entry.done} of ${entry.total} done.`;
    case 'succeeded': {
      const { gaussians, predict_time: seconds } = entry.prediction.metrics;
      return `Done: ${gaussians.toLocaleString('en')} Gaussians in ${seconds.toFixed(1)} seconds.`;
    }
    case 'canceled': return 'Canceled.';
    default: return 'Failed.';
  }
}

function update(entry) {
  enable();
  listVisit();
  if (shown !== entry) return;
  element('empty').hidden = true;
  element('work').hidden = false;
  element('work').classList.toggle('over', entry.state === 'succeeded');
  const text = statusOf(entry);
  if (element('status').textContent !== text) element('status').textContent = text;
  const progress = element('progress');
  progress.hidden = ['succeeded', 'failed', 'canceled'].includes(entry.state);
  if (entry.state === 'working') {
    progress.max = entry.total;
    progress.value = entry.done;
  } else {
    progress.removeAttribute('value'); // it moves without saying how far
  }
  element('cutOut').hidden = !entry.prediction;
  if (entry.prediction) showObject(entry.prediction);
  showPreviews(entry);
  if (entry.state === 'succeeded') showResult(entry);
}

function showObject(prediction) {
  const image = element('object');
  if (!image.getAttribute('src')) image.src = prediction.urls.get.replace(/(\?|$)/, '/object.png$1');
  element('warnings').replaceChildren(...prediction.warnings.map((warning) => item(warning)));
}

function showPreviews(entry) {
  const list = element('previews');
  for (const { step, source } of entry.previews.slice(list.children.length)) {
    const image = new Image();
    image.src = source;
    image.alt = `After step ${step}`;
    const one = item(String(step));
    one.prepend(image);
    list.append(one);
  }
  // The viewer shows more than the last preview.
  const last = entry.state === 'succeeded' ? undefined : entry.previews.at(-1);
  element('preview').hidden = !last;
  if (last) {
    element('latest').src = last.source;
    element('latestName').textContent = element('latest').alt = `After step ${last.step} of ${entry.total}`;
  }
}

function showResult(entry) {
  element('done').hidden = false;
  const viewer = element('viewer');
  if (viewer.getAttribute('src')) return;
  viewer.src = entry.prediction.output['viewer.html'];
  element('files').replaceChildren(...FILES.map(([key, name, what]) => {
    const link = document.createElement('a');
    link.href = entry.prediction.output[key];
    link.download = name;
    link.textContent = name;
    const kind = document.createElement('small');
    kind.textContent = what;
    link.append(kind);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      save(link, name);
    });
    const one = document.createElement('li');
    one.append(link);
    return one;
  }));
}

// Some files take seconds to make, and a mesh may be impossible: both are said here, unlike by a plain link.
async function save(link, name) {
  if (link.getAttribute('aria-busy') === 'true') return;
  showError('');
  link.setAttribute('aria-busy', 'true');
  const before = element('status').textContent;
  element('status').textContent = `Getting ${name}.`;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(await sentence(answer));
    const saving = document.createElement('a');
    saving.href = URL.createObjectURL(await answer.blob());
    saving.download = name;
    saving.click();
    setTimeout(() => URL.revokeObjectURL(saving.href), 60000);
  } catch (error) {
    showError(message(error));
  } finally {
    link.removeAttribute('aria-busy');
    element('status').textContent = before;
  }
}

function listVisit() {
  element('history').hidden = visit.length === 0;
  const list = element('past');
  const focused = [...list.children].indexOf(document.activeElement?.closest('#past li'));
  list.replaceChildren(...visit.map((entry) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.setAttribute('aria-current', String(entry === shown));
    const image = new Image();
    image.src = entry.thumbnail;
    image.alt = '';
    const words = document.createElement('span');
    const name = document.createElement('span');
    name.className = 'name';
    name.textContent = entry.name;
    const state = document.createElement('small');
    const seed = entry.prediction ? `, seed ${entry.prediction.input.seed}` : '';
    state.textContent = { sending: 'sending', waiting: 'waiting', working: `step ${entry.done} of ${entry.total}`,
      succeeded: 'done', failed: 'failed', canceled: 'canceled' }[entry.state] + seed;
    words.append(name, state);
    button.append(image, words);
    button.addEventListener('click', () => open(entry));
    const one = document.createElement('li');
    one.append(button);
    return one;
  }));
  if (focused >= 0) list.children[focused]?.firstChild.focus();
}

// Results are kept by the server for a while only.
async function open(entry) {
  show(entry);
  if (entry.state !== 'succeeded') return;
  try {
    const answer = await fetch(entry.prediction.urls.get);
    if (!answer.ok) throw new Error(await sentence(answer));
  } catch (error) {
    showError(message(error));
  }
}

function item(text) {
  const one = document.createElement('li');
  one.textContent = text;
  return one;
}
