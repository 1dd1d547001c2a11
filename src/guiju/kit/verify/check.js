// Reads a certificate and checks all of it. The words for flaws are those of `guiju verify`.

const FORMAT = 'guiju-certificate/1';
const LARGEST = 4000000;
const MEMBERS = ['format', 'open', 'proof', 'receipt'];
// White space as Python knows it.
const BLANK_END = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/;
const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);

function readBlock(name, item) {
  const sound = isObject(item) && Object.keys(item).length === 2 && isObject(item.content)
    && typeof item.salt === 'string' && /^[0-9a-f]{64}$/.test(item.salt);
  if (!sound) throw new Flaw('members', name);
  return { name, content: item.content, bytes: utf8.encode(canonical(item.content)), salt: fromHex(item.salt) };
}

function readCertificate(given) {
  if (utf8.encode(given).length > LARGEST) throw new Flaw('not_json');
  const text = `${given.replace(/\r\n/g, '\n').replace(BLANK_END, '')}\n`;
  const whole = readJson(text);
  const members = isObject(whole) ? Object.keys(whole).sort() : [];
  if (members.join() !== MEMBERS.join() || whole.format !== FORMAT) throw new Flaw('members');
  if (`${written(whole)}\n` !== text) throw new Flaw('form');
  const { receipt, open, proof } = whole;
  if (!isObject(receipt) || !isObject(open) || typeof proof !== 'string') throw new Flaw('members');
  const found = { receipt, leaf: utf8.encode(canonical(receipt)) };
  found.blocks = Object.keys(open).sort(byPoint).map((name) => readBlock(name, open[name]));
  try {
    found.proof = parseProof(proof);
    found.checkpoint = parseCheckpoint(found.proof.note.text);
  } catch (error) {
    throw error instanceof NoteError ? new Flaw('proof_form', error.message) : error;
  }
  return found;
}

async function checkBlocks({ receipt, blocks }) {
  const known = isObject(receipt.blocks) ? receipt.blocks : {};
  const flaws = [];
  for (const { name, salt, bytes } of blocks) {
    if (!has(known, name)) flaws.push(new Flaw('block_unknown', name));
    else if (known[name] !== hex(await sha256(joined(salt, bytes)))) flaws.push(new Flaw('block_changed', name));
  }
  return flaws;
}

// Whether hashes lead from a leaf to the root (RFC 9162, section 2.1.3.2).
async function leads(leaf, index, size, hashes, root) {
  let [at, last, hash] = [index, size - 1n, leaf];
  for (const step of hashes) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      hash = await sha256(joined(NODE, step, hash));
      while (!(at & 1n) && at !== 0n) { at >>= 1n; last >>= 1n; }
    } else {
      hash = await sha256(joined(NODE, hash, step));
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(hash, root);
}

async function checkPlace({ leaf, proof, checkpoint }) {
  if (proof.index >= checkpoint.size) return [new Flaw('index', `${proof.index} ≥ ${checkpoint.size}`)];
  const hash = await sha256(joined(LEAF, leaf));
  const good = await leads(hash, proof.index, checkpoint.size, proof.hashes, checkpoint.root);
  return good ? [] : [new Flaw('inclusion')];
}

// Which lines a key has signed. A line that bears its name and id and is not its own is a flaw.
async function signedBy(note, key) {
  const lines = note.signatures.filter((line) => line.name === key.name && line.id === key.id);
  for (const line of lines) {
    if (!await key.verify(note.text, line.value)) throw new Flaw('signature', key.name);
  }
  return lines;
}

async function checkSigners({ proof, checkpoint }, keys, witnesses) {
  const flaws = [], signers = [], signed = new Set();
  if (!keys.some((key) => key.name === checkpoint.origin)) flaws.push(new Flaw('origin', checkpoint.origin));
  for (const key of [...keys, ...witnesses]) {
    try {
      const lines = await signedBy(proof.note, key);
      if (!lines.length) continue;
      if (!signed.has(key.vkey)) {
        const at = key.kind === 'cosignature' ? cosignedAt(lines[0].value) : null;
        signers.push({ name: key.name, id: key.id, kind: key.kind, at: at === null ? null : Number(at) });
      }
      signed.add(key.vkey);
    } catch (flaw) {
      flaws.push(flaw);
    }
  }
  for (const kind of [...new Set(keys.map((key) => key.kind))].sort()) {
    if (!keys.some((key) => key.kind === kind && signed.has(key.vkey))) flaws.push(new Flaw('unsigned', kind));
  }
  for (const key of witnesses) {
    if (!signed.has(key.vkey)) flaws.push(new Flaw('witness', key.name));
  }
  return { flaws, signers };
}

// The whole check. `flaws` are words; `told` says what each of them is about. Only when `ok` is anything true.
async function guijuVerify(text, logPub, witnessText = '') {
  const refused = (flaws, more = {}) => ({ ok: false, flaws: flaws.map((flaw) => flaw.id), told: flaws, ...more });
  let keys, witnesses, certificate;
  try {
    [keys, witnesses] = [await parseKeys(logPub), await parseKeys(witnessText)];
    if (!keys.length) wrong('none');
  } catch (error) {
    return refused([new Flaw('key', error.message)]);
  }
  try {
    certificate = readCertificate(text);
  } catch (flaw) {
    if (flaw instanceof Flaw) return refused([flaw]);
    throw flaw;
  }
  const { flaws, signers } = await checkSigners(certificate, keys, witnesses);
  const told = [...await checkBlocks(certificate), ...await checkPlace(certificate), ...flaws];
  if (told.length) return refused(told, { keys, witnesses });
  const { receipt, blocks, proof, checkpoint } = certificate;
  const mine = new Set(signers.map(({ name, id }) => `${name} ${id}`));
  const others = proof.note.signatures.filter(({ name, id }) => !mine.has(`${name} ${id}`));
  return {
    ok: true, flaws: [], told: [], keys, witnesses, receipt, signers,
    blocks: blocks.map(({ name, content }) => ({ name, content })),
    others: others.map(({ name, id }) => ({ name, id })),
    log: { origin: checkpoint.origin, size: checkpoint.size, root: encode64(checkpoint.root), index: proof.index },
  };
}
