// Printed by polyattn/explorables/formulas.py from polyattn/symbolic.py: do not edit.

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
  beta*Math.log((Math.pow(b, 2) + Math.pow(c, 2))/(Math.pow(a, 2) + Math.pow(b, 2) + Math.pow(c, 2)));

/** log(R / P) */
export const logRP = ({ a, b, beta, c }) =>
  beta*Math.log(Math.pow(c, 2)/(Math.pow(a, 2) + Math.pow(b, 2) + Math.pow(c, 2)));

/** log(R / Q) */
export const logRQ = ({ b, beta, c }) =>
  beta*Math.log(Math.pow(c, 2)/(Math.pow(b, 2) + Math.pow(c, 2)));

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
  Math.log(N)/Math.log((Math.pow(b, 2) + Math.pow(c, 2))/Math.pow(c, 2));

/** detection */
export const detectionDegree = ({ N, a, b, c, t }) =>
  Math.log(t*Math.sqrt(N + 3))/Math.log((Math.pow(a, 2) + Math.pow(b, 2) + Math.pow(c, 2))/Math.pow(c, 2));

/** b w_o is theta - c */
export const breakDegree = ({ N, b, c, theta }) =>
  Math.log(N*(-c + theta)/(b + c - theta))/Math.log((Math.pow(b, 2) + Math.pow(c, 2))/Math.pow(c, 2));

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
