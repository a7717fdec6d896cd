// Puts bytecode into wheels and the standard library, by the very Python that is to run it.
// node bytecode.mjs FOLDER_OF_PYODIDE FOLDER_FOR_RESULTS WHEEL... < JSON list of modules
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const [folder, out, ...wheels] = process.argv.slice(2);
// What only the browser has, and the kernel loads.
const WHOLE = /^(micropip|piplite|pyodide_kernel|ipykernel|in_the_browser)-/;
const place = resolve(folder);
const { loadPyodide } = await import(`${place}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: place + "/" });
const own = python.runPython("import sys; list(sys.modules)").toJs();
const modules = [...own, ...JSON.parse(readFileSync(0, "utf-8"))];
python.runPython(readFileSync(new URL("compiling.py", import.meta.url), "utf-8"));
const compile = python.runPython(
  "lambda packed, modules, ours, unpacked: with_bytecode(" +
    "packed.to_bytes(), modules and {*modules}, sources=ours, unpacked=unpacked)",
);
const tight = python.runPython(
  "from compression import zstd; lambda packed: zstd.compress(packed.to_bytes(), 19)",
);
for (const path of [join(place, "python_stdlib.zip"), ...wheels]) {
  const content = new Uint8Array(readFileSync(path));
  const ours = basename(path).startsWith("polyattn-");
  const wheel = path.endsWith(".whl");
  const known = WHOLE.test(basename(path)) ? undefined : modules;
  const made = compile(content, known, ours, wheel).toJs();
  writeFileSync(join(out, basename(path) + (wheel ? ".zst" : "")), wheel ? tight(made).toJs() : made);
}
