'use strict';
(() => {
  const by = (id) => document.getElementById(id);
  const content = JSON.parse(by('content').textContent);
  const canvas = by('canvas');

  // ---- What the page holds: blocks of base64 of gzip --------------------------------------------------------------

  async function bytesOf(id) {
    const text = atob(by(id).textContent.trim());
    const packed = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) packed[i] = text.charCodeAt(i);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new DataView(await new Response(stream).arrayBuffer());
  }

  // Count, channels; least value and step of each channel; then each channel's high bytes and low bytes.
  function dequantized(view) {
    const count = view.getUint32(0, true);
    const channels = view.getUint32(4, true);
    const bytes = new Uint8Array(view.buffer, 8 + 8 * channels);
    const values = [];
    for (let c = 0; c < channels; c++) {
      const least = view.getFloat32(8 + 8 * c, true);
      const step = view.getFloat32(12 + 8 * c, true);
      const high = bytes.subarray(2 * c * count, (2 * c + 1) * count);
      const low = bytes.subarray((2 * c + 1) * count, (2 * c + 2) * count);
      const channel = new Float32Array(count);
      for (let i = 0; i < count; i++) channel[i] = least + step * (256 * high[i] + low[i]);
      values.push(channel);
    }
    return { count, values };
  }

  // Channels: position 3, opacity, logarithm of scale 3, quaternion (w, x, y, z), color 3, harmonics [K, 3].
  const models = new Map();
  async function modelOf(step) {
    if (!models.has(step)) models.set(step, dequantized(await bytesOf('step' + step)));
    return models.get(step);
  }

  const TEXTURE_WIDTH = 2048;
  function texelsOf({ count, values }) {
    const harmonics = (values.length - 14) / 3;
    const texels = 4 + harmonics;
    const rows = Math.max(1, Math.ceil((count * texels) / TEXTURE_WIDTH));
    const out = new Float32Array(4 * TEXTURE_WIDTH * rows);
    const means = new Float32Array(3 * count);
    for (let i = 0; i < count; i++) {
      const at = 4 * texels * i;
      const w = values[7][i], x = values[8][i], y = values[9][i], z = values[10][i];
      // The usual polynomial, a rotation only if the quaternion is normalized: the rasterizer takes it as it is.
      const r = [
        1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
        2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
        2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)];
      for (let k = 0; k < 3; k++) {
        const s = Math.exp(values[4 + k][i]);
        for (let row = 0; row < 3; row++) r[3 * row + k] *= s;
        means[3 * i + k] = values[k][i];
        out[at + k] = values[k][i];
      }
      out[at + 3] = values[3][i];
      let to = at + 4;
      for (let a = 0; a < 3; a++) {
        for (let b = a; b < 3; b++) {
          out[to++] = r[3 * a] * r[3 * b] + r[3 * a + 1] * r[3 * b + 1] + r[3 * a + 2] * r[3 * b + 2];
        }
      }
      for (let k = 0; k < 3; k++) out[to++] = values[11 + k][i];
      for (let k = 0; k < harmonics; k++) {
        for (let c = 0; c < 3; c++) out[at + 16 + 4 * k + c] = values[14 + 3 * k + c][i];
      }
    }
    return { count, texels, rows, shDegree: Math.round(Math.sqrt(harmonics + 1)) - 1, data: out, means };
  }

  // ---- Camera: orbits a point, as the project's cameras do ---------------------------------------------------------

  const RADIANS = Math.PI / 180;
  const FIELD_OF_VIEW = 49.1;
  const RADIUS = 1.5;
  const NEAR = 0.2;
  const camera = { azimuth: 0, elevation: 0, radius: RADIUS, target: [0, 0, 0], fieldOfView: FIELD_OF_VIEW };
  let home = { ...camera };
  let unit = 1;

  // Generated models are in the cube [-1, 1]; others are brought to the same size by where the camera stands.
  function frame({ count, means }) {
    if (count === 0 || means.every((value) => Math.abs(value) <= 1)) return;
    let half = 0;
    const target = [0, 1, 2].map((k) => {
      const sorted = means.filter((_, i) => i % 3 === k).sort();
      const low = sorted[Math.floor(0.02 * (count - 1))];
      const high = sorted[Math.ceil(0.98 * (count - 1))];
      half = Math.max(half, (high - low) / 2);
      return (low + high) / 2;
    });
    unit = half > 0 ? half / 0.5 : 1;
    home = { ...home, target, radius: RADIUS * unit };
    reset();
  }

  function reset() {
    Object.assign(camera, home, { target: [...home.target] });
    draw();
  }

  // Rows right, down and forward; the same arrays every time, so that a frame allocates nothing.
  const view = { rotation: new Float32Array(9), eye: new Float32Array(3), translation: new Float32Array(3) };
  function look() {
    const e = camera.elevation * RADIANS, a = camera.azimuth * RADIANS;
    const ce = Math.cos(e), se = Math.sin(e), ca = Math.cos(a), sa = Math.sin(a);
    const r = view.rotation;
    r[0] = ca;
    r[1] = 0;
    r[2] = -sa;
    r[3] = se * sa;
    r[4] = -ce;
    r[5] = se * ca;
    r[6] = -ce * sa;
    r[7] = -se;
    r[8] = -ce * ca;
    for (let k = 0; k < 3; k++) view.eye[k] = camera.target[k] - camera.radius * r[6 + k];
    for (let row = 0; row < 3; row++) {
      view.translation[row] =
        -(r[3 * row] * view.eye[0] + r[3 * row + 1] * view.eye[1] + r[3 * row + 2] * view.eye[2]);
    }
  }

  function orbit(azimuth, elevation) {
    camera.azimuth = (((camera.azimuth + azimuth) % 360) + 360) % 360;
    camera.elevation = Math.min(89, Math.max(-89, camera.elevation + elevation));
    draw();
  }

  function zoom(factor) {
    camera.radius = Math.min(20 * unit, Math.max(0.25 * unit, camera.radius * factor));
    draw();
  }

  // By pixels of the page.
  function pan(x, y) {
    look();
    const r = view.rotation;
    const scale = camera.radius / focalLength(canvas.clientWidth, canvas.clientHeight);
    camera.target = camera.target.map((value, k) => value - scale * (x * r[k] + y * r[3 + k]));
    draw();
  }

  const focalLength = (width, height) =>
    (0.5 * Math.min(width, height)) / Math.tan((camera.fieldOfView * RADIANS) / 2);

  // ---- WebGL -------------------------------------------------------------------------------------------------------

  function fail(text) {
    by('failure').textContent = text;
    by('failure').hidden = false;
    throw new Error(text);
  }

  const gl = canvas.getContext('webgl2', { alpha: false, antialias: false, depth: true });
  if (!gl) fail('This browser or machine has no WebGL 2, which the 3D view needs.');
  // Many thin layers add up to visible steps in 8 bits.
  const floats = gl.getExtension('EXT_color_buffer_float') || gl.getExtension('EXT_color_buffer_half_float');
  canvas.addEventListener('webglcontextlost', () => fail('The graphics processor was lost; load the page again.'));

  function program(vertex, fragment) {
    const made = gl.createProgram();
    for (const [type, id] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, by(id).textContent.trim());
      gl.compileShader(shader);
      if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) fail(id + ': ' + gl.getShaderInfoLog(shader));
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    if (!gl.getProgramParameter(made, gl.LINK_STATUS)) fail(vertex + ': ' + gl.getProgramInfoLog(made));
    const places = new Map();
    const place = (name) => {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
      return places.get(name);
    };
    return { made, place };
  }

  const splats = program('splat.vert', 'splat.frag');
  const resolve = program('resolve.vert', 'resolve.frag');
  const splatArray = gl.createVertexArray();
  const orderBuffer = gl.createBuffer();
  const gaussians = gl.createTexture();
  const blended = gl.createTexture();
  const target = gl.createFramebuffer();
  gl.bindVertexArray(splatArray);
  gl.bindBuffer(gl.ARRAY_BUFFER, orderBuffer);
  const indexAt = gl.getAttribLocation(splats.made, 'index');
  gl.enableVertexAttribArray(indexAt);
  gl.vertexAttribIPointer(indexAt, 1, gl.UNSIGNED_INT, 0, 0);
  gl.vertexAttribDivisor(indexAt, 1);
  for (const texture of [gaussians, blended]) {
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
  }
  const triangles = content.mesh ? meshProgram() : null;

  function meshProgram() {
    return { ...program('mesh.vert', 'mesh.frag'), array: gl.createVertexArray(), count: 0 };
  }

  // Vertices and triangles; positions as float32 [V, 3], colors as bytes [V, 3] padded to fours, indices as uint32.
  async function loadMesh() {
    const view = await bytesOf('mesh');
    const vertices = view.getUint32(0, true);
    triangles.count = 3 * view.getUint32(4, true);
    const colorsAt = 8 + 12 * vertices;
    const indicesAt = colorsAt + 4 * Math.ceil((3 * vertices) / 4);
    gl.bindVertexArray(triangles.array);
    const attribute = (name, data, type, normalized) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      const at = gl.getAttribLocation(triangles.made, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, 3, type, normalized, 0, 0);
    };
    attribute('position', new Float32Array(view.buffer, 8, 3 * vertices), gl.FLOAT, false);
    attribute('rgb', new Uint8Array(view.buffer, colorsAt, 3 * vertices), gl.UNSIGNED_BYTE, true);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(
      gl.ELEMENT_ARRAY_BUFFER, new Uint32Array(view.buffer, indicesAt, triangles.count), gl.STATIC_DRAW);
    gl.bindVertexArray(null);
  }

  // ---- Model on the GPU and its order ------------------------------------------------------------------------------

  const state = { step: content.steps.length - 1, mode: 'color', background: 'white', texels: 4, shDegree: 0, count: 0 };
  const sorter = new Worker(URL.createObjectURL(new Blob([by('sort.js').textContent], { type: 'text/javascript' })));
  const figures = { sortMilliseconds: 0, frameMilliseconds: 0, sorts: 0 };
  const wanted = new Float32Array(3).fill(NaN);
  let spare = null;  // order that the worker can fill; it and the one in use are all that is ever allocated
  let model = 0;
  let next = null;  // texels that the next order belongs to

  sorter.onmessage = ({ data }) => {
    figures.sortMilliseconds = data.milliseconds;
    figures.sorts++;
    if (data.model !== model) return;
    spare = data.order;
    if (next) {
      upload(next);
      next = null;
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, orderBuffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, spare);
    draw();
  };

  function upload({ count, texels, rows, shDegree, data }) {
    Object.assign(state, { count, texels, shDegree });
    gl.bindTexture(gl.TEXTURE_2D, gaussians);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, TEXTURE_WIDTH, rows, 0, gl.RGBA, gl.FLOAT, data);
    gl.bindBuffer(gl.ARRAY_BUFFER, orderBuffer);
    gl.bufferData(gl.ARRAY_BUFFER, 4 * count, gl.DYNAMIC_DRAW);
  }

  async function show(step) {
    state.step = step;
    const loading = ++model;
    const made = texelsOf(await modelOf(step));
    if (loading !== model) return;
    next = made;
    look();
    wanted.set(view.rotation.subarray(6));
    spare = null;
    sorter.postMessage({
      means: made.means, order: new Uint32Array(made.count), model, x: wanted[0], y: wanted[1], z: wanted[2]
    }, [made.means.buffer]);
  }

  // The order is by depth, so that it only changes with the direction.
  function sortIfTurned() {
    if (!spare || next) return;
    const r = view.rotation;
    if (r[6] === wanted[0] && r[7] === wanted[1] && r[8] === wanted[2]) return;
    for (let k = 0; k < 3; k++) wanted[k] = r[6 + k];
    const order = spare;
    spare = null;
    sorter.postMessage({ order, model, x: wanted[0], y: wanted[1], z: wanted[2] }, [order.buffer]);
  }

  // ---- Drawing -----------------------------------------------------------------------------------------------------

  const BACKGROUNDS = { white: [1, 1, 1], gray: [0.5, 0.5, 0.5], black: [0, 0, 0] };
  let fixedSize = null;
  let scheduled = false;

  function draw() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      paint();
    });
  }

  function fitCanvas() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const width = fixedSize || Math.max(1, Math.round(canvas.clientWidth * ratio));
    const height = fixedSize || Math.max(1, Math.round(canvas.clientHeight * ratio));
    if (canvas.width === width && canvas.height === height && state.fitted) return;
    state.fitted = true;
    canvas.width = width;
    canvas.height = height;
    if (!floats) return;
    gl.bindTexture(gl.TEXTURE_2D, blended);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA16F, width, height, 0, gl.RGBA, gl.HALF_FLOAT, null);
    gl.bindFramebuffer(gl.FRAMEBUFFER, target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, blended, 0);
  }

  function setCamera({ made, place }) {
    gl.useProgram(made);
    gl.uniformMatrix3fv(place('rotation'), true, view.rotation);
    gl.uniform3fv(place('translation'), view.translation);
    gl.uniform2f(place('size'), canvas.width, canvas.height);
    gl.uniform1f(place('focal'), focalLength(canvas.width, canvas.height));
    gl.uniform1f(place('near'), NEAR * unit);
    gl.uniform1i(place('coordinates'), state.mode === 'coordinates' ? 1 : 0);
  }

  function paint() {
    const began = performance.now();
    fitCanvas();
    look();
    sortIfTurned();
    const background = BACKGROUNDS[state.background];
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.clearColor(background[0], background[1], background[2], 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    if (state.mode === 'mesh') paintMesh();
    else paintSplats(background);
    figures.frameMilliseconds = performance.now() - began;
  }

  function paintMesh() {
    if (!triangles || triangles.count === 0) return;
    setCamera(triangles);
    gl.enable(gl.DEPTH_TEST);
    gl.bindVertexArray(triangles.array);
    gl.drawElements(gl.TRIANGLES, triangles.count, gl.UNSIGNED_INT, 0);
    gl.disable(gl.DEPTH_TEST);
  }

  function paintSplats(background) {
    if (floats) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, target);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
    }
    setCamera(splats);
    gl.uniform1f(splats.place('height'), canvas.height);
    gl.uniform3fv(splats.place('eye'), view.eye);
    gl.uniform1i(splats.place('texels'), state.texels);
    gl.uniform1i(splats.place('shDegree'), state.shDegree);
    gl.bindTexture(gl.TEXTURE_2D, gaussians);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindVertexArray(splatArray);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, state.count);
    gl.disable(gl.BLEND);
    if (!floats) return;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.useProgram(resolve.made);
    gl.uniform3f(resolve.place('background'), background[0], background[1], background[2]);
    gl.bindTexture(gl.TEXTURE_2D, blended);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
  }

  // ---- Controls ----------------------------------------------------------------------------------------------------

  const stepLabel = () => content.steps[state.step];
  let quiet = 0;
  function say(text) {
    by('status').textContent = text;
    clearTimeout(quiet);
    quiet = setTimeout(() => { by('status').textContent = ''; }, 4000);
  }

  function setStep(step) {
    const bounded = Math.min(content.steps.length - 1, Math.max(0, step));
    by('step').value = bounded;
    state.step = bounded;
    by('stepName').textContent = stepLabel();
    by('step').setAttribute('aria-valuetext', stepLabel());
    if (content.steps.length > 1) say(stepLabel());
    return show(bounded);
  }

  function setMode(mode) {
    if (mode === 'mesh' && !triangles) return;
    state.mode = mode;
    document.querySelector(`input[name=mode][value=${mode}]`).checked = true;
    say({ color: 'Color', coordinates: 'Coordinates: x, y, z from −1 to 1 as red, green, blue', mesh: 'Mesh' }[mode]);
    draw();
  }

  function setBackground(name) {
    state.background = name;
    document.querySelector(`input[name=background][value=${name}]`).checked = true;
    draw();
  }

  let turning = false;
  let playing = 0;
  function setTurning(on) {
    turning = on;
    by('turn').setAttribute('aria-pressed', String(on));
    let last = performance.now();
    const advance = (now) => {
      if (!turning) return;
      orbit((now - last) * 0.03, 0);
      last = now;
      requestAnimationFrame(advance);
    };
    if (on) requestAnimationFrame(advance);
  }

  function setPlaying(on) {
    clearInterval(playing);
    playing = 0;
    by('play').setAttribute('aria-pressed', String(on));
    if (!on) return;
    const from = state.step === content.steps.length - 1 ? 0 : state.step + 1;
    setStep(from);
    playing = setInterval(() => {
      if (state.step === content.steps.length - 1) setPlaying(false);
      else setStep(state.step + 1);
    }, 700);
  }

  by('step').addEventListener('input', () => {
    setPlaying(false);
    setStep(Number(by('step').value));
  });
  by('play').addEventListener('click', () => setPlaying(!playing));
  by('reset').addEventListener('click', reset);
  by('turn').addEventListener('click', () => setTurning(!turning));
  by('modes').addEventListener('change', (event) => setMode(event.target.value));
  by('backgrounds').addEventListener('change', (event) => setBackground(event.target.value));
  by('savePicture').addEventListener('click', () => {
    paint();
    canvas.toBlob((blob) => save(blob, content.name + '.png'));
  });
  by('savePly').addEventListener('click', async () => save(new Blob([ply(await modelOf(state.step))]), 'model.ply'));

  const pointers = new Map();
  canvas.addEventListener('pointerdown', (event) => {
    setTurning(false);
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  canvas.addEventListener('pointermove', (event) => {
    const pointer = pointers.get(event.pointerId);
    if (!pointer) return;
    const x = event.clientX - pointer.x;
    const y = event.clientY - pointer.y;
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const before = Math.hypot(pointer.x - other.x, pointer.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      if (before > 0 && after > 0) zoom(before / after);
      pan(x / 2, y / 2);
    } else if (event.shiftKey || event.buttons === 2 || event.buttons === 4) pan(x, y);
    else orbit(-0.4 * x, 0.4 * y);
    pointer.x = event.clientX;
    pointer.y = event.clientY;
  });
  for (const end of ['pointerup', 'pointercancel']) {
    canvas.addEventListener(end, (event) => pointers.delete(event.pointerId));
  }
  canvas.addEventListener('contextmenu', (event) => event.preventDefault());
  canvas.addEventListener('dblclick', reset);
  canvas.addEventListener('wheel', (event) => {
    event.preventDefault();
    const pixels = event.deltaMode === 0 ? event.deltaY : 30 * event.deltaY;
    zoom(Math.exp(Math.min(200, Math.max(-200, pixels)) * 0.0015));
  }, { passive: false });

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  canvas.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow && event.shiftKey) pan(20 * arrow[0], 20 * arrow[1]);
    else if (arrow) orbit(-5 * arrow[0], -5 * arrow[1]);
    else if (event.key === '+' || event.key === '=') zoom(1 / 1.1);
    else if (event.key === '-') zoom(1.1);
    else if (event.key === '[') setStep(state.step - 1);
    else if (event.key === ']') setStep(state.step + 1);
    else if (event.key === 'r' || event.key === 'R' || event.key === 'Home') reset();
    else if (event.key === 't' || event.key === 'T') setTurning(!turning);
    else if ('123'.includes(event.key)) setMode(['color', 'coordinates', 'mesh'][event.key - 1]);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(draw).observe(canvas);

  // ---- Downloads ---------------------------------------------------------------------------------------------------

  function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }

  // INRIA's layout in its axes, which are a half turn about x from ours: as the project writes model.ply.
  const HALF_TURN = [
    -1, -1, 1, -1, 1, 1, -1, 1, -1, 1, -1, -1, 1, -1, 1];
  function ply({ count, values }) {
    const harmonics = (values.length - 14) / 3;
    const rest = Array.from({ length: 3 * harmonics }, (_, k) => 'f_rest_' + k);
    const names = ['x', 'y', 'z', 'nx', 'ny', 'nz', 'f_dc_0', 'f_dc_1', 'f_dc_2', ...rest, 'opacity',
      'scale_0', 'scale_1', 'scale_2', 'rot_0', 'rot_1', 'rot_2', 'rot_3'];
    const header = new TextEncoder().encode(
      `ply\nformat binary_little_endian 1.0\nelement vertex ${count}\n` +
      names.map((name) => `property float ${name}\n`).join('') +
      ['axes rdf', ...content.plyComments].map((comment) => `comment ${comment}\n`).join('') + 'end_header\n');
    const file = new Uint8Array(header.length + 4 * names.length * count);
    file.set(header);
    const out = new DataView(file.buffer);
    let at = header.length;
    const put = (value) => {
      out.setFloat32(at, value, true);
      at += 4;
    };
    for (let i = 0; i < count; i++) {
      put(values[0][i]);
      put(-values[1][i]);
      put(-values[2][i]);
      for (let k = 0; k < 3; k++) put(0);
      for (let c = 0; c < 3; c++) put((values[11 + c][i] - 0.5) / 0.28209479177387814);
      // Channel by channel.
      for (let c = 0; c < 3; c++) {
        for (let k = 0; k < harmonics; k++) put(HALF_TURN[k] * values[14 + 3 * k + c][i]);
      }
      const opacity = Math.min(values[3][i], 1 - 1e-6);
      put(Math.log(opacity / (1 - opacity)));
      for (let k = 0; k < 3; k++) put(values[4 + k][i]);
      put(values[7][i]);
      put(values[8][i]);
      put(-values[9][i]);
      put(-values[10][i]);
    }
    return file;
  }

  // ---- Start -------------------------------------------------------------------------------------------------------

  if (content.input) {
    by('picture').src = content.input;
    by('input').hidden = false;
  }
  for (const [name, value] of Object.entries(content.facts)) {
    const term = document.createElement('dt');
    const text = document.createElement('dd');
    term.textContent = name;
    text.textContent = value;
    by('facts').append(term, text);
  }
  by('steps').hidden = content.steps.length < 2;
  by('step').max = content.steps.length - 1;
  by('meshMode').hidden = !triangles;
  by('modes').querySelector(triangles ? '#meshMode' : 'label:nth-of-type(2)').classList.add('last');
  setBackground(content.background);

  const whenSorted = () => new Promise((done) => {
    const check = () => {
      if (spare && !next && !scheduled) done();
      else setTimeout(check, 5);
    };
    draw();
    check();
  });

  const ready = (async () => {
    frame(texelsOf(await modelOf(state.step)));
    await Promise.all([setStep(state.step), triangles ? loadMesh() : null]);
    say('');
    await whenSorted();
  })();
  ready.catch((error) => {
    by('failure').textContent = 'The model cannot be shown: ' + error.message;
    by('failure').hidden = false;
    console.error(error);
  });

  // For other scripts on the page: cameras, steps and modes, and the picture as it is drawn.
  window.ouroboros3d = {
    ready, figures, setStep, setMode, setBackground,
    setCamera(values) {
      Object.assign(camera, values);
      return whenSorted();
    },
    setSize(pixels) {
      fixedSize = pixels;
      return whenSorted();
    },
    whenSorted,
    camera: () => ({ ...camera, target: [...camera.target] }),
    state: () => ({ ...state }),
    ply: async () => ply(await modelOf(state.step)),
    // RGBA, rows from top to bottom.
    async pixels() {
      await whenSorted();
      paint();
      const { width, height } = canvas;
      const rows = new Uint8Array(4 * width * height);
      gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, rows);
      const flipped = new Uint8Array(rows.length);
      for (let y = 0; y < height; y++) {
        flipped.set(rows.subarray(4 * width * y, 4 * width * (y + 1)), 4 * width * (height - 1 - y));
      }
      return { width, height, rgba: flipped };
    }
  };
})();
