"""Kernels for jupyter_client that are forked from the nursery (`kernels`), or start as usual where there is none."""

from __future__ import annotations

import os
import select
import signal
import socket
import time
from typing import Any, cast

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from . import kernels


class _Fork:
    """A forked kernel where jupyter_client expects a process of its own."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.returncode: int | None = None
        told = b""
        while not told.endswith(b"\n"):
            part = connection.recv(1)
            if not part:
                raise RuntimeError("Kernel died before it started")
            told += part
        self.pid = int(told)

    def poll(self) -> int | None:
        if self.returncode is None and select.select([self.connection], [], [], 0)[0]:
            told = self.connection.recv(1024)
            self.returncode = int(told.split()[-1]) if told.strip() else -signal.SIGKILL
            self.connection.close()
        return self.returncode

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return self.returncode or 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkedKernel(LocalProvisioner):
    """Starts a kernel as a fork of the nursery."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        arguments = cmd[cmd.index("-f") :] if "-f" in cmd else []
        connection = kernels.ask({"kernel": arguments}, cwd=kwargs.get("cwd")) if arguments else None
        if connection is None:
            return await super().launch_kernel(cmd, **kwargs)
        fork = _Fork(connection)
        self.process = cast(Any, fork)  # it does what jupyter_client asks of a process
        self.pid, self.pgid = fork.pid, os.getpgid(fork.pid)
        return self.connection_info
