"""TypeScript reads every script, and minifying changes none of them."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from server.paths import PWA
from server.render.minify import minify_script
from tests.support.site import ROOT


def test_every_script_is_type_checked(tmp_path):
    """`tsc` reads every script in `pwa/`, also in folders below it."""
    folder = tmp_path / "pwa"
    shutil.copytree(PWA, folder)
    (folder / "below").mkdir()
    (folder / "below" / "one.js").write_text("export const one = 1;")
    modules = ROOT / "tests" / "node_modules"
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "node_modules").symlink_to(modules)

    read = ""
    for project in (folder, folder / "worker"):
        command = [modules / ".bin" / "tsc", "--listFilesOnly", "--project", project]
        read += subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert {path for path in folder.rglob("*.js") if str(path) not in read.splitlines()} == set()


def test_only_comments_and_white_space_are_left_out_of_scripts(tmp_path):
    """TypeScript parses the same program from each script and from its minified form."""
    scripts = sorted(path.relative_to(PWA) for path in PWA.rglob("*.js"))
    for script in scripts:
        (tmp_path / script).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / script).write_text(minify_script((PWA / script).read_text()))
    written, sent = (programs(folder / script for script in scripts) for folder in (PWA, tmp_path))

    assert len(written) > 10
    assert sent == written


def programs(scripts: Iterable[Path]) -> list[object]:
    """The syntax tree of each script: kinds of nodes, and the text of leaves."""
    code = """
        const ts = require('typescript'), fs = require('fs');
        const read = (file) => fs.readFileSync(file, 'utf8');
        const parse = (file) => ts.createSourceFile('', read(file), ts.ScriptTarget.Latest);
        const shape = (node) => {
          const parts = [];
          ts.forEachChild(node, (part) => { parts.push(shape(part)); });
          const text = node.text && parts.length === 0 ? node.text : '';
          return [node.kind, text, node.operator ?? 0, parts];
        };
        console.log(JSON.stringify(process.argv.slice(1).map((file) => shape(parse(file)))));
    """
    command = ["node", "-e", code, *map(str, scripts)]
    done = subprocess.run(command, cwd=ROOT / "tests", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
