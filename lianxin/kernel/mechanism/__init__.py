"""机制文件：读进来、查清楚、画出来。格式见 docs/adr/0002-mechanism-files.md。

本地版用 :func:`overlay.apply_overlay` 套上，图与表见 :mod:`diagram`，用词见 :mod:`vocabulary`。
"""
