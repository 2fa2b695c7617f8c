"""先后：两个进程一起跑时，费时的文件先跑，免得最后只剩一个进程在忙。"""

import pytest


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """有 ``slow`` 的文件排在前面；其余的先后不变。"""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)
