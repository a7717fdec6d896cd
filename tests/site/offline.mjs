// Runs chapters in the browser's Python, under Node, with nothing but the files that the site serves.
// node offline.mjs FOLDER_OF_PYODIDE NOTEBOOK...: one line of JSON a notebook.
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";

const [folder, ...notebooks] = process.argv.slice(2);
const place = resolve(folder);
const { loadPyodide } = await import(`${place}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: place + "/", stdout: () => {}, stderr: () => {} });
const quiet = { messageCallback: () => {}, errorCallback: () => {} };
python.runPython(`
import sys
def run(code, names):
    try:
        exec(compile(code, "cell", "exec"), names)
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return ""
`);
for (const path of notebooks) {
  const cells = JSON.parse(readFileSync(path)).cells.filter((cell) => cell.cell_type === "code");
  const names = python.runPython("{'__name__': '__main__'}");
  const run = python.globals.get("run");
  const found = [];
  for (const cell of cells) {
    const code = [cell.source].flat().join("");
    const started = Date.now();
    try {
      await python.loadPackagesFromImports(code, quiet);
    } catch {} // what is elsewhere does not come
    const said = run(code, names);
    found.push({ id: cell.id, said, seconds: (Date.now() - started) / 1000 });
  }
  console.log(JSON.stringify({ notebook: basename(path), cells: found }));
}
