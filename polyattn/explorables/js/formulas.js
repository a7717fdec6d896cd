// Printed by polyattn/explorables/formulas.py from polyattn/symbolic: do not edit.

/** the score p */
export const pScore = ({ a, b, c }) =>
  Math.pow(a, 2) + Math.pow(b, 2) + Math.pow(c, 2);

/** the score q */
export const qScore = ({ b, c }) =>
  Math.pow(b, 2) + Math.pow(c, 2);

/** the score r */
export const rScore = ({ c }) =>
  Math.pow(c, 2);

/** log(Q / P) */
export const logQP = ({ a, b, beta, c }) =>
  -beta*Math.log1p(Math.pow(a, 2)/(Math.pow(b, 2) + Math.pow(c, 2)));

/** log(R / P) */
export const logRP = ({ a, b, beta, c }) =>
  -beta*Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** log(R / Q) */
export const logRQ = ({ b, beta, c }) =>
  -beta*Math.log1p(Math.pow(b, 2)/Math.pow(c, 2));

/** f* */
export const plantedWeight = ({ N, QP, RP, t }) =>
  1/(N*RP*t + QP*(t - 1) + 1);

/** 1 - f* */
export const plantedComplement = ({ N, QP, RP, t }) =>
  (N*RP*t + QP*(t - 1))/(N*RP*t + QP*(t - 1) + 1);

/** G* */
export const plantedGroupWeight = ({ N, QP, RP, t }) =>
  (QP*(t - 1) + 1)/(N*RP*t + QP*(t - 1) + 1);

/** u* */
export const plantedCrossWeight = ({ N, QP, RP, t }) =>
  RP*t/(N*RP*t + QP*(t - 1) + 1);

/** w_o */
export const ownGroupWeight = ({ N, RQ }) =>
  1/(N*RQ + 1);

/** 1 - w_o */
export const ownGroupComplement = ({ N, RQ }) =>
  N*RQ/(N*RQ + 1);

/** u_o */
export const othersCrossWeight = ({ N, RQ }) =>
  RQ/(N*RQ + 1);

/** c + a f* + b G*: what X reaches, typically */
export const typicalLevel = ({ G, a, b, c, f }) =>
  G*b + a*f + c;

/** V*, from the weights and S = 2 K - N */
export const plantedValue = ({ G, S, a, b, f, s1, sg, u }) =>
  G*b*sg + S*b*u + a*f*s1;

/** V_o */
export const othersValue = ({ S, a, b, s1, sg, t, uo, wo, yg }) =>
  a*s1*uo/t + b*(uo*(S + sg - yg) + wo*yg);

/** f* is at least this: part 1 */
export const plantedLower = ({ N, QP, RP, t }) =>
  1/(2*Math.max(N*RP*t, QP*(t - 1)) + 1);

/** f* is at most this: part 2 */
export const plantedUpper = ({ N, QP, RP, t }) =>
  1/(Math.max(N*RP*t, QP*(t - 1)) + 1);

/** w_o is 1/2 */
export const groupingDegree = ({ N, b, c }) =>
  Math.log(N)/Math.log1p(Math.pow(b, 2)/Math.pow(c, 2));

/** detection */
export const detectionDegree = ({ N, a, b, c, t }) =>
  Math.log(t*Math.sqrt(N + 3))/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** detection with m neurons */
export const widthDegree = ({ N, a, b, c, m, t }) =>
  Math.log(t*Math.sqrt((N + 3)/Math.log(m)))/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** b w_o is theta - c */
export const breakDegree = ({ N, b, c, theta }) =>
  Math.log(N*(-c + theta)/(b + c - theta))/Math.log1p(Math.pow(b, 2)/Math.pow(c, 2));

/** J before it is rounded up, with a and R / P of D_1 */
export const countingSteps = ({ RP, a, b, t }) =>
  ((1/2)*a/b + 1)/(RP*t);

/** the lower bound on S for margins s, s1 */
export const detectionLower = ({ m, s, s1 }) =>
  -m*Math.exp(-1/2*Math.pow(s, 2)) - Math.pow(7/8 + (1/8)*Math.exp(-1/2*Math.pow(s1, 2)), m) + 1;

/** the greatest s + s1 */
export const marginRoom = ({ N, a0, a1, b, f1, u0 }) =>
  f1*(-a0 + a1)/(Math.sqrt(N)*b*u0);

/** the weight of one score among n - 1, each rho times lower; inversePower = rho^-beta */
export const spikeWeight = ({ inversePower, n }) =>
  1/(inversePower*n - inversePower + 1);

/** what it lacks to 1 */
export const spikeComplement = ({ inversePower, n }) =>
  (inversePower*n - inversePower)/(inversePower*n - inversePower + 1);

/** the degree from which one entry, rho times the others, decides */
export const decidedDegree = ({ n, rho, tau }) =>
  Math.log((n - 1)*(tau + 1)/(1 - tau))/Math.log(rho);

/** P_0 at most, for x = spread^beta */
export const backgroundFires = ({ m, n, tau, x }) =>
  m*Math.exp(-2*n*Math.pow(tau, 2)/(x + 2 + 1/x));

/** spread^beta up to which P_0 is at most epsilon */
export const quietUntil = ({ epsilon, m, n, tau }) =>
  (1/2)*n*Math.pow(tau, 2)/Math.log(m/epsilon);

/** log n */
export const logN = ({ N, t }) =>
  Math.log(t*(N + 1));

/** the exponent of d - 2 = n^delta */
export const deltaOf = ({ N, t }) =>
  Math.log(N + 1)/Math.log(t*(N + 1));

/** Pr[F > 0] at most */
export const silenceBound = ({ N, b, c, m, theta }) =>
  m*Math.exp(-1/8*N*Math.pow(-c + theta, 2)/Math.pow(b, 2));

/** 1 - Pr[F > 0] at most, once locked */
export const lockedSilence = ({ m }) =>
  Math.pow(7/8, m);

/** where the counting bound has so many steps */
export const countedDegree = ({ a, b, c, steps, t }) =>
  Math.log(steps*t/((1/2)*a/b + 1))/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** the gap of m neurons at a place on the line */
export const profileGap = ({ lift, m, rest }) =>
  -Math.exp(m*Math.log(rest))*Math.expm1(m*Math.log1p(-lift/rest));

/** from where on margins are left */
export const detectedDegree = ({ N, a, b, c, need, t }) =>
  Math.log(Math.sqrt(N)*need*t)/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** f* is at least 1 - epsilon from here on */
export const lockedDegree = ({ N, a, b, c, epsilon, t }) =>
  Math.max(Math.log(2*(1 - epsilon)*(t - 1)/epsilon)/Math.log1p(Math.pow(a, 2)/(Math.pow(b, 2) + Math.pow(c, 2))), Math.log(2*(1 - epsilon)*(t*(N + 1) - t)/epsilon)/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2)));

/** f* is at most epsilon up to here */
export const spreadDegree = ({ N, a, b, c, epsilon, t }) =>
  Math.max(Math.log(epsilon*(t - 1)/(1 - epsilon))/Math.log1p(Math.pow(a, 2)/(Math.pow(b, 2) + Math.pow(c, 2))), Math.log(epsilon*(t*(N + 1) - t)/(1 - epsilon))/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2)));

/** where w_o has these odds */
export const groupedDegree = ({ N, b, c, odds }) =>
  Math.log(N*odds)/Math.log1p(Math.pow(b, 2)/Math.pow(c, 2));

/** beating all rows of other groups */
export const kappaPr = ({ a, b, c }) =>
  1/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** beating the rows of its group */
export const kappaPq = ({ a, b, c, delta }) =>
  (1 - delta)/Math.log1p(Math.pow(a, 2)/(Math.pow(b, 2) + Math.pow(c, 2)));

/** locking on the own group */
export const kappaGroup = ({ b, c, delta }) =>
  delta/Math.log1p(Math.pow(b, 2)/Math.pow(c, 2));

/** telling apart */
export const kappaDet = ({ a, b, c, delta }) =>
  (1 - 1/2*delta)/Math.log1p((Math.pow(a, 2) + Math.pow(b, 2))/Math.pow(c, 2));

/** log(R / P) of softmax at scale 1 */
export const softRP = ({ N, a, b, t }) =>
  (-Math.pow(a, 2) - Math.pow(b, 2))*Math.log(t*(N + 1));

/** log(Q / P) of softmax at scale 1 */
export const softQP = ({ N, a, t }) =>
  -Math.pow(a, 2)*Math.log(t*(N + 1));

/** detection */
export const softDetection = ({ N, a, b, t }) =>
  Math.log(t*Math.sqrt(N + 3))/((Math.pow(a, 2) + Math.pow(b, 2))*Math.log(t*(N + 1)));

/** where w_o has these odds */
export const softGrouped = ({ N, b, odds, t }) =>
  Math.log(N*odds)/(Math.pow(b, 2)*Math.log(t*(N + 1)));

/** beating all rows of other groups */
export const alphaPr = ({ a, b }) =>
  1/(Math.pow(a, 2) + Math.pow(b, 2));

/** beating the rows of its group */
export const alphaPq = ({ a, delta }) =>
  (1 - delta)/Math.pow(a, 2);

/** locking on the own group */
export const alphaGroup = ({ b, delta }) =>
  delta/Math.pow(b, 2);

/** telling apart */
export const alphaDet = ({ a, b, delta }) =>
  (1 - 1/2*delta)/(Math.pow(a, 2) + Math.pow(b, 2));

/** log(P_nu / Q) */
export const logPnuQ = ({ a, b, beta, c, nu }) =>
  beta*Math.log1p((Math.pow(a, 2) + nu)/(Math.pow(b, 2) + Math.pow(c, 2)));

/** log(Q_nu / Q) */
export const logQnuQ = ({ b, beta, c, nu }) =>
  beta*Math.log1p(nu/(Math.pow(b, 2) + Math.pow(c, 2)));

/** what unit norms multiply the planted row's key by, as a logarithm */
export const logPlantedKey = ({ a, b, beta, c, nu }) =>
  -1/2*beta*Math.log1p(Math.pow(a, 2)/(Math.pow(b, 2) + Math.pow(c, 2) + nu));

/** Pr[F > 0] at most, under noise */
export const noisySilence = ({ N, m, margin, omega2, t }) =>
  m*t*(N + 1)*Math.exp(-1/2*Math.pow(margin, 2)/omega2);

/** 1 - Pr[F > 0] at most, once locked */
export const noisyLocked = ({ m }) =>
  Math.pow(15/16, m);

/** V > theta for the planted row: the amounts of P, Q, R, and of R a plus sign */
export const plantedForm = ({ N, a, b, c, s1, sd, sg, t, theta }) => [
  a*s1 + b*sg + c*sd - theta,
  b*sg*t - b*sg + c*sd*t - c*sd - t*theta + theta,
  -N*b*t + N*c*sd*t - N*t*theta,
  2n*b*t];

/** V > theta for the sameGroup row: the amounts of P, Q, R, and of R a plus sign */
export const sameGroupForm = ({ N, a, b, c, s1, sd, sg, t, theta }) => [
  0n,
  a*s1 + b*sg*t + c*sd*t - t*theta,
  -N*b*t + N*c*sd*t - N*t*theta,
  2n*b*t];

/** V > theta for the others row: the amounts of P, Q, R, and of R a plus sign */
export const othersForm = ({ N, a, b, c, s1, sd, sg, t, theta, yg }) => [
  0n,
  b*t*yg + c*sd*t - t*theta,
  -N*b*t + N*c*sd*t - N*t*theta + a*s1 + b*sg*t - b*t*yg,
  2n*b*t];

/** the level is above theta: the amounts of P, Q, R */
export const levelForm = ({ N, a, b, c, t, theta }) => [
  a + b + c - theta,
  b*t - b + c*t - c - t*theta + theta,
  N*c*t - N*t*theta];

/** a weight: what is asked for, over what there is */
export const marginForm = ({ N, a, b, one }) => [
  one*(N + 1n),
  20n*N*a + 40n*N*b + 20n*a];
