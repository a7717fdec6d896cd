// The state of an explorable: its parameters as they were written, and their numbers.

import { compare, decimal, shown } from "./numbers.js";

/** Why a text cannot be the value of the parameter of this name, or "" where it can. */
export function refusal(parameters, name, text) {
  if (!Object.hasOwn(parameters, name)) return `there is no parameter ${name}`;
  const parameter = parameters[name];
  if (parameter.options) return Object.hasOwn(parameter.options, text) ? "" : `${name} has no option ${text}`;
  const read = decimal(text);
  if (!read) return `${name} needs a number`;
  if (parameter.whole && read.digits % 10n ** BigInt(read.places)) return `${name} needs a whole number`;
  const inside = compare(text, parameter.least) >= 0 && compare(text, parameter.most) <= 0;
  return inside ? "" : `${name} lies between ${shown(Number(parameter.least))} and ${shown(Number(parameter.most))}`;
}

/** The parameters as numbers; a choice stays text. */
export function numbersOf(parameters, texts) {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, parameters[name].options ? text : Number(text)]));
}

/** What a preset sets: what it does not name to its default, but for the parameter `kept` as it is. */
export function preset(parameters, values, kept) {
  const others = Object.entries(parameters).filter(([name]) => name !== kept);
  return { ...Object.fromEntries(others.map(([name, { default: text }]) => [name, text])), ...values };
}

/** The part of an address that sets an explorable to these values. */
export const address = (key, texts) => `#${key}?${Object.entries(texts).map((pair) => pair.join("=")).join("&")}`;

/** What an address sets, or null where it is not this explorable's. */
export function setBy(hash, key) {
  const [name, setting] = hash.replace(/^#/, "").split("?");
  return name === key && setting !== undefined ? Object.fromEntries(new URLSearchParams(setting)) : null;
}
