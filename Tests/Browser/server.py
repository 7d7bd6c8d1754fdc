"""The server under test: the executable on a SQLite file of its own."""

import json
import re
import subprocess
import threading
import urllib.request


class Server:
    def __init__(self, annals, folder, name="history", arguments=(), port=0):
        self.annals = annals
        self.store = f"sqlite:{folder}/{name}.sqlite"
        self.folder = folder
        self.arguments = arguments
        self.port = port
        self.process = None

    def command(self, *arguments, text=None):
        done = subprocess.run(
            [self.annals, *arguments, "--store", self.store], input=text, capture_output=True, text=True, cwd=self.folder, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"annals {arguments[0]} failed: {done.stderr}")
        return done.stdout

    def start(self):
        self.process = subprocess.Popen(
            [self.annals, "serve", "--port", str(self.port), "--store", self.store, *self.arguments],
            stderr=subprocess.PIPE, text=True, cwd=self.folder)
        for line in self.process.stderr:
            found = re.search(r"listening on (http://\S+:(\d+)) ", line)
            if found:
                self.address, self.port = found.group(1), int(found.group(2))
                # What it logs further must be read, or it would wait for it.
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return self
        raise RuntimeError("annals serve ended before it listened")

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)

    def get(self, path):
        with urllib.request.urlopen(self.address + path) as answer:
            return json.load(answer)

    def post(self, records, wait=False):
        headers = {"Content-Type": "application/json"} | ({"Prefer": "wait=30"} if wait else {})
        request = urllib.request.Request(
            self.address + "/api/history/records", json.dumps(records).encode(), headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
