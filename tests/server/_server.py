"""The server as a subprocess on 127.0.0.1: started, asked, stopped; nothing waits without a limit."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PLAIN, PATCHED = "infinity_emb.cli", "budtiktok.integrations.infinity"

START_S, ANSWER_S, STOP_S = 180, 60, 20


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """One process of the server.

    `models` maps served names to folders; `environment` is added to that of the tests.
    """

    def __init__(
        self,
        module: str,
        models: Mapping[str, Path | str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        arguments: Sequence[str] = (),
        before: Sequence[str] = (),
    ) -> None:
        self.port = free_port()
        self.log_file = folder / f"{module.rpartition('.')[2]}-{self.port}.log"
        command = [sys.executable, "-m", module, *before, "v2", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--engine", "torch", "--device", "cpu", "--no-bettertransformer", "--batch-size", "32"]
        for name, path in models.items():
            command += ["--model-id", str(path), "--served-model-name", name]
        # Wide, so that rich wraps no line of the log.
        env = {**os.environ, "INFINITY_HOME": str(folder), "COLUMNS": "1000", "PYTHONUNBUFFERED": "1"}
        with open(self.log_file, "wb") as log:
            self.process = subprocess.Popen(
                [*command, *arguments],
                env={**env, **(environment or {})},
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        """What the server has logged so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def wait(self) -> Server:
        """Wait until it is healthy."""
        end = time.monotonic() + START_S
        while time.monotonic() < end:
            status = self.process.poll()
            assert status is None, f"the server ended with {status}:\n{self.log[-4000:]}"
            try:
                if self.ask("GET", "/health", timeout=2)[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"not healthy after {START_S} s:\n{self.log[-4000:]}")

    def ask(self, method: str, path: str, body: bytes | None = None, timeout: float = ANSWER_S) -> tuple[int, bytes]:
        """Send one request and return status and body of the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, body, {"content-type": "application/json"} if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def post(self, path: str, body: Any) -> Any:
        """Send a request that has to succeed and return what its JSON says."""
        status, data = self.ask("POST", path, json.dumps(body).encode())
        assert status == 200, (path, status, data[:500], self.log[-2000:])
        return json.loads(data)

    def status_line(self, name: str) -> int:
        """Return a number of /proc/PID/status: kilobytes of VmRSS, Threads."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            key, _, value = line.partition(":")
            if key == name:
                return int(value.split()[0])
        raise KeyError(name)

    def stop(self) -> int | None:
        """End it with SIGTERM and return its exit status, None where it had to be killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(STOP_S)
            return None

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
