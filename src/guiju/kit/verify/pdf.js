// Takes the certificate out of a page: the one embedded file of a PDF, as our pages write it. What the page itself
// shows cannot be compared here; `guiju verify` draws it again.

const LARGEST_FILE = 20000000;

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
  const marks = [...text.matchAll(/\/Type\s*\/EmbeddedFile\b/g)];
  if (marks.length !== 1) throw new Flaw('pdf');
  const end = text.indexOf('stream', marks[0].index);
  const head = text.slice(text.lastIndexOf(' obj', marks[0].index), end);
  const length = /\/Length\s+([0-9]+)(?!\s+[0-9]+\s+R)/.exec(head);
  if (end < 0 || !length) throw new Flaw('pdf');
  const from = end + (text[end + 6] === '\r' ? 8 : 7);
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
