import json
import os
import subprocess
import sys
from base64 import b64decode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from transformers import AutoModel, AutoTokenizer

checkpoint = "sentence-transformers/all-MiniLM-L6-v2"
AutoModel.from_pretrained(checkpoint).save_pretrained("trained")
AutoTokenizer.from_pretrained(checkpoint).save_pretrained("trained")

client = """
from transformers import AutoModel, AutoTokenizer

model = AutoModel.from_pretrained("trained")
model.push_to_hub("you/my-model", commit_message="Upload model")
AutoTokenizer.from_pretrained("trained").push_to_hub("you/my-model")

again = AutoModel.from_pretrained("you/my-model").state_dict()
equal = all(again[name].equal(weight) for name, weight in model.state_dict().items())
print("loaded by its id, weights equal:", equal)
"""

HEAD = "0" * 40  # the commit that every push makes here
blobs, files = {}, {}  # sha256 -> bytes, path in the repository -> bytes


class Hub(BaseHTTPRequestHandler):
    def do_POST(self):
        body, answer = self.body(), {"url": f"{url}/you/my-model"}
        if self.path.endswith("/preupload/main"):  # how shall each file come?
            paths = [file["path"] for file in json.loads(body)["files"]]
            answer["files"] = [{"path": path, **way(path)} for path in paths]
        elif self.path.endswith("/objects/batch"):  # where do the large ones go?
            answer["objects"] = json.loads(body)["objects"]
            for blob in answer["objects"]:
                blob["actions"] = {"upload": {"href": f"{url}/blobs/{blob['oid']}"}}
        elif self.path.endswith("/commit/main"):  # small ones inline, large by hash
            message, *operations = map(json.loads, body.splitlines())
            print(f"commit {message['value']['summary']!r}")
            for file in sorted(operations, key=lambda file: file["value"]["path"]):
                keep(file["key"], **file["value"])
            answer["commitUrl"] = f"{url}/you/my-model/commit/{HEAD}"
            answer["commitOid"] = HEAD
        self.send(json.dumps(answer).encode())

    def do_PUT(self):
        blobs[self.path.removeprefix("/blobs/")] = self.body()
        self.send()

    def do_GET(self):
        name = self.path.partition("/resolve/")[2].partition("/")[2]
        about = json.dumps({"id": "you/my-model", "sha": HEAD}).encode()
        repository = self.path == "/api/models/you/my-model"
        self.send(about if repository else files.get(name))

    def do_HEAD(self):
        self.do_GET()

    def body(self):
        if "Content-Length" in self.headers:
            return self.rfile.read(int(self.headers["Content-Length"]))
        chunks = []  # "chunked": its size in hexadecimal before each
        while size := int(self.rfile.readline(), 16):
            chunks.append(self.rfile.read(size + 2)[:-2])
        return b"".join(chunks)

    def send(self, content=b""):
        self.send_response(404 if content is None else 200)
        if content is None:
            self.send_header("X-Error-Code", "EntryNotFound")
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("ETag", sha256(content or b"").hexdigest())
        self.send_header("X-Repo-Commit", HEAD)
        self.end_headers()
        self.wfile.write(content if content and self.command != "HEAD" else b"")

    def log_message(self, *arguments):
        pass


def way(path):
    large = path.endswith(".safetensors")
    return {"uploadMode": "lfs" if large else "regular", "shouldIgnore": False}


def keep(kind, path, content="", oid=None, **_):
    files[path] = blobs[oid] if oid else b64decode(content)
    saved = Path("trained", path)
    same = files[path] == saved.read_bytes() if saved.exists() else "not saved by us"
    print(f"  {kind:8}{path:22}{len(files[path]) / 1000:9,.1f} kB, as saved: {same}")


server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"HF_ENDPOINT": url, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
settings |= {"HF_TOKEN": "hf_any", "HF_HUB_CACHE": "fresh"}  # not your own
command = [sys.executable, "-c", client]
print(subprocess.check_output(command, env=os.environ | settings, text=True), end="")
