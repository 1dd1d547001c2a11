// Signed notes, checkpoints, proofs and keys, as strict as the texts that define them
// (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof).

const utf8 = new TextEncoder();
const HASH = 32, LONGEST_NOTE = 1000000, MOST_SIGNATURES = 64, MOST_HASHES = 63;
const LATEST = (1n << 63n) - 1n;

class NoteError extends Error {}
const wrong = (what) => { throw new NoteError(what); };

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { whole.set(part, at); at += part.length; }
  return whole;
}
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
const number = (bytes) => BigInt(`0x${hex(bytes) || '0'}`);
const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));

function encode64(bytes) {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

function decode64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) wrong(`base64: ${text}`);
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  if (encode64(bytes) !== text) wrong(`base64: ${text}`); // a second spelling of the same bytes
  return bytes;
}

function checkText(text) {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text) || LONE.test(text)) wrong('control character');
}

const SPACE = /[\s\u0085\u001c-\u001f]/;
function checkName(name) {
  if (!name || name.includes('+') || SPACE.test(name.replace(/\ufeff/g, ''))) wrong(`key name: ${name}`);
  checkText(name);
}

function parseNumber(text) {
  if (!/^(?:0|[1-9][0-9]{0,18})$/.test(text) || BigInt(text) > LATEST) wrong(`number: ${text}`);
  return BigInt(text);
}

function parseHash(text) {
  const bytes = decode64(text);
  if (bytes.length !== HASH) wrong(`hash: ${text}`);
  return bytes;
}

function parseSignature(line) {
  const [dash, name, value, ...more] = line.split(' ');
  if (dash !== '—' || value === undefined || more.length) wrong(`signature line: ${line}`);
  const bytes = decode64(value);
  checkName(name);
  if (bytes.length < 5) wrong(`signature line: ${line}`);
  return { name, id: hex(bytes.slice(0, 4)), value: bytes.slice(4) };
}

function parseNote(whole) {
  if (utf8.encode(whole).length > LONGEST_NOTE) wrong('too long');
  checkText(whole);
  const gap = whole.lastIndexOf('\n\n'); // a text may hold empty lines: the last one ends it
  if (gap < 0 || !whole.endsWith('\n')) wrong('no note');
  const lines = whole.slice(gap + 2, -1).split('\n');
  if (gap + 2 >= whole.length || lines.length > MOST_SIGNATURES) wrong('signatures');
  return { text: `${whole.slice(0, gap)}\n`, signatures: lines.map(parseSignature) };
}

function parseCheckpoint(text) {
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.length < 3 || lines.some((line) => !line)) wrong('no checkpoint');
  return { origin: lines[0], size: parseNumber(lines[1]), root: parseHash(lines[2]) };
}

function parseProof(text) {
  checkText(text);
  const gap = text.indexOf('\n\n');
  const [form, ...lines] = text.slice(0, gap < 0 ? undefined : gap).split('\n');
  if (form !== 'c2sp.org/tlog-proof@v1' || gap < 0) wrong('no proof');
  // the format allows a line of extra data here; no signature covers it, so a certificate has none
  if (!lines.length || !lines[0].startsWith('index ')) wrong('index');
  const index = parseNumber(lines.shift().slice(6));
  if (lines.length > MOST_HASHES) wrong('hashes');
  return { index, hashes: lines.map(parseHash), note: parseNote(text.slice(gap + 2)) };
}

// ---- keys ----

async function ed25519(key, text, value) {
  try {
    const found = await crypto.subtle.importKey('raw', key, { name: 'Ed25519' }, false, ['verify']);
    return await crypto.subtle.verify({ name: 'Ed25519' }, found, value, utf8.encode(text));
  } catch (error) {
    return false;
  }
}

const cosignedAt = (value) => number(value.slice(0, 8));

async function cosigned(key, text, value) {
  const at = cosignedAt(value);
  return value.length > 8 && at <= LATEST && ed25519(key, `cosignature/v1\ntime ${at}\n${text}`, value.slice(8));
}

// What a verifier key begins with, the kind it is, and how its signatures are verified.
const KINDS = [
  { kind: 'ed25519', begins: Uint8Array.of(1), length: 32, verify: ed25519 },
  { kind: 'cosignature', begins: Uint8Array.of(4), length: 32, verify: cosigned },
  {
    kind: 'sm2', begins: joined(Uint8Array.of(255), utf8.encode('guiju/sm2-sm3')), length: 65, // 04, x, y
    verify: async (key, text, value) => sm2Verify(key.slice(1), utf8.encode(text), value),
  },
];

async function parseKey(text) {
  const parts = text.split('+');
  const [name, id] = parts;
  if (parts.length < 3 || !/^[0-9a-f]{8}$/.test(id)) wrong(`verifier key: ${text}`);
  checkName(name);
  const material = decode64(parts.slice(2).join('+'));
  const kind = KINDS.find((one) => same(material.slice(0, one.begins.length), one.begins));
  if (!kind) wrong(`key type: ${name}`);
  const key = material.slice(kind.begins.length);
  if (key.length !== kind.length || (kind.kind === 'sm2' && !(key[0] === 4 && sm2OnCurve(key.slice(1))))) wrong(`key: ${name}`);
  if (hex((await sha256(joined(utf8.encode(`${name}\n`), material))).slice(0, 4)) !== id) wrong(`key id: ${name}`);
  return { name, id, kind: kind.kind, vkey: text, verify: (body, value) => kind.verify(key, body, value) };
}

// A key a line; lines that begin with # and empty lines say nothing.
async function parseKeys(text) {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim()).filter((line) => line && !line.startsWith('#'));
  return Promise.all([...new Set(lines)].map(parseKey));
}
