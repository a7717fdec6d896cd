// Doubles with an exponent of their own, for what leaves their range: m * 2^e, where e is 0 from
// 2^-450 to 2^450 and 1 <= |m| < 2 beyond. They round as doubles do; p^1000 is a number like any other.

const FAR = 2 ** 40; // the exponent of an infinity: it outweighs all else

/** Make one from a double, times 2^e. */
export function wide(m, e = 0) {
  const size = Math.abs(m);
  if (e === 0 && size > 1e-135 && size < 1e135) return { m, e };
  if (m === 0 || Number.isNaN(m)) return { m, e: 0 };
  if (size === Infinity) return { m, e: FAR };
  const shift = Math.floor(Math.log2(size));
  const unit = shift < -1000 ? (m * 2 ** 200) / 2 ** (shift + 200) : m / 2 ** shift;
  return Math.abs(e + shift) < 450 ? { m: unit * 2 ** (e + shift), e: 0 } : { m: unit, e: e + shift };
}

/** The double nearest to it: 0 or an infinity beyond their range. */
export function double({ m, e }) {
  const most = Math.min(Math.max(e, -1000), 1000);
  return m * 2 ** most * 2 ** (e - most);
}

/** The logarithm of its size to base 2. */
const log2 = ({ m, e }) => Math.log2(Math.abs(m)) + e;
export const log10 = (x) => (Math.abs(x.e) < 1000 ? Math.log10(Math.abs(double(x))) : log2(x) * Math.LOG10E * Math.LN2);

const raised = (sign, power) => {
  const whole = Math.floor(power);
  return Number.isFinite(power) ? wide(sign * 2 ** (power - whole), whole) : wide(power > 0 ? sign * Infinity : power < 0 ? 0 : NaN);
};

export function add(x, y) {
  if (x.m === 0) return y;
  if (y.m === 0) return x;
  const [high, low] = x.e >= y.e ? [x, y] : [y, x];
  return wide(high.m + low.m * 2 ** (low.e - high.e), high.e);
}

export const negative = ({ m, e }) => ({ m: -m, e });
export const subtract = (x, y) => add(x, negative(y));
export const multiply = (x, y) => wide(x.m * y.m, x.m * y.m === 0 || !Number.isFinite(x.m * y.m) ? 0 : x.e + y.e);
export const larger = (x, y) => (subtract(x, y).m < 0 ? y : x);

export function power(x, exponent) {
  const y = double(exponent);
  const plain = y === 0.5 ? Math.sqrt(double(x)) : double(x) ** y;
  if (x.m === 0 || (Number.isFinite(plain) && Math.abs(plain) > 1e-290) || Number.isNaN(plain)) return wide(plain);
  return raised(x.m < 0 && Math.abs(y % 2) === 1 ? -1 : 1, y * log2(x));
}

export function log(x) {
  return wide(x.m < 0 ? NaN : x.m > 0 && Math.abs(x.e) > 1000 ? log2(x) * Math.LN2 : Math.log(double(x)));
}

export function exp(x) {
  const y = double(x);
  return Math.abs(y) < 600 ? wide(Math.exp(y)) : raised(1, y * Math.LOG2E);
}

/** 1 - (1 - x)^n, of full precision for a small x. */
export function lack(x, n) {
  const [share, count] = [double(x), double(n)];
  if (share * count < 1e-290 && share >= 0) return multiply(x, n);
  return wide(-Math.expm1(count * Math.log1p(-share)));
}
