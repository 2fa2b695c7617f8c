"""机制文件：读进来、查清楚、画出来。格式见 docs/adr/0002-mechanism-files.md。"""
