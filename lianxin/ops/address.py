"""服务的地址：端口空不空，网页应不应答。"""

import socket
import urllib.error
import urllib.request

from django.conf import settings


def port_free() -> bool:
    """这个端口现在能不能用。"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.BIND, settings.PORT))
        except OSError:
            return False
    return True


def answers() -> bool:
    """网页有没有应答。"""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{settings.PORT}/healthz", timeout=2) as page:
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False
