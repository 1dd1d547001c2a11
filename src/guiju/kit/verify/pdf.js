// Takes the certificate out of a page: the one embedded file of a PDF, as our pages write it. What the page itself
// shows cannot be compared here; `guiju verify` draws it again.

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
  const reader = stream.getReader();
  const parts = [];
  for (let size = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return joined(...parts);
    size += value.length;
    if (size > LARGEST) throw new Flaw('not_json');
    parts.push(value);
  }
}

const isPdf = (bytes) => bytes.length > 5 && String.fromCharCode(...bytes.slice(0, 5)) === '%PDF-';

async function attachedIn(bytes) {
  const text = new TextDecoder('latin1').decode(bytes);
  const heads = [...text.matchAll(/<<(?:(?!stream)[^])*?>>\s*stream\r?\n/g)].filter(([head]) => /\/Type\s*\/EmbeddedFile\b/.test(head));
  if (heads.length !== 1) throw new Flaw('pdf');
  const [head] = heads[0];
  const length = /\/Length\s+([0-9]+)(?!\s+[0-9]+\s+R)/.exec(head);
  if (!length) throw new Flaw('pdf');
  const from = heads[0].index + head.length;
  const body = bytes.slice(from, from + Number(length[1]));
  try {
    return decoded(/\/Filter\s*\/FlateDecode\b/.test(head) ? await inflated(body) : body);
  } catch (error) {
    throw error instanceof Flaw ? error : new Flaw('pdf');
  }
}

function decoded(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new Flaw('not_json');
  }
}
