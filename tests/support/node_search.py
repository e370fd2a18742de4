"""The search of a phone, in Node.js."""

import json
import subprocess
from pathlib import Path

import msgspec
from ruamel.yaml import YAML

from server.paths import PWA
from server.search.model import SearchIndex
from server.search.script import ranking_script
from tests.support.site import ROOT

# Unusual text, and queries longer than anybody types.
HARD = YAML(typ="safe", pure=True).load((ROOT / "tests/search/hard.yaml").read_text("utf-8"))
LONG = ["x" * 10_000, "wont wake " * 1_000]


class NodeSearch:
    """The ranking script as it is sent, in one Node process."""

    def __init__(self, index: SearchIndex) -> None:
        command = ["node", str(Path(__file__).with_name("node_search.mjs"))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._send({"script": ranking_script(PWA), "index": msgspec.to_builtins(index)})

    def call(self, name: str, calls: list[list[object]]) -> list:
        """The results of one function for each list of arguments."""
        self._send({"name": name, "calls": calls})
        return json.loads(self.process.stdout.readline())

    def search(self, asked: list[str]) -> list[list[str]]:
        """The addresses that each query finds, best first."""
        return self.call("search", [[query] for query in asked])

    def close(self) -> None:
        """End the process."""
        self.process.communicate()

    def _send(self, message: object) -> None:
        self.process.stdin.write(f"{json.dumps(message)}\n")
        self.process.stdin.flush()
