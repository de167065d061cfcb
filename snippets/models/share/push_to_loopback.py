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


def take_post(request):
    body, answer = read_body(request), {"url": f"{url}/you/my-model"}
    if request.path.endswith("/preupload/main"):  # how to send each file?
        paths = [file["path"] for file in json.loads(body)["files"]]
        answer["files"] = [{"path": path, **way(path)} for path in paths]
    elif request.path.endswith("/objects/batch"):  # where do the large ones go?
        answer["objects"] = json.loads(body)["objects"]
        for blob in answer["objects"]:
            blob["actions"] = {"upload": {"href": f"{url}/blobs/{blob['oid']}"}}
    elif request.path.endswith("/commit/main"):  # small ones inline, large by hash
        message, *operations = map(json.loads, body.splitlines())
        print(f"commit {message['value']['summary']!r}")
        for file in sorted(operations, key=lambda file: file["value"]["path"]):
            keep(file["key"], **file["value"])
        answer["commitUrl"] = f"{url}/you/my-model/commit/{HEAD}"
        answer["commitOid"] = HEAD
    send(request, json.dumps(answer).encode())


def take_put(request):
    blobs[request.path.removeprefix("/blobs/")] = read_body(request)
    send(request, b"")


def take_get(request):
    name = request.path.partition("/resolve/")[2].partition("/")[2]
    about = json.dumps({"id": "you/my-model", "sha": HEAD}).encode()
    repository = request.path == "/api/models/you/my-model"
    send(request, about if repository else files.get(name))


def read_body(request):
    if "Content-Length" in request.headers:
        return request.rfile.read(int(request.headers["Content-Length"]))
    chunks = []  # "chunked": before each chunk, its size in hexadecimal
    while size := int(request.rfile.readline(), 16):
        chunks.append(request.rfile.read(size + 2)[:-2])
    return b"".join(chunks)


def send(request, content):
    request.send_response(404 if content is None else 200)
    if content is None:
        request.send_header("X-Error-Code", "EntryNotFound")
    request.send_header("Content-Length", str(len(content or b"")))
    request.send_header("ETag", sha256(content or b"").hexdigest())
    request.send_header("X-Repo-Commit", HEAD)
    request.end_headers()
    request.wfile.write(content if content and request.command != "HEAD" else b"")


def way(path):
    large = path.endswith(".safetensors")
    return {"uploadMode": "lfs" if large else "regular", "shouldIgnore": False}


def keep(kind, path, content="", oid=None, **_):
    files[path] = blobs[oid] if oid else b64decode(content)
    saved = Path("trained", path)
    same = files[path] == saved.read_bytes() if saved.exists() else "not saved by us"
    print(f"  {kind:8}{path:22}{len(files[path]) / 1000:9,.1f} kB, as saved: {same}")


answers = {"do_GET": take_get, "do_HEAD": take_get}
answers |= {"do_POST": take_post, "do_PUT": take_put}
Hub = type("Hub", (BaseHTTPRequestHandler,), answers)
server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
settings = {"HF_ENDPOINT": url, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1"}
settings |= {"HF_TOKEN": "hf_any", "HF_HUB_CACHE": "fresh"}  # not your own
command = [sys.executable, "-c", client]
print(subprocess.check_output(command, env=os.environ | settings, text=True), end="")
