import os
import subprocess
import sys
from pathlib import Path

from huggingface_hub import constants

usual = constants.HF_HUB_CACHE
for name in ("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"):
    os.environ.pop(name, None)

os.environ["HF_HOME"] = str(Path("elsewhere").resolve())
now = constants.HF_HUB_CACHE
print("set after the import, moved:", now != usual)

probe = "from huggingface_hub import constants; print(constants.HF_HUB_CACHE)"
path = subprocess.check_output([sys.executable, "-c", probe], text=True).strip()
print("in a new interpreter:", Path(path).relative_to(Path.cwd().resolve()).as_posix())
