"""A real S3 server for tests: SeaweedFS, on free ports of the loopback interface."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from pyarrow import fs

BUCKET = "logs"
KEYS = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "testers-secret", "AWS_EC2_METADATA_DISABLED": "true"}
PORTS = ["master", "volume", "filer", "s3", "admin"]


def free_ports(n):
    """Ports that nothing used a moment ago, each another."""
    sockets = [socket.socket() for _ in range(n)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Server:
    """A server that has started, with an empty bucket."""

    def __init__(self, folder):
        ports = free_ports(2 * len(PORTS))
        options = [f"-{name}.port={port}" for name, port in zip(PORTS, ports)]
        options += [f"-{name}.port.grpc={port}" for name, port in zip(PORTS, ports[len(PORTS) :])]
        options += ["-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
        self.endpoint = f"http://127.0.0.1:{ports[PORTS.index('s3')]}"
        weed = Path(sys.executable).parent / "weed"
        self.log = open(Path(folder) / "weed.log", "wb")
        self.process = subprocess.Popen(
            [weed, "mini", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", f"-bucket={BUCKET}", *options],
            cwd=folder, env={**os.environ, **KEYS}, stdout=self.log, stderr=self.log,
        )
        self.wait()

    def filesystem(self):
        host = self.endpoint.removeprefix("http://")
        return fs.S3FileSystem(
            access_key=KEYS["AWS_ACCESS_KEY_ID"], secret_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            endpoint_override=host, scheme="http", region="us-east-1",
        )

    def wait(self, seconds=60):
        """Waits until an object can be written and read back."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.put("started", b"yes")
                self.filesystem().delete_file(f"{BUCKET}/started")
                return
            except OSError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"SeaweedFS does not start: {error}; see {self.log.name}") from error
                time.sleep(0.3)

    def put(self, key, content):
        with self.filesystem().open_output_stream(f"{BUCKET}/{key}", compression=None) as stream:
            stream.write(content)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
