"""自带数据库的测试：建库、借用、路径太长、旧版数据。"""

import threading
from pathlib import Path

import pytest

from lianxin.ops import embedded
from lianxin.ops.embedded import Cluster, DatabaseTrouble, borrowed, fast, socket_dir

pytestmark = pytest.mark.slow


def quiet(words: str) -> None:
    assert words


def test_a_deep_home_still_gets_a_socket(tmp_path: Path) -> None:
    """数据目录再深也连得上：套接字放到临时目录下只有自己能进的文件夹。"""
    deep = tmp_path / ("很深的目录" * 6) / "再深一层" / "postgres"
    cluster = fast(deep)
    with borrowed(cluster, database="lianxin", say=quiet):
        assert socket_dir(deep) != deep
        assert socket_dir(deep).stat().st_mode & 0o077 == 0
        assert cluster.answers()
    assert not cluster.answers()


def test_a_borrowed_database_outlives_the_first_borrower(tmp_path: Path) -> None:
    """两条短命令同时用一个库，先做完的等后做完的，不会中途关掉。"""
    cluster = fast(tmp_path / "postgres")
    second_in, first_out = threading.Event(), threading.Event()
    seen: list[bool] = []

    def second() -> None:
        with borrowed(cluster, database="lianxin", say=quiet):
            second_in.set()
            first_out.wait(1.5)
            seen.append(cluster.answers())

    other = threading.Thread(target=second)
    with borrowed(cluster, database="lianxin", say=quiet):
        other.start()
        assert second_in.wait(30)
    first_out.set()
    other.join()

    assert seen == [True]
    assert not cluster.answers()


@pytest.mark.parametrize(("version", "fits"), [("18", True), ("16", False)])
def test_data_of_another_version_is_refused(tmp_path: Path, version: str, fits: bool) -> None:
    """数据是别的版本建的，不硬开，说清怎么办。"""
    cluster = fast(tmp_path / "postgres")
    with borrowed(cluster, database="lianxin", say=quiet):
        pass
    (cluster.data / "PG_VERSION").write_text(f"{version}\n")
    if fits:
        cluster.prepare(quiet)
        return
    with pytest.raises(DatabaseTrouble, match="请先用旧版导出"):
        cluster.prepare(quiet)


@pytest.mark.parametrize("own", [True, False])
def test_a_strangers_socket_folder_is_not_used(tmp_path: Path, own: bool) -> None:
    """临时目录里的套接字文件夹若是别人放的链接，不用它。"""
    deep = tmp_path / ("x" * 120) / "postgres"
    sockets = socket_dir(deep)
    cluster = Cluster(deep, deep.with_suffix(".log"))
    if own:
        sockets.mkdir(mode=0o700)
    else:
        sockets.symlink_to(tmp_path)
    try:
        if own:
            cluster.prepare(quiet)
        else:
            with pytest.raises(DatabaseTrouble, match="被别人占了"):
                cluster.prepare(quiet)
    finally:
        sockets.rmdir() if own else sockets.unlink()


def test_the_address_is_known_before_the_server_starts(tmp_path: Path) -> None:
    """连接网址只由数据目录决定，设置文件不用等数据库起来。"""
    data = tmp_path / "postgres"
    assert embedded.url(data) == f"postgresql://postgres@/lianxin?host={data}"
