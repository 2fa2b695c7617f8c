"""文件进出的命令：``lianxin import``、``lianxin export``。"""
