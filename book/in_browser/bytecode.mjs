// Puts bytecode into wheels and the standard library, by the very Python that is to run it.
// node bytecode.mjs FOLDER_OF_PYODIDE FOLDER_FOR_RESULTS WHEEL... < JSON list of modules
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const [folder, out, ...wheels] = process.argv.slice(2);
const place = resolve(folder);
const { loadPyodide } = await import(`${place}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: place + "/" });
const own = python.runPython("import sys; list(sys.modules)").toJs();
const modules = [...own, ...JSON.parse(readFileSync(0, "utf-8"))];
python.runPython(readFileSync(new URL("compiling.py", import.meta.url), "utf-8"));
const compile = python.runPython(
  "lambda packed, modules, ours, unpacked: with_bytecode(" +
    "packed.to_bytes(), {*modules}, sources=ours, unpacked=unpacked)",
);
for (const path of [join(place, "python_stdlib.zip"), ...wheels]) {
  const content = new Uint8Array(readFileSync(path));
  const ours = basename(path).startsWith("polyattn-");
  const packed = compile(content, modules, ours, path.endsWith(".whl"));
  writeFileSync(join(out, basename(path)), packed.toJs());
  packed.destroy();
}
