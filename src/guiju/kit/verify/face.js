// The page: takes files and keys, shows the verdict, each check, and what a sound certificate says.

const given = { name: '', text: null, flaw: null, pdf: false, deposit: null };
let shown = null; // the last result, said again when the language changes
const part = (id) => document.getElementById(id);

function make(tag, about = {}, ...inside) {
  const found = document.createElement(tag);
  for (const [name, value] of Object.entries(about)) found.setAttribute(name, value);
  found.append(...inside.filter((one) => one !== null && one !== undefined));
  return found;
}

const both = (words) => (isObject(words) ? tame(words[language] || words.zh || '') : tame(words ?? ''));
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const moment = (seconds) => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

function sayAll() {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  document.title = `${say('title')} · 规矩 Guiju`;
  for (const one of document.querySelectorAll('[data-say]')) one.textContent = say(one.dataset.say);
  part('language').lang = language === 'zh' ? 'en' : 'zh-Hans';
  part('chosen').textContent = given.name ? say('chosen', given.name) : '';
  if (shown) show();
}

// ---- the result ----

function checkLine(state, title, reasons = []) {
  const words = make('div', {}, make('p', { class: 'check__title' }, title), ...reasons.map((one) => make('p', { class: 'quiet' }, one)));
  return make('li', { class: `check check--${state}` }, make('span', { class: 'check__state' }, say(state)), words);
}

const GROUPS = [
  ['check_form', ['pdf', 'not_json', 'members', 'form', 'key']],
  ['check_blocks', ['block_unknown', 'block_changed']],
  ['check_place', ['proof_form', 'index', 'inclusion']],
  ['check_log', ['origin', 'signature', 'unsigned']],
  ['check_witness', ['witness']],
];
const reason = (flaw) => say(`flaw_${flaw.id}`, tame(flaw.about || '').slice(0, 200));

function checkLines({ ok, told, log, witnesses, code, deposit }) {
  const unread = told.some((flaw) => ['pdf', 'not_json', 'members', 'form', 'key', 'proof_form'].includes(flaw.id));
  const lines = GROUPS.map(([id, ids]) => {
    const own = told.filter((flaw) => ids.includes(flaw.id));
    const title = id === 'check_place' ? (log ? say(id, String(log.index + 1n), String(log.size)) : say('check_place_bad')) : say(id);
    if (own.length) return checkLine('failed', title, own.map(reason));
    if (unread) return checkLine('skipped', title);
    if (id === 'check_witness' && !(witnesses || []).length) return checkLine('skipped', title, [say('no_witness')]);
    return checkLine('passed', title);
  });
  if (given.pdf) lines.push(checkLine('skipped', say('check_page'), [say('page_unseen')]));
  if (ok && code) lines.push(checkLine(code.same ? 'passed' : 'failed', say('check_code'), code.same ? [] : [say('code_bad', code.asked)]));
  if (ok && deposit) lines.push(checkLine(deposit.found ? 'passed' : 'failed', say('check_deposit'), deposit.found ? [] : [say('deposit_bad', deposit.digest)]));
  return make('ul', { class: 'checks' }, ...lines);
}

function facts(rows) {
  return make('dl', { class: 'facts' }, ...rows.filter(([, value]) => value).map(([label, value, mono]) => (
    make('div', {}, make('dt', {}, label), make('dd', mono ? { class: 'mono' } : {}, value)))));
}

const isFace = (block) => block.name.startsWith('@public/') && Array.isArray(block.content.fields);
// The field that a record is found by, if it has one.
const codeOf = (face) => face.fields.find((field) => field.id === face.code);

function faceOf(face) {
  const code = codeOf(face);
  const standing = face.standing === true;
  const state = make('span', { class: `badge badge--${standing ? 'good' : 'late'}` }, capital(both(face.state)));
  const rows = face.fields.filter((field) => field !== code).map((field) => [capital(both(field.label)), both(field.text)]);
  const periods = (face.periods || []).map((one) => [capital(both(one.label)), say('period', tame(one.from ?? '…'), tame(one.to ?? '…'))]);
  const marks = (face.marks || []).map(both).join(' · ');
  const under = face.issued_under || {};
  return make('article', { class: 'card face' },
    face.demo ? make('p', { class: 'note note--warn' }, say('example')) : null,
    make('p', { class: 'quiet' }, both(face.office)),
    make('h3', { class: 'face__kind' }, capital(both(face.kind))),
    code ? make('p', { class: 'face__code' }, make('span', { class: 'quiet' }, capital(both(code.label))), make('strong', {}, both(code.text))) : null,
    facts([[say('state'), state], [say('record'), tame(face.record || '')], ...rows, ...periods, [say('marked'), marks],
      [say('under'), `${both(under.title)} · ${tame(under.version || '')} · ${tame(under.id || '')}`]]));
}

const isLetter = (block) => block.name.startsWith('@letter/') && isObject(block.content.parts) && Array.isArray(block.content.lists);

function letterOf(letter) {
  const parts = Array.isArray(letter.parts[language]) ? letter.parts[language] : [];
  const listed = letter.lists.map((item) => make('li', {}, [item.label ? both(item.label) : tame(item.ground ?? ''), both(item.remedy), both(item.provision)].filter(Boolean).join(' · ')));
  const body = parts.map((one) => (one.kind === 'list' ? make('ol', {}, ...listed) : make('p', {}, tame(Array.isArray(one.cells) ? one.cells.join(' | ') : one.text ?? ''))));
  return make('article', { class: 'card face' },
    letter.demo ? make('p', { class: 'note note--warn' }, say('example')) : null,
    make('p', { class: 'quiet' }, tame(letter.office ?? '')),
    make('h3', { class: 'face__kind' }, both(letter.title)),
    make('p', { class: 'quiet' }, [letter.number, letter.case, letter.on].filter(Boolean).map(tame).join(' · ')),
    ...body);
}

function otherBlock(block) {
  return make('article', { class: 'card' }, make('h3', {}, tame(block.name)), make('pre', { class: 'mono', tabindex: '0' }, tame(written(block.content))));
}

function signerTable({ signers, others }) {
  const head = make('thead', {}, make('tr', {}, ...['signer', 'kind', 'when'].map((id) => make('th', { scope: 'col' }, say(id)))));
  const rows = signers.map(({ name, id, kind, at }) => make('tr', {},
    make('td', { 'data-label': say('signer') }, make('span', { class: 'mono' }, `${tame(name)} ${id}`)),
    make('td', { 'data-label': say('kind') }, say(`kind_${kind}`)),
    make('td', { 'data-label': say('when') }, at === null ? '—' : moment(at))));
  const more = others.length ? make('p', { class: 'quiet' }, say('unknown_signers', String(others.length))) : null;
  return make('div', {}, make('div', { class: 'scroll' }, make('table', { class: 'table' }, head, make('tbody', {}, ...rows))), more);
}

function section(id, ...inside) {
  return make('section', { class: 'section' }, make('h2', {}, say(id)), ...inside);
}

function content({ blocks, receipt, log, signers, others }) {
  const book = isObject(receipt.rulebook) ? receipt.rulebook : {};
  return [
    section('shown', ...blocks.map((block) => (isFace(block) ? faceOf(block.content) : isLetter(block) ? letterOf(block.content) : otherBlock(block)))),
    section('receipt', facts([
      [say('receipt'), tame(receipt.number ?? '')], [say('day'), tame(receipt.on ?? '')], [say('recorded'), tame(receipt.recorded ?? '')],
      [say('rulebook'), book.id ? `${tame(book.id)} · ${tame(book.version)} · ${tame(book.revision)}` : ''],
      [say('calendar'), tame(receipt.calendar ?? '')], [say('act'), tame(receipt.act ?? ''), true]])),
    section('proof', facts([[say('origin'), tame(log.origin), true], [say('place'), `${log.index} / ${log.size}`], [say('root'), log.root, true]]), signerTable({ signers, others })),
  ];
}

function verdict(result) {
  if (!result.ok) return ['late', say('bad'), say('bad_sub', String(result.told.length))];
  const found = result.blocks.find(isFace);
  if (!found) return ['good', say('plain'), say('good_sub')];
  const face = found.content;
  return face.standing === true ? ['good', say('good'), say('good_sub')] : ['warn', say('fallen', both(face.state)), say('good_sub')];
}

function show() {
  const [tone, title, sub] = verdict(shown);
  const head = make('div', { class: `verdict verdict--${tone}` }, make('h2', { tabindex: '-1', id: 'verdict' }, title), make('p', {}, sub));
  part('result').replaceChildren(head, section('checks', checkLines(shown)), ...(shown.ok ? content(shown) : []));
  part('result').hidden = part('after').hidden = false;
}

// ---- what is given ----

const asked = () => {
  const code = new URLSearchParams(location.search).get('code');
  return code && /^[0-9A-Za-z-]{1,64}$/.test(code) ? code : null;
};

// Only a block that no form and no note can write says what was deposited.
const isOf = (block, digest) => block.name.startsWith('@file/') && block.content.sha256 === digest;

async function deposited(result) {
  if (!result.ok || !given.deposit) return null;
  const digest = hex(await sha256(new Uint8Array(await given.deposit.arrayBuffer())));
  return { digest, found: result.blocks.some((block) => isOf(block, digest)) };
}

function tell(text) {
  part('told').textContent = text;
  part('told').hidden = !text;
}

async function verifyNow() {
  tell('');
  if (given.text === null && !given.flaw) { tell(say('need_certificate')); part('file').focus(); return; }
  if (!part('keys').value.trim()) { tell(say('need_keys')); part('keys').focus(); return; }
  part('check').classList.add('is-busy');
  try {
    const result = given.flaw
      ? { ok: false, flaws: [given.flaw.id], told: [given.flaw] }
      : await guijuVerify(given.text, part('keys').value, part('witness').value);
    const code = asked();
    const found = result.ok ? result.blocks.find(isFace) : null;
    const own = found ? [both((codeOf(found.content) || {}).text), found.content.record] : [];
    shown = { ...result, deposit: await deposited(result), code: code ? { asked: code, same: own.includes(code) } : null };
    show();
    part('verdict').focus();
  } catch (error) {
    tell(say('broken', error.message));
  } finally {
    part('check').classList.remove('is-busy');
  }
}

async function take(file) {
  if (!file) return;
  const bytes = new Uint8Array(file.size > LARGEST_FILE ? 0 : await file.arrayBuffer());
  Object.assign(given, { name: file.name, text: null, flaw: null, pdf: isPdf(bytes) });
  try {
    given.text = given.pdf ? await attachedIn(bytes) : decoded(bytes);
  } catch (flaw) {
    if (!(flaw instanceof Flaw)) throw flaw;
    given.flaw = flaw;
  }
  shown = null;
  part('result').hidden = part('after').hidden = true;
  part('chosen').textContent = say('chosen', given.name);
  tell('');
  if (part('keys').value.trim()) await verifyNow();
}

async function canVerify() {
  try {
    await crypto.subtle.importKey('raw', new Uint8Array(32), { name: 'Ed25519' }, false, ['verify']);
    return true;
  } catch (error) {
    return Boolean(globalThis.crypto && crypto.subtle) && error.name !== 'NotSupportedError';
  }
}

function listen() {
  part('language').addEventListener('click', () => { language = language === 'zh' ? 'en' : 'zh'; sayAll(); });
  part('file').addEventListener('change', () => take(part('file').files[0]));
  part('keys_file').addEventListener('change', async () => {
    const [file] = part('keys_file').files;
    if (file) part('keys').value = await file.text();
    if (given.text !== null || given.flaw) await verifyNow();
  });
  part('deposit').addEventListener('change', () => { [given.deposit] = part('deposit').files; return shown && verifyNow(); });
  for (const one of document.querySelectorAll('input[type="file"]')) {
    one.addEventListener('click', () => { one.value = ''; }); // so that the same file, changed, may be chosen again
  }
  part('form').addEventListener('submit', (event) => { event.preventDefault(); verifyNow(); });
  part('print').addEventListener('click', () => print());
  part('again').addEventListener('click', () => location.reload());
  const zone = part('drop');
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      event.preventDefault(); // a file dropped beside the zone would replace the page
      zone.classList.toggle('is-over', name === 'dragenter' || name === 'dragover');
      if (name === 'drop') take(event.dataTransfer.files[0]);
    });
  }
}

window.guijuVerify = guijuVerify;
window.guijuAttached = attachedIn;
window.guijuSm = { sm3, verify: sm2Verify };
listen();
sayAll();
canVerify().then((can) => { if (!can) tell(say('no_crypto')); });
