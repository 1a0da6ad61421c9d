/* node compile.mjs <folder with Pyodide> <sources.tar> <bytecode.tar>: every .py of an archive as .pyc, compiled by
   the Python that will run it. Line tables are left out: they are a third of the bytes, and nobody sees a trace.
   Unchecked hashes instead of times, one seed: the same sources give the same bytes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, sources, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: `${folder}/`, packages: [], env: { PYTHONHASHSEED: '0', HOME: '/' } });
python.FS.writeFile('/sources.tar', readFileSync(sources));
python.runPython(`
import _imp, io, tarfile, types
from importlib._bootstrap_external import _code_to_hash_pyc

def lean(code):
    constants = (lean(value) if isinstance(value, types.CodeType) else value for value in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=tuple(constants))

with tarfile.open("/sources.tar") as given, tarfile.open("/bytecode.tar", "w", format=tarfile.USTAR_FORMAT) as made:
    for entry in given:
        source = given.extractfile(entry).read()
        code = lean(compile(source, entry.name, "exec", dont_inherit=True))
        content = bytes(_code_to_hash_pyc(code, _imp.source_hash(_imp.pyc_magic_number_token, source), False))
        member = tarfile.TarInfo(entry.name + "c")
        member.size = len(content)
        made.addfile(member, io.BytesIO(content))
`);
writeFileSync(target, python.FS.readFile('/bytecode.tar'));
process.exit(0);                                   // Pyodide would keep Node waiting
