// JSON as certificates use it: whole numbers only, one byte form, and the canonical form that is hashed (RFC 8785).

class Flaw extends Error {
  constructor(id, about = '') { super(`${id}: ${about}`); this.id = id; this.about = about; }
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const WHOLE = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
const WORD = /true|false|null/y;
const WORDS = { true: true, false: false, null: null };

function readJson(text) {
  let at = 0;
  const fail = () => { throw new Flaw('not_json'); };
  const space = () => { while (at < text.length && ' \t\n\r'.includes(text[at])) at += 1; };
  const token = (form) => {
    form.lastIndex = at;
    const found = form.exec(text);
    if (!found) fail();
    at = form.lastIndex;
    return found[0];
  };
  const take = (letter) => { space(); if (text[at] !== letter) fail(); at += 1; };
  const several = (end, one) => {
    at += 1;
    space();
    if (text[at] === end) { at += 1; return; }
    for (;;) {
      one();
      space();
      if (text[at] === end) { at += 1; return; }
      take(',');
    }
  };
  const value = () => {
    space();
    const first = text[at];
    if (first === '{') {
      const found = Object.create(null);
      several('}', () => { space(); const name = JSON.parse(token(STRING)); take(':'); found[name] = value(); });
      return found;
    }
    if (first === '[') {
      const found = [];
      several(']', () => found.push(value()));
      return found;
    }
    if (first === '"') return JSON.parse(token(STRING));
    if (first === 't' || first === 'f' || first === 'n') return WORDS[token(WORD)];
    const number = token(WHOLE);
    return Number.isSafeInteger(Number(number)) ? Number(number) : BigInt(number);
  };
  try {
    const whole = value();
    space();
    if (at < text.length) fail();
    return whole;
  } catch (error) {
    if (error instanceof RangeError) fail(); // nested beyond reason
    throw error;
  }
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const has = (object, name) => Object.prototype.hasOwnProperty.call(object, name);

function byPoint(a, b) { // Python sorts by code points, JavaScript by UTF-16 units
  const left = [...a], right = [...b];
  for (let i = 0; i < left.length && i < right.length; i += 1) {
    const apart = left[i].codePointAt(0) - right[i].codePointAt(0);
    if (apart) return apart;
  }
  return left.length - right.length;
}

function quoted(text) {
  if (LONE.test(text)) throw new Flaw('form'); // half a character: UTF-8 cannot write it
  return JSON.stringify(text);
}

// The one byte form: sorted members, two spaces, nothing escaped that need not be.
function written(value, indent = '\n') {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return value.length ? `[${value.map((one) => inner + written(one, inner)).join(',')}${indent}]` : '[]';
  }
  if (isObject(value)) {
    const names = Object.keys(value).sort(byPoint);
    if (!names.length) return '{}';
    return `{${names.map((name) => `${inner}${quoted(name)}: ${written(value[name], inner)}`).join(',')}${indent}}`;
  }
  return typeof value === 'string' ? quoted(value) : String(value);
}

// RFC 8785: members in the order of UTF-16 units, no white space.
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isObject(value)) {
    return `{${Object.keys(value).sort().map((name) => `${quoted(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  if (typeof value === 'bigint') throw new Flaw('members', String(value)); // readers of JSON do not agree on it
  return typeof value === 'string' ? quoted(value) : String(value);
}
