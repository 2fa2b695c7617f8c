"""测试用的设置：快，不碰正式数据；其余与正式运行相同。"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
os.environ.setdefault("LIANXIN_HOME", str(_ROOT / "build" / "test-home"))

from lianxin.config import env  # noqa: E402
from lianxin.config.settings import *  # noqa: E402, F403
from lianxin.config.settings import STORAGES  # noqa: E402
from lianxin.ops import embedded  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
API_WRITES_PER_MINUTE = 0
WEB_PROCESSES = 1
WHITENOISE_AUTOREFRESH = True
# 每个测试进程一个，并行的互不相见，用完删掉。
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="lianxin-test-files-"))
atexit.register(shutil.rmtree, MEDIA_ROOT, ignore_errors=True)
# 库由 conftest.py 备好，命令不再自己启动一套。
EMBEDDED_DATABASE = False
# 一个测试进程只用一条连接，不必开池。
DATABASES = {
    "default": env.database(
        env.text("DATABASE_URL") or embedded.url(_ROOT / "build" / "test-postgres")
    )
}
