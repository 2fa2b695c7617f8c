"""附件测试的地基：落盘在临时目录，用完即弃。"""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def media_root(settings: Settings, tmp_path: Path) -> Path:
    """附件存放的临时目录。"""
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"
