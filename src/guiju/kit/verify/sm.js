// SM3 (GB/T 32905) and the verification of SM2 signatures (GB/T 32918.2), in whole numbers. Nothing here is secret, so
// nothing needs to take the same time for every value.

const SM2 = {
  p: 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFFn,
  a: 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFCn,
  b: 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93n,
  n: 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123n,
  x: 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7n,
  y: 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0n,
  user: '1234567812345678',
};

const turn = (word, by) => ((word << (by & 31)) | (word >>> (32 - (by & 31)))) >>> 0;
const SM3_START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

function sm3Block(state, view, at) {
  const w = [];
  for (let i = 0; i < 16; i += 1) w.push(view.getUint32(at + 4 * i));
  for (let i = 16; i < 68; i += 1) {
    const mixed = w[i - 16] ^ w[i - 9] ^ turn(w[i - 3], 15);
    w.push((mixed ^ turn(mixed, 15) ^ turn(mixed, 23) ^ turn(w[i - 13], 7) ^ w[i - 6]) >>> 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const early = i < 16;
    const twelve = turn(a, 12);
    const one = turn((twelve + e + turn(early ? 0x79cc4519 : 0x7a879d8a, i)) >>> 0, 7);
    const first = ((early ? a ^ b ^ c : (a & b) | (a & c) | (b & c)) + d + (one ^ twelve) + (w[i] ^ w[i + 4])) >>> 0;
    const second = ((early ? e ^ f ^ g : (e & f) | (~e & g)) + h + one + w[i]) >>> 0;
    [d, c, b, a] = [c, turn(b, 9), a, first];
    [h, g, f, e] = [g, turn(f, 19), e, (second ^ turn(second, 9) ^ turn(second, 17)) >>> 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word ^ state[i]) >>> 0);
}

function sm3(data) {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  padded.set(data);
  padded[data.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 0x20000000));
  view.setUint32(padded.length - 4, (data.length << 3) >>> 0);
  let state = SM3_START;
  for (let at = 0; at < padded.length; at += 64) state = sm3Block(state, view, at);
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setUint32(4 * i, word));
  return new Uint8Array(out.buffer);
}

const mod = (value, by) => { const rest = value % by; return rest < 0n ? rest + by : rest; };

function inverse(value, by) {
  let [a, b, x, y] = [mod(value, by), by, 1n, 0n];
  while (a > 1n) {
    const q = b / a;
    [a, b] = [b - q * a, a];
    [x, y] = [y - q * x, x];
  }
  return mod(x, by);
}

// Points are [x, y]; null is the point at infinity.
function plus(one, other) {
  if (!one || !other) return one || other;
  const { p } = SM2;
  let slope;
  if (one[0] === other[0]) {
    if (mod(one[1] + other[1], p) === 0n) return null;
    slope = mod((3n * one[0] * one[0] + SM2.a) * inverse(2n * one[1], p), p);
  } else {
    slope = mod((other[1] - one[1]) * inverse(other[0] - one[0], p), p);
  }
  const x = mod(slope * slope - one[0] - other[0], p);
  return [x, mod(slope * (one[0] - x) - one[1], p)];
}

function times(count, point) {
  let total = null;
  for (let rest = count, step = point; rest > 0n; rest >>= 1n) {
    if (rest & 1n) total = plus(total, step);
    step = plus(step, step);
  }
  return total;
}

const bytes32 = (value) => fromHex(value.toString(16).padStart(64, '0'));

function sm2OnCurve(key) {
  const [x, y] = [number(key.slice(0, 32)), number(key.slice(32))];
  return x < SM2.p && y < SM2.p && mod(y * y - x * x * x - SM2.a * x - SM2.b, SM2.p) === 0n;
}

// `key`: x and y, 64 bytes. `value`: r and s, 64 bytes.
function sm2Verify(key, data, value, user = SM2.user) {
  if (value.length !== 64 || key.length !== 64 || !sm2OnCurve(key)) return false;
  const [r, s] = [number(value.slice(0, 32)), number(value.slice(32))];
  const t = mod(r + s, SM2.n);
  if (r < 1n || s < 1n || r >= SM2.n || s >= SM2.n || t === 0n) return false;
  const who = utf8.encode(user);
  const curve = [SM2.a, SM2.b, SM2.x, SM2.y].map(bytes32);
  const signer = sm3(joined(Uint8Array.of(who.length >> 5, (who.length << 3) & 255), who, ...curve, key));
  const point = plus(times(s, [SM2.x, SM2.y]), times(t, [number(key.slice(0, 32)), number(key.slice(32))]));
  return point !== null && mod(number(sm3(joined(signer, data))) + point[0], SM2.n) === r;
}
