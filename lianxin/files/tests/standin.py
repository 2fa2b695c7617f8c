"""假的 clamd：听本机一个端口，照协议收内容；认得测试串，也会装死、断线、答非所问。"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

#: 防病毒行业公用的测试串，拼起来用，免得查毒程序连这个仓库一起报。
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


class StandIn:
    """一个假的查毒程序。``mood``：well 正常、hanging 收了不答、broken 乱答、cut 断线。"""

    def __init__(self, server: socket.socket) -> None:
        self.mood = "well"
        self.seen: list[bytes] = []
        self.address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        self._server = server

    def serve(self) -> None:
        """一个一个接，直到关门。"""
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line:
                self._answer(line)

    def _answer(self, line: socket.socket) -> None:
        heard = line.makefile("rb")
        command = b"".join(iter(lambda: heard.read(1), b"\0"))
        if command == b"zPING":
            line.sendall(b"PONG\0" if self.mood == "well" else b"?\0")
            return
        content = b"".join(_parts(heard))
        self.seen.append(content)
        if self.mood == "hanging":
            # 一直不答，直到对方等不及挂断。
            heard.read(1)
        elif self.mood == "broken":
            line.sendall(b"stream: what? ERROR\0")
        elif self.mood == "well":
            hit = EICAR in content
            line.sendall(b"stream: Eicar-Test-Signature FOUND\0" if hit else b"stream: OK\0")


def _parts(heard) -> Iterator[bytes]:
    while size := struct.unpack("!I", heard.read(4))[0]:
        yield heard.read(size)


@contextmanager
def clamd() -> Iterator[StandIn]:
    """开着的假查毒程序；出来就关。"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        made = StandIn(server)
        thread = Thread(target=made.serve, daemon=True)
        thread.start()
        yield made
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)
